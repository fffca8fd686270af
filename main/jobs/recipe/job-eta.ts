import type { RecipeStage } from '../../core/study/recipe.ts';
import { RECIPE_STAGES } from '../../core/study/recipe.ts';
import type { JobContext } from '../child.ts';

/** Seconds that the stages take on two cores besides training, for a first guess of what is still to come. */
const EXPECTED_SECONDS: Readonly<Record<Exclude<RecipeStage, 'train'>, number>> = {
  import: 3,
  filter: 20,
  textbooks: 15,
  exercises: 25,
  decontaminate: 20,
  tokenizer: 12,
  evaluate: 30,
  report: 2,
};

/**
 * A context whose progress says when the whole recipe will be done: what is left of the present stage by its
 * own rate, and the expected time of those after it.
 */
export function withJobEta(context: JobContext, trainingMinutes: number, benchmarks: number): JobContext {
  const expected = (stage: RecipeStage): number => {
    if (stage === 'train') return trainingMinutes * 60;
    return EXPECTED_SECONDS[stage] * (stage === 'evaluate' ? benchmarks : 1);
  };
  const after = (stage: string): number =>
    RECIPE_STAGES.slice(RECIPE_STAGES.indexOf(stage as RecipeStage) + 1).reduce(
      (sum, later) => sum + expected(later),
      0,
    );
  let stage = '';
  let began = 0;
  let doneAtStart = 0;
  return {
    ...context,
    progress(report) {
      if (report.stage !== stage) {
        stage = report.stage;
        began = performance.now();
        doneAtStart = report.done;
      }
      const spent = (performance.now() - began) / 1000;
      const progressed = report.done - doneAtStart;
      // A rate means little in its first seconds; until then the expectation stands.
      const left =
        spent > 5 && progressed > 0
          ? (spent * (report.total - report.done)) / progressed
          : expected(stage as RecipeStage) * (1 - report.done / Math.max(1, report.total));
      context.progress({ ...report, jobEtaSeconds: left + after(stage) });
    },
  };
}

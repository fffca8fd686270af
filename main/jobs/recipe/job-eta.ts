import type { StagePlan } from '../../core/study/recipe-plan.ts';
import type { JobContext } from '../child.ts';

/**
 * A context whose progress says when the whole recipe will be done: what is left of the present stage by its
 * own rate, and the expected time of those after it that are made.
 */
export function withJobEta(context: JobContext, plan: readonly StagePlan[]): JobContext {
  const expected = (stage: string): number => plan.find((one) => one.stage === stage)?.seconds ?? 0;
  const after = (stage: string): number =>
    plan
      .slice(plan.findIndex((one) => one.stage === stage) + 1)
      .reduce((sum, { seconds }) => sum + seconds, 0);
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
          : expected(stage) * (1 - report.done / Math.max(1, report.total));
      context.progress({ ...report, jobEtaSeconds: left + after(stage) });
    },
  };
}

import type { RecipeResultRow } from '../../core/study/recipe.ts';
import { planRecipe, stagesFrom } from '../../core/study/recipe-plan.ts';
import { sizesFor } from '../../core/study/recipe-sizes.ts';
import { trainingRecipe } from '../../core/study/training-recipe.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import type { JobContext } from '../child.ts';
import { readBenchmarks } from './benchmarks.ts';
import { decontaminate } from './decontaminating.ts';
import { evaluateGrid } from './evaluating.ts';
import { withJobEta } from './job-eta.ts';
import { recipeFacts } from './plan.ts';
import { filterRaw, importRaw } from './raw-code.ts';
import { parseOrder } from './recipe-order.ts';
import { writeReport } from './reporting.ts';
import { listRecords, stageKey } from './stage-record.ts';
import { stageRunner } from './stage.ts';
import { teachExercises, teachTextbooks } from './synthetic.ts';
import { tokenizeAll } from './tokens.ts';
import { promptsToFollow, trainGrid } from './training.ts';

/** What `recipe --json` prints. */
export type RecipeResult = {
  readonly rows: readonly RecipeResultRow[];
  readonly report: string;
  readonly seconds: number;
};

/**
 * The whole of phi-1 at the scale of a desk. Every stage is recorded under the identity of its inputs, so a
 * recipe that was stopped, killed or changed runs again only what is not there yet.
 */
export async function recipe(jobContext: JobContext): Promise<RecipeResult> {
  const started = performance.now();
  const { settings, from } = parseOrder(jobContext.params);
  const { seed } = settings;
  const sizes = sizesFor(settings);
  const benchmarks = await readBenchmarks(settings);
  const facts = await recipeFacts(settings, benchmarks);
  const records = await listRecords(jobContext.projectDir);
  const anew = from === undefined ? [] : stagesFrom(from);
  const plan = planRecipe({ settings, facts, records, anew, keyOf: stageKey });
  const stages = stageRunner(withJobEta(jobContext, plan), { settings, facts, from });

  const raw = await stages.run('import', (context) => importRaw(context, settings.rawPaths, facts.files));
  const filtered = await stages.run('filter', (context) => filterRaw(context, raw.dataset, seed));
  const sandbox = await openSandbox();
  try {
    const textbooks = await stages.run('textbooks', (context) =>
      teachTextbooks(context, sandbox, { count: sizes.sections, seed }),
    );
    const exercises = await stages.run('exercises', (context) =>
      teachExercises(context, sandbox, { count: sizes.exercises, seed }),
    );
    const unclean = {
      raw: raw.dataset,
      kept: filtered.kept,
      textbooks: textbooks.dataset,
      exercises: exercises.dataset,
    };
    const clean = await stages.run('decontaminate', (context) => decontaminate(context, unclean, benchmarks));
    const tokens = await stages.run('tokenizer', (context) =>
      tokenizeAll(context, clean.data, trainingRecipe.vocabulary, seed),
    );
    const prompts = promptsToFollow(benchmarks[0]?.problems ?? []);
    const trained = await stages.run('train', (context, key) =>
      trainGrid(context, tokens, settings, { key, prompts }),
    );
    const evaluated = await stages.run('evaluate', (context) =>
      evaluateGrid(context, sandbox, trained.rows, benchmarks, settings),
    );
    for (const row of evaluated.rows) jobContext.emit({ type: 'row', row });
    const report = await stages.run('report', (context) =>
      writeReport(context, {
        settings,
        benchmarks,
        raw,
        filtered,
        textbooks,
        exercises,
        clean,
        tokens,
        trained,
        evaluated,
        seconds: stages.seconds,
      }),
    );
    return { rows: evaluated.rows, report: report.file, seconds: (performance.now() - started) / 1000 };
  } finally {
    await sandbox.close();
  }
}

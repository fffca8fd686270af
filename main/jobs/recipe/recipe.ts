import { basename } from 'node:path';
import { RUBRIC_VERSION } from '../../core/corpus/rubric.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import type { RecipeResultRow, RecipeSettings } from '../../core/study/recipe.ts';
import { Failure } from '../../core/failure.ts';
import {
  OWN_BENCHMARK,
  OWN_WORDS_BENCHMARK,
  ownProblems,
  ownWordsProblems,
} from '../../node/benchmarks/own.ts';
import { readProblems } from '../../node/benchmarks/read-problems.ts';
import { benchmarkHash } from '../../node/evaluation/evaluate-model.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import type { JobContext } from '../child.ts';
import { asJson } from './datasets.ts';
import { decontaminate } from './decontaminating.ts';
import type { Benchmark } from './evaluating.ts';
import { HUMANEVAL_BENCHMARK, evaluateGrid } from './evaluating.ts';
import { withJobEta } from './job-eta.ts';
import { parseSettings, planFor } from './plan.ts';
import { filterRaw, importRaw, rawFingerprint } from './raw-code.ts';
import { writeReport } from './reporting.ts';
import { stageKey, stageRunner } from './stage.ts';
import { CURRICULUM_VERSION, teachExercises, teachTextbooks } from './synthetic.ts';
import { tokenizeAll } from './tokens.ts';
import { promptsToFollow, trainGrid, trainingRecipe } from './training.ts';

/** What `recipe --json` prints. */
export type RecipeResult = {
  readonly rows: readonly RecipeResultRow[];
  readonly report: string;
  readonly seconds: number;
};

/** References take microseconds; HumanEval's own limit is three seconds. */
const OWN_TIME_LIMIT_MS = 1_000;
const HUMANEVAL_TIME_LIMIT_MS = 3_000;

/**
 * The whole of phi-1 at the scale of a desk. Every stage is recorded under the identity of its inputs, so a
 * recipe that was stopped, killed or changed runs again only what is not there yet.
 */
export async function recipe(jobContext: JobContext): Promise<RecipeResult> {
  const started = performance.now();
  const settings = parseSettings(jobContext.params);
  const plan = planFor(settings);
  const benchmarks = await readBenchmarks(settings);
  const context = withJobEta(jobContext, settings.minutes, benchmarks.length);
  const stages = stageRunner(context);
  const { seed } = settings;
  const problems = benchmarks.map(({ problems: asked }) => benchmarkHash(asked));

  const files = await rawFingerprint(settings);
  const raw = await stages.run({
    id: 'import',
    inputs: { rawPaths: settings.rawPaths, files },
    needs: ({ dataset }) => [dataset.folder],
    run: () => importRaw(context, settings.rawPaths, files),
  });
  const filtered = await stages.run({
    id: 'filter',
    inputs: { raw: raw.dataset.hash, seed, rubric: RUBRIC_VERSION },
    needs: ({ kept, dropped }) => [kept.folder, dropped.folder],
    run: () => filterRaw(context, raw.dataset, seed),
  });
  const sandbox = await openSandbox();
  try {
    const textbooks = await stages.run({
      id: 'textbooks',
      inputs: { curriculum: CURRICULUM_VERSION, count: plan.sections, seed },
      needs: ({ dataset }) => [dataset.folder],
      run: () => teachTextbooks(context, sandbox, { count: plan.sections, seed }),
    });
    const exercises = await stages.run({
      id: 'exercises',
      inputs: { curriculum: CURRICULUM_VERSION, count: plan.exercises, seed },
      needs: ({ dataset }) => [dataset.folder],
      run: () => teachExercises(context, sandbox, { count: plan.exercises, seed }),
    });
    const unclean = {
      raw: raw.dataset,
      kept: filtered.kept,
      textbooks: textbooks.dataset,
      exercises: exercises.dataset,
    };
    const clean = await stages.run({
      id: 'decontaminate',
      inputs: { data: Object.values(unclean).map(({ hash }) => hash), problems },
      needs: (output) => Object.values(output.data).map(({ folder }) => folder),
      run: () => decontaminate(context, unclean, benchmarks),
    });
    const tokens = await stages.run({
      id: 'tokenizer',
      inputs: {
        data: Object.values(clean.data).map(({ hash }) => hash),
        vocabulary: trainingRecipe.vocabulary,
        seed,
      },
      needs: ({ tokenizer, raw, kept, codeTextbook, exercises, heldOut }) => [
        tokenizer.file,
        ...[raw, kept, codeTextbook, exercises, heldOut].map(({ file }) => file),
      ],
      run: () => tokenizeAll(context, clean.data, trainingRecipe.vocabulary, seed),
    });
    const trainInputs = {
      tokenizer: tokens.tokenizer.sha256,
      data: [tokens.raw, tokens.kept, tokens.codeTextbook, tokens.exercises].map(
        ({ dataset }) => dataset.hash,
      ),
      recipe: asJson(trainingRecipe),
      minutes: settings.minutes,
      seed,
      // Left out for the default, under which stages were recorded before there was a choice.
      ...(settings.engine === undefined ? {} : { engine: settings.engine }),
    };
    const trained = await stages.run({
      id: 'train',
      inputs: trainInputs,
      needs: ({ rows }) => rows.map(({ checkpoint }) => checkpoint),
      run: () => {
        const prompts = promptsToFollow(benchmarks[0]?.problems ?? []);
        return trainGrid(context, tokens, settings, { key: stageKey('train', trainInputs), prompts });
      },
    });
    const evaluated = await stages.run({
      id: 'evaluate',
      inputs: { models: trained.rows.map(({ checkpointHash }) => checkpointHash), problems },
      needs: ({ folders }) => folders.flat(),
      run: () => evaluateGrid(context, sandbox, trained.rows, benchmarks, settings),
    });
    for (const row of evaluated.rows) context.emit({ type: 'row', row });
    const report = await stages.run({
      id: 'report',
      inputs: {
        models: trained.rows.map(({ checkpointHash }) => checkpointHash),
        problems,
        settings: asJson(settings),
      },
      needs: ({ file }) => [file],
      run: () =>
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
    });
    return { rows: evaluated.rows, report: report.file, seconds: (performance.now() - started) / 1000 };
  } finally {
    await sandbox.close();
  }
}

async function readBenchmarks({ humanEvalPath }: RecipeSettings): Promise<readonly Benchmark[]> {
  const own: Benchmark = {
    name: OWN_BENCHMARK,
    title: 'Hornbook held-out',
    problems: ownProblems(),
    timeLimitMs: OWN_TIME_LIMIT_MS,
  };
  const ownWords: Benchmark = {
    name: OWN_WORDS_BENCHMARK,
    title: 'Hand-written',
    problems: await ownWordsProblems(),
    timeLimitMs: OWN_TIME_LIMIT_MS,
  };
  if (humanEvalPath === undefined) return [own, ownWords];
  const problems = await readProblems(humanEvalPath);
  const functions = problems.filter((problem): problem is FunctionProblem => problem.kind === 'function');
  if (functions.length !== problems.length) {
    throw new Failure(
      'benchmark-form',
      `${basename(humanEvalPath)} is in MBPP's form; the recipe asks problems in HumanEval's form, so choose such a file.`,
    );
  }
  const humanEval: Benchmark = {
    name: HUMANEVAL_BENCHMARK,
    title: 'HumanEval',
    problems: functions,
    timeLimitMs: HUMANEVAL_TIME_LIMIT_MS,
  };
  return [own, ownWords, humanEval];
}

import { join } from 'node:path';
import type { RecipeRow, RecipeSettings } from '../../core/study/recipe.ts';
import { RECIPE_ROWS } from '../../core/study/recipe.ts';
import { trainingRecipe } from '../../core/study/training-recipe.ts';
import type { Budget } from '../../core/training/budget.ts';
import { totalSteps } from '../../core/training/run.ts';
import type { RunRecord } from '../../node/checkpoints/run-record.ts';
import { engineNamed } from '../../node/engines/open-engine.ts';
import type { CurvePoint } from '../../node/training/metric-log.ts';
import { readCurve } from '../../node/training/metric-log.ts';
import type { PhaseRequest } from '../../node/training/train-request.ts';
import { memoryWords, trainAndTell } from '../train-and-tell.ts';
import type { TokenizerOutput, TokensRef } from './tokens.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';

/** One finished model of the grid. */
export type TrainedRow = {
  readonly row: RecipeRow;
  readonly run: string;
  readonly folder: string;
  readonly checkpoint: string;
  readonly checkpointHash: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly steps: number;
  readonly seconds: number;
  readonly datasets: readonly string[];
  readonly curve: readonly CurvePoint[];
};

export type TrainOutput = {
  readonly rows: readonly TrainedRow[];
  readonly engine: string;
  readonly recipe: typeof trainingRecipe;
};

const CHECKPOINT_EVERY = 500;
const EVAL_EVERY = 100;
const CURVE_POINTS = 400;

const FOLLOWED_PROMPTS = 3;

/**
 * Problems that every model of the grid is asked at its checkpoints, from easy to hard, so that one sees it learn. What
 * it answers is shown and never scored.
 */
export function promptsToFollow(problems: readonly { readonly prompt: string }[]): string[] {
  const every = Math.max(1, Math.floor(problems.length / FOLLOWED_PROMPTS));
  return problems
    .filter((_, index) => index % every === 0)
    .slice(0, FOLLOWED_PROMPTS)
    .map(({ prompt }) => prompt);
}

type Mixture = {
  readonly row: RecipeRow;
  readonly phases: readonly (PhaseRequest & { readonly data: TokensRef })[];
};

function mixtures(context: StageContext, tokens: TokenizerOutput): readonly Mixture[] {
  const path = (file: string): string => join(context.projectDir, file);
  const phase = (name: string, data: TokensRef, share: number) => ({
    name,
    data,
    tokens: path(data.file),
    heldOut: path(tokens.heldOut.file),
    share,
  });
  const { exerciseShare, exerciseWindows } = trainingRecipe;
  const { raw, kept, codeTextbook, exercises } = tokens;
  const phases: Readonly<Record<RecipeRow, Mixture['phases']>> = {
    raw: [phase('pretrain', raw, 1)],
    filtered: [phase('pretrain', kept, 1)],
    textbooks: [phase('pretrain', codeTextbook, 1)],
    'textbooks+exercises': [
      phase('pretrain', codeTextbook, 1 - exerciseShare),
      { ...phase('finetune', exercises, exerciseShare), windows: exerciseWindows },
    ],
  };
  return RECIPE_ROWS.map((row) => ({ row, phases: phases[row] }));
}

/**
 * Trains the grid, one model after another. The first turns its minutes into steps by measuring; the others
 * take exactly as many, so that all four have the same compute.
 */
export async function trainGrid(
  context: StageContext,
  tokens: TokenizerOutput,
  settings: RecipeSettings,
  grid: { readonly key: string; readonly prompts: readonly string[] },
): Promise<StageOutcome<TrainOutput>> {
  const rows: TrainedRow[] = [];
  let budget: Budget = { kind: 'minutes', minutes: settings.minutes / RECIPE_ROWS.length };
  let engine = '';
  for (const [index, mixture] of mixtures(context, tokens).entries()) {
    const { record, trained } = await trainRow(context, tokens, settings, {
      ...grid,
      index,
      mixture,
      budget,
    });
    rows.push(trained);
    engine = record.engine;
    budget = { kind: 'steps', steps: totalSteps(record.plan.phases) };
  }
  const last = rows.at(-1)!;
  return {
    output: { rows, engine, recipe: trainingRecipe },
    counts: [
      { label: 'models', value: rows.length, unit: 'models' },
      { label: 'parameters', value: last.parameters, unit: 'each' },
      { label: 'seen', value: last.tokens, unit: 'tokens each' },
    ],
    scrap: { kind: 'loss', values: last.curve.map(({ loss }) => loss) },
  };
}

type RowOrder = {
  readonly key: string;
  readonly prompts: readonly string[];
  readonly index: number;
  readonly mixture: Mixture;
  readonly budget: Budget;
};

async function trainRow(
  context: StageContext,
  tokens: TokenizerOutput,
  settings: RecipeSettings,
  { key, prompts, index, mixture, budget }: RowOrder,
): Promise<{ record: RunRecord; trained: TrainedRow }> {
  const { row, phases } = mixture;
  // A run is an experiment: one that was made again stands beside the first.
  const again = context.round === null ? '' : `-${context.round}`;
  const run = `${row.replace('+', '-')}-${key}${again}`;
  const folder = join('runs', run);
  const { preset, context: window, batch, rate, weightDecay, clipNorm } = trainingRecipe;
  const report = await trainAndTell(
    context,
    {
      outDir: join(context.projectDir, folder),
      preset,
      tokenizer: join(context.projectDir, tokens.tokenizer.file),
      phases: phases.map(({ data: _, ...phase }) => phase),
      budget,
      context: window,
      batch,
      rate,
      weightDecay,
      clipNorm,
      seed: settings.seed,
      checkpointEvery: CHECKPOINT_EVERY,
      evalEvery: EVAL_EVERY,
      samples: { kind: 'prompts', prompts, sparing: true },
      resume: 'if-possible',
      ...(settings.threads === undefined ? {} : { threads: settings.threads }),
      ...(settings.engine === undefined ? {} : { engine: engineNamed(settings.engine) }),
    },
    {
      id: run,
      name: row,
      path: folder,
      config: (record, total) => ({
        data: phases.map(({ name, data, share }) => `${name}: ${data.dataset.name} (${share ?? 1})`),
        ...trainingRecipe,
        seed: settings.seed,
        steps: total,
        engine: record.engine,
        memory: memoryWords(record),
        tokenizer: tokens.tokenizer.sha256,
        datasets: phases.map(({ data }) => data.dataset.hash),
      }),
      parents: phases.map(({ data }) => data.dataset.hash),
      onMetric: (metric, total) => {
        context.progress({
          stage: 'train',
          doing: `training on ${row}`,
          done: index * total + metric.step,
          total: RECIPE_ROWS.length * total,
          unit: 'steps',
        });
      },
    },
  );
  const { state, record } = report;
  return {
    record,
    trained: {
      row,
      run,
      folder,
      checkpoint: report.checkpoint.slice(context.projectDir.length + 1),
      checkpointHash: state.weights.sha256,
      parameters: record.parameters,
      tokens: state.tokens,
      steps: state.step,
      seconds: report.seconds,
      datasets: phases.map(({ data }) => data.dataset.hash),
      curve: readCurve(join(context.projectDir, folder), CURVE_POINTS),
    },
  };
}

import { Failure } from '../../core/failure.ts';
import { configProblem, presets } from '../../core/model/config.ts';
import type { ModelConfig } from '../../core/model/config.ts';
import { fillBatch, heldOutBatches } from '../../core/training/batches.ts';
import { median, stepsOf } from '../../core/training/budget.ts';
import type { CompiledSteps } from '../../core/training/compiled-steps.ts';
import { rowsPerStep, tokensPerStep } from '../../core/training/step-shape.ts';
import type { PlannedPhase } from '../checkpoints/trainer-state.ts';
import { openPhase, plannedTokens } from './phase-data.ts';
import { phaseDefaults } from './phase-defaults.ts';
import type { PhaseRequest, TrainRequest } from './train-request.ts';

/** Share of a token file that is held out where no file of its own is given. */
const HELD_OUT_SHARE = 0.02;

/** Part of a phase's steps that warm up where nothing is said; phi-1 took 2 % of many more steps. */
const WARMUP_SHARE = 0.05;

/** Steps that take longer are measured once: they vary little, and measuring is paid from the budget. */
const ENOUGH_MS = 10_000;

/** A phase before its number of steps is known. */
export type DraftPhase = Omit<PlannedPhase, 'steps' | 'warmupSteps'> & {
  readonly share: number;
  readonly warmupSteps: number | undefined;
};

/** A phase before it is known how its step is computed. */
export type SketchedPhase = Omit<DraftPhase, 'recompute' | 'form'>;

/** Fills in what a phase leaves open and reads the description of its token files. */
export function sketchPhase(request: TrainRequest, phase: PhaseRequest, modelContext: number): SketchedPhase {
  return {
    name: phase.name,
    share: phase.share ?? 1,
    batch: requireCount(phase.batch ?? request.batch ?? phaseDefaults.batch, 'batch'),
    accumulate: requireCount(
      phase.accumulate ?? request.accumulate ?? phaseDefaults.accumulate,
      'number of micro-batches',
    ),
    context: requireCount(phase.context ?? request.context ?? modelContext, 'context'),
    peakRate: phase.rate ?? request.rate ?? phaseDefaults.rate,
    warmupSteps: phase.warmupSteps ?? request.warmupSteps,
    weightDecay: phase.weightDecay ?? request.weightDecay ?? phaseDefaults.weightDecay,
    clipNorm: request.clipNorm ?? phaseDefaults.clipNorm,
    ...(phase.decay === undefined ? {} : { decay: phase.decay }),
    ...(phase.moments === undefined ? {} : { moments: phase.moments }),
    ...(phase.windows === undefined ? {} : { windows: phase.windows }),
    tokens: plannedTokens(phase.tokens),
    heldOut:
      phase.heldOut === undefined
        ? { kind: 'tail', share: HELD_OUT_SHARE }
        : { kind: 'file', file: plannedTokens(phase.heldOut) },
  };
}

/** The sizes of a new model: the preset, what the request changes, the tokenizer's vocabulary, the longest context. */
export function newModel(request: TrainRequest, vocabulary: number): ModelConfig {
  const preset = presets[request.preset ?? 'nano'];
  const contexts = request.phases.map((phase) => phase.context ?? request.context ?? 0);
  const asked = Math.max(0, ...contexts);
  const config: ModelConfig = {
    ...preset,
    ...(asked > 0 ? { context: asked } : {}),
    ...request.model,
    vocabulary: request.model?.vocabulary ?? vocabulary,
  };
  const problem = configProblem(config);
  if (problem !== undefined) throw new Failure('bad-config', problem);
  return config;
}

/** Refuses data that was made for another vocabulary, context or tokenizer than the model's. */
export function requireFit(config: ModelConfig, phases: readonly SketchedPhase[], vocabulary: number): void {
  if (vocabulary > config.vocabulary) {
    throw new Failure(
      'vocabulary',
      `The tokens come from a vocabulary of ${String(vocabulary)}, but the model has ${String(config.vocabulary)}; tokenise the data with the model's own tokenizer.`,
    );
  }
  const tokenizers = new Set(phases.map((phase) => phase.tokens.tokenizerHash));
  if (tokenizers.size > 1) {
    throw new Failure(
      'vocabulary',
      'The token files were made with different tokenizers; tokenise all data with one.',
    );
  }
  for (const { name, context } of phases) {
    if (context > config.context) {
      throw new Failure(
        'context',
        `The context of ${name} is ${String(context)}, but the model has ${String(config.context)} positions; choose at most that.`,
      );
    }
  }
}

/**
 * Turns the budget into steps. For minutes, each phase's step is compiled and timed on its own data (the first run,
 * which allocates, is left out) without moving the weights; the time that this takes is part of the budget.
 */
export async function planPhases(
  request: TrainRequest,
  drafts: readonly DraftPhase[],
  steps: CompiledSteps,
  evalEvery: number,
  heldOutBatchCount: number,
): Promise<PlannedPhase[]> {
  const clock = (): number => performance.now();
  const start = clock();
  const shares = [];
  for (const draft of drafts) {
    const { share } = draft;
    const stepMs =
      request.budget.kind === 'minutes'
        ? await measureStep(draft, steps, evalEvery, heldOutBatchCount, clock)
        : undefined;
    shares.push({ share, tokensPerStep: tokensPerStep(draft), ...(stepMs === undefined ? {} : { stepMs }) });
  }
  const budget =
    request.budget.kind === 'minutes'
      ? {
          kind: 'minutes' as const,
          minutes: Math.max(request.budget.minutes / 10, request.budget.minutes - (clock() - start) / 60_000),
        }
      : request.budget;
  const counts = stepsOf(budget, shares);
  return drafts.map(({ share: _, warmupSteps: asked, ...draft }, index) => {
    const steps = counts[index]!;
    return { ...draft, steps, warmupSteps: warmupOf(asked, steps) };
  });
}

/** Steps of a phase that warm up: those asked for, or the usual share. */
export function warmupOf(asked: number | undefined, steps: number): number {
  return Math.min(asked ?? Math.max(1, Math.round(steps * WARMUP_SHARE)), steps);
}

async function measureStep(
  draft: DraftPhase,
  steps: CompiledSteps,
  evalEvery: number,
  heldOutBatchCount: number,
  clock: () => number,
): Promise<number> {
  const data = openPhase({ ...draft, steps: 1, warmupSteps: 0 });
  try {
    const rows = rowsPerStep(draft);
    const batch = new Int32Array(rows * (draft.context + 1));
    fillBatch(batch, data.phase.training, { seed: 0, phase: 0, step: 0 }, rows, draft.context);
    await steps.timeStep(draft, batch, clock);
    const times: number[] = [];
    for (let spent = 0; spent < ENOUGH_MS && (times.length < 3 || (spent < 1500 && times.length < 9));) {
      const elapsed = await steps.timeStep(draft, batch, clock);
      times.push(elapsed);
      spent += elapsed;
    }
    if (evalEvery === 0 || !data.phase.heldOut) return median(times);
    const windows = heldOutBatches(data.phase.heldOut, draft.batch, draft.context, heldOutBatchCount);
    await steps.heldOutLoss(draft, windows.slice(0, 1));
    const start = clock();
    await steps.heldOutLoss(draft, windows);
    return median(times) + (clock() - start) / evalEvery;
  } finally {
    data.close();
  }
}

function requireCount(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Failure('bad-request', `The ${name} is ${String(value)}; give a whole number of at least 1.`);
}

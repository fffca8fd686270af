import type { ModelConfig } from '../model/config.ts';
import { largestTensor, parameterCount } from '../model/parameters.ts';
import { programBytes } from '../program/live-bytes.ts';
import { phiAdamW } from './adamw.ts';
import { buildEvalLoss, buildGradients, buildTrainStep, recomputations, type Recompute } from './step.ts';
import { fastestForm, type StepForm, type StepShape } from './step-shape.ts';

const FLOAT = 4;

/** What a process takes before it trains anything: Node, the engine's library, compiled programs. */
const PROCESS_BYTES = 200e6;

/** What a lane takes before it computes: a thread of JavaScript with its heap. */
const LANE_BYTES = 20e6;

/**
 * What sums and updates of a lane take, in tensors of the largest size: four or five are alive at a time, in two arenas
 * that grow by doubling. Measured (docs/memory.md).
 */
const LANE_UPDATE_TENSORS = 20;

/**
 * Resident over live bytes: onnxruntime's arena rounds blocks up and leaves gaps between them, the more the more often
 * blocks come and go. Measured (docs/memory.md).
 */
const ARENA: Readonly<Record<Recompute, number>> = { none: 1.2, attention: 1.4, block: 2 };

/** The sizes that decide how much memory a step takes. */
export type MemoryShape = Pick<StepShape, 'batch' | 'context' | 'accumulate' | 'recompute' | 'form'>;

/**
 * Bytes of resident memory at the peak of training, about. Counted from the programs themselves (`programBytes`), so
 * presets, recomputation and the form of the step are all in it. With n the bytes of the parameters:
 *
 * - lanes: 3n old and 3n new state, and n gradients and the arenas of an update for each of the engine's `lanes`;
 * - whole: 3n old and 3n new state;
 * - split: 3n state, n gradients (2n with several micro-batches), and the largest tensor's update;
 *
 * on top what lives between (gradients included in the whole form), the held-out program and the process itself.
 * Within 12 % of the resident memory of real processes, nano to mini, in every form; docs/memory.md has
 * the table and the command that prints it.
 */
export function estimateMemory(config: ModelConfig, shape: MemoryShape, lanes = 1): number {
  const { batch, context, recompute } = shape;
  const size = { batch, context, recompute };
  const evaluation = programBytes(buildEvalLoss(config, size)).peak;
  const training = {
    lanes: () => laneBytes(config, size, lanes),
    whole: () => wholeBytes(config, size),
    split: () => splitBytes(config, size, shape.accumulate),
  }[shape.form]();
  return Math.round(PROCESS_BYTES + training + ARENA.attention * evaluation);
}

type Pass = { readonly batch: number; readonly context: number; readonly recompute: Recompute };

function laneBytes(config: ModelConfig, size: Pass, lanes: number): number {
  const part = programBytes(buildGradients(config, { ...size, batch: size.batch / lanes }));
  const parameters = FLOAT * parameterCount(config);
  const update = lanes * LANE_UPDATE_TENSORS * FLOAT * largestTensor(config);
  return (6 + lanes) * parameters + ARENA[size.recompute] * lanes * part.peak + update + lanes * LANE_BYTES;
}

function wholeBytes(config: ModelConfig, size: Pass): number {
  const { inputs, outputs, peak } = programBytes(buildTrainStep(config, size, phiAdamW));
  return inputs + outputs + ARENA[size.recompute] * peak;
}

function splitBytes(config: ModelConfig, size: Pass, accumulate: number): number {
  const { inputs, outputs, peak } = programBytes(buildGradients(config, size));
  const parameters = FLOAT * parameterCount(config);
  const moments = 2 * parameters;
  const sums = accumulate > 1 ? parameters : 0;
  // An update holds three new tensors beside the old ones, and about as many while it computes them.
  const update = 6 * FLOAT * largestTensor(config);
  return inputs + moments + outputs + sums + update + ARENA[size.recompute] * peak;
}

/** From this many tokens on, the attention probabilities of all layers outweigh everything else that is kept. */
const LONG_CONTEXT = 512;

/** From this many bytes of parameters on, many small programs cost nothing beside the step: it is always split. */
const LARGE_MODEL = 256e6;

export type PlanOptions = {
  /** What is recomputed, if that is settled. */
  readonly recompute?: Recompute | undefined;
  /** Programs that the engine runs at the same time. */
  readonly lanes?: number | undefined;
};

/** A form of the step and what it takes. */
export type MemoryPlan = Pick<StepShape, 'recompute' | 'form'> & { readonly bytes: number };

/**
 * The fastest form of a step that fits into `availableBytes`, or, where none does, the one that takes least. Nothing is
 * recomputed below 512 tokens of context unless it must be; from there on attention always is. `recompute` fixes what
 * is recomputed. Large models and steps of several micro-batches are always split; lanes are for an engine that has them.
 */
export function planMemory(
  config: ModelConfig,
  { batch, context, accumulate }: Pick<MemoryShape, 'batch' | 'context' | 'accumulate'>,
  availableBytes: number,
  { recompute: asked, lanes = 1 }: PlanOptions = {},
): MemoryPlan {
  const allowed = recomputations.filter((recompute) =>
    asked === undefined ? recompute !== 'none' || context < LONG_CONTEXT : recompute === asked,
  );
  const large = FLOAT * parameterCount(config) >= LARGE_MODEL;
  const forms = new Set<StepForm>(
    large || accumulate > 1 ? ['split'] : [fastestForm(batch, lanes), 'whole', 'split'],
  );
  let least: MemoryPlan | undefined;
  for (const recompute of allowed) {
    for (const form of forms) {
      const bytes = estimateMemory(config, { batch, context, accumulate, recompute, form }, lanes);
      if (bytes <= availableBytes) return { recompute, form, bytes };
      if (least === undefined || bytes < least.bytes) least = { recompute, form, bytes };
    }
  }
  return least!;
}

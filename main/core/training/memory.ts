import type { ModelConfig } from '../model/config.ts';
import { parameterCount, parameterSpecs } from '../model/parameters.ts';
import { programBytes } from '../program/live-bytes.ts';
import { elementCount } from '../program/shape.ts';
import { phiAdamW } from './adamw.ts';
import { buildEvalLoss, buildGradients, buildTrainStep, recomputations, type Recompute } from './step.ts';
import { stepForms, type StepForm, type StepShape } from './step-shape.ts';

const FLOAT = 4;

/** What a process takes before it trains anything: Node, the engine's library, the lab's own code. */
const PROCESS_BYTES = 190e6;

/** An engine rounds its blocks up and leaves gaps between them. */
const ARENA = 1.15;

/** The sizes that decide how much memory a step takes. */
export type MemoryShape = Pick<StepShape, 'batch' | 'context' | 'accumulate' | 'recompute' | 'form'>;

/**
 * Bytes of resident memory at the peak of training, about. Counted from the programs themselves (`programBytes`), so
 * presets, recomputation and the form of the step are all in it:
 *
 * - whole: 3n old state + 3n new state + what lives between, gradients included;
 * - split: 3n state + n gradients (2n with several micro-batches) + the largest tensor's update + what lives between;
 *
 * n being the bytes of the parameters; and on top the held-out program and the process itself. docs/memory.md compares
 * it with the resident memory of real runs.
 */
export function estimateMemory(config: ModelConfig, shape: MemoryShape): number {
  const { batch, context, recompute } = shape;
  const size = { batch, context, recompute };
  const evaluation = programBytes(buildEvalLoss(config, size)).peak;
  const training =
    shape.form === 'whole' ? wholeBytes(config, size) : splitBytes(config, size, shape.accumulate);
  return PROCESS_BYTES + training + ARENA * evaluation;
}

type Pass = { readonly batch: number; readonly context: number; readonly recompute: Recompute };

function wholeBytes(config: ModelConfig, size: Pass): number {
  const { inputs, outputs, peak } = programBytes(buildTrainStep(config, size, phiAdamW));
  return inputs + outputs + ARENA * peak;
}

function splitBytes(config: ModelConfig, size: Pass, accumulate: number): number {
  const { inputs, outputs, peak } = programBytes(buildGradients(config, size));
  const parameters = FLOAT * parameterCount(config);
  const largest = FLOAT * Math.max(...parameterSpecs(config).map(({ shape }) => elementCount(shape)));
  const sums = accumulate > 1 ? parameters : 0;
  // An update holds three new tensors beside the old ones, and about as many while it computes them.
  return inputs + 2 * parameters + outputs + sums + 6 * largest + ARENA * peak;
}

/** From this many tokens on, the attention probabilities of all layers outweigh everything else that is kept. */
const LONG_CONTEXT = 512;

/** A form of the step and what it takes. */
export type MemoryPlan = Pick<StepShape, 'recompute' | 'form'> & { readonly bytes: number };

/**
 * The fastest form of a step that fits into `availableBytes`, or, where none does, the one that takes least. Nothing is
 * recomputed below 512 tokens of context unless it must be; from there on attention always is. `asked` fixes what is
 * recomputed.
 */
export function planMemory(
  config: ModelConfig,
  { batch, context, accumulate }: Pick<MemoryShape, 'batch' | 'context' | 'accumulate'>,
  availableBytes: number,
  asked?: Recompute,
): MemoryPlan {
  const allowed = recomputations.filter((recompute) =>
    asked === undefined ? recompute !== 'none' || context < LONG_CONTEXT : recompute === asked,
  );
  const forms: readonly StepForm[] = accumulate > 1 ? ['split'] : stepForms;
  let least: MemoryPlan | undefined;
  for (const recompute of allowed) {
    for (const form of forms) {
      const bytes = estimateMemory(config, { batch, context, accumulate, recompute, form });
      if (bytes <= availableBytes) return { recompute, form, bytes };
      if (least === undefined || bytes < least.bytes) least = { recompute, form, bytes };
    }
  }
  return least!;
}

import type { PassSize, Recompute } from './step.ts';

/**
 * How a step is cut into programs. `lanes`: the batch in equal parts, one on each lane of the engine at the same time,
 * then one update from all their gradients; the fastest where it can be had. `whole`: one program from the batch to the
 * new state. `split`: gradients, then the update tensor by tensor, so that old and new state never lie side by side;
 * the only form for several micro-batches. The last two give the same bits for one micro-batch, and `lanes` sums the
 * gradients in another order.
 */
export const stepForms = ['lanes', 'whole', 'split'] as const;
export type StepForm = (typeof stepForms)[number];

/** The fastest form of a step on `batch` sequences, memory aside: lanes, where the batch keeps all of them equally busy. */
export function fastestForm(batch: number, lanes = 1): StepForm {
  return lanes > 1 && batch % lanes === 0 ? 'lanes' : 'whole';
}

/** What a compiled step depends on. */
export type StepShape = PassSize & {
  /** Micro-batches of one step, each of `batch` sequences: the optimiser sees their mean over all targets. */
  readonly accumulate: number;
  readonly recompute: Recompute;
  readonly form: StepForm;
  readonly weightDecay: number;
  readonly clipNorm: number;
};

/** Sequences of one optimiser step. */
export function rowsPerStep({ batch, accumulate }: Pick<StepShape, 'batch' | 'accumulate'>): number {
  return batch * accumulate;
}

/** Tokens that one optimiser step reads. */
export function tokensPerStep(shape: Pick<StepShape, 'batch' | 'accumulate' | 'context'>): number {
  return rowsPerStep(shape) * shape.context;
}

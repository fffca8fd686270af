import type { PassSize, Recompute } from './step.ts';

/**
 * How a step is cut into programs. `whole`: one program from the batch to the new state, the fastest for small models.
 * `split`: gradients, then the update tensor by tensor, so that old and new state never lie side by side; the only form
 * for several micro-batches. Both give the same bits for one micro-batch.
 */
export const stepForms = ['whole', 'split'] as const;
export type StepForm = (typeof stepForms)[number];

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

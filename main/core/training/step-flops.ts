import type { ModelConfig } from '../model/config.ts';
import { matmulFlops } from '../program/flops.ts';
import { phiAdamW } from './adamw.ts';
import { rowsPerStep, type StepShape } from './step-shape.ts';
import { buildTrainStep } from './step.ts';

/** Steps of one kind, one after another, and the floating-point operations of each of them. */
export type StretchFlops = { readonly steps: number; readonly flopsPerStep: number };

/**
 * Model FLOPs of one optimiser step: the matrix products of its forward and backward pass, counted from the very
 * program that is run, for all of its micro-batches. What memory makes the backward pass compute again is left out, so
 * that the same model on the same tokens has the same count on every machine.
 */
export function stepFlops(
  config: ModelConfig,
  shape: Pick<StepShape, 'batch' | 'accumulate' | 'context'>,
): number {
  // Sequences do not mix: every product has the batch as an outer extent, and the update has no product at all.
  return (
    rowsPerStep(shape) * matmulFlops(buildTrainStep(config, { batch: 1, context: shape.context }, phiAdamW))
  );
}

/**
 * Model FLOPs after `step` steps of a run.
 *
 * @example flopsAt([{ steps: 10, flopsPerStep: 2 }, { steps: 5, flopsPerStep: 3 }], 12) // → 26
 */
export function flopsAt(stretches: readonly StretchFlops[], step: number): number {
  let flops = 0;
  let left = step;
  for (const { steps, flopsPerStep } of stretches) {
    const done = Math.min(steps, Math.max(0, left));
    flops += done * flopsPerStep;
    left -= done;
  }
  return flops;
}

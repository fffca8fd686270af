/** Linear warm-up from 0 to the peak, then linear decay to 0 at the last step, as phi-1 was trained. */
export type Schedule = {
  readonly peakRate: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
};

/**
 * Learning rate of step `step` (1 is the first). It reaches the peak at the end of the warm-up (at once when there is
 * none) and 0 one step after the last, so that every step still moves. Past the end it stays 0.
 */
export function learningRate({ peakRate, warmupSteps, totalSteps }: Schedule, step: number): number {
  const climb = Math.max(1, warmupSteps);
  if (step <= climb) return (peakRate * step) / climb;
  const remaining = (totalSteps + 1 - step) / (totalSteps + 1 - climb);
  return peakRate * Math.max(0, remaining);
}

/** The `scalars` input of a training step, [3]: the rate and AdamW's two bias corrections at step `step` ≥ 1. */
export function stepScalars(
  rate: number,
  step: number,
  betas: { beta1: number; beta2: number },
): Float32Array {
  return Float32Array.of(rate, 1 / (1 - betas.beta1 ** step), 1 / (1 - betas.beta2 ** step));
}

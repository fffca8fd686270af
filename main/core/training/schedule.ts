/** What the rate does after the warm-up: fall in a line to 0, as phi-1 was trained, or stay. */
export const decays = ['linear', 'none'] as const;
export type Decay = (typeof decays)[number];

/** Linear warm-up from 0 to the peak, then the decay, which is linear where nothing is said. */
export type Schedule = {
  readonly peakRate: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
  readonly decay?: Decay | undefined;
};

/**
 * Learning rate of step `step` (1 is the first). It reaches the peak at the end of the warm-up (at once when there is
 * none) and, where it decays, 0 one step after the last, so that every step still moves. Past that end it stays 0.
 */
export function learningRate({ peakRate, warmupSteps, totalSteps, decay }: Schedule, step: number): number {
  const climb = Math.max(1, warmupSteps);
  if (step <= climb) return (peakRate * step) / climb;
  if (decay === 'none') return peakRate;
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

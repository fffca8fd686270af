import { Failure } from '../failure.ts';
import { normalQuantile } from './normal.ts';

export type Interval = { readonly low: number; readonly high: number };

/**
 * Wilson's score interval for a proportion (Wilson 1927), without continuity correction. Unlike the
 * textbook interval it stays inside [0, 1] and is right near 0 and 1, where small models live.
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  if (!(trials > 0) || successes < 0 || successes > trials) {
    throw new Failure(
      'usage',
      `An interval needs 0 ≤ successes ≤ trials and a trial, got ${String(successes)} of ${String(trials)}.`,
    );
  }
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const rate = successes / trials;
  const scale = 1 + (z * z) / trials;
  const middle = (rate + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  return {
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === trials ? 1 : Math.min(1, middle + half),
  };
}

/**
 * Percentile bootstrap of a mean over problems (Efron 1979): problems are drawn with replacement, since
 * they are what a benchmark sampled. `random` gives uniform numbers in [0, 1), so a seed fixes the result.
 */
export function bootstrapInterval(
  values: readonly number[],
  random: () => number,
  {
    resamples = 10_000,
    confidence = 0.95,
  }: { readonly resamples?: number; readonly confidence?: number } = {},
): Interval {
  if (values.length === 0) throw new Failure('usage', 'A bootstrap needs at least one problem.');
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (let drawn = values.length; drawn > 0; drawn--) sum += values[Math.floor(random() * values.length)]!;
    means[i] = sum / values.length;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

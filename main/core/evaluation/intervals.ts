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

type Resampling = { readonly resamples?: number; readonly confidence?: number };

/**
 * Percentile bootstrap of a mean over problems (Efron 1979): problems are drawn with replacement, since
 * they are what a benchmark sampled. `random` gives uniform numbers in [0, 1), so a seed fixes the result.
 */
export function bootstrapInterval(
  values: readonly number[],
  random: () => number,
  options: Resampling = {},
): Interval {
  return bootstrapIntervals([values], random, options)[0]!;
}

/**
 * The same for several measures [M][P] of the same P problems, all from the same resamples: each draw takes
 * a problem with everything that was measured on it.
 */
export function bootstrapIntervals(
  measures: readonly (readonly number[])[],
  random: () => number,
  options: Resampling = {},
): Interval[] {
  return resampledMeans(measures, random, options).map((means) => percentiles(means, options));
}

/**
 * The interval of a mean difference over problems, and the two-sided p of its being 0: twice the share of
 * resamples on the other side of 0, at least 2 / (resamples + 1), since more was not looked at.
 */
export function bootstrapDifference(
  differences: readonly number[],
  random: () => number,
  options: Resampling = {},
): Interval & { readonly p: number } {
  const means = resampledMeans([differences], random, options)[0]!;
  const interval = percentiles(means, options);
  let [below, above] = [0, 0];
  for (const mean of means) {
    if (mean <= 0) below += 1;
    if (mean >= 0) above += 1;
  }
  const p = Math.min(1, (2 * (Math.min(below, above) + 1)) / (means.length + 1));
  return { ...interval, p };
}

/** Sorted means of each measure over resampled problems: [M][resamples]. */
function resampledMeans(
  measures: readonly (readonly number[])[],
  random: () => number,
  { resamples = 10_000 }: Resampling,
): Float64Array[] {
  const problems = measures[0]?.length ?? 0;
  if (problems === 0) throw new Failure('usage', 'A bootstrap needs at least one problem.');
  // Measures of one problem side by side: a draw reads one stretch of memory.
  const width = measures.length;
  const table = new Float64Array(problems * width);
  measures.forEach((values, measure) => {
    values.forEach((value, problem) => {
      table[problem * width + measure] = value;
    });
  });
  const means = measures.map(() => new Float64Array(resamples));
  const sums = new Float64Array(width);
  for (let resample = 0; resample < resamples; resample++) {
    sums.fill(0);
    for (let drawn = problems; drawn > 0; drawn--) {
      const start = Math.floor(random() * problems) * width;
      for (let measure = 0; measure < width; measure++) sums[measure]! += table[start + measure]!;
    }
    for (let measure = 0; measure < width; measure++) means[measure]![resample] = sums[measure]! / problems;
  }
  return means.map((sample) => sample.sort());
}

function percentiles(sorted: Float64Array, { confidence = 0.95 }: Resampling): Interval {
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

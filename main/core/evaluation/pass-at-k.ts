import { Failure } from '../failure.ts';

/**
 * The unbiased estimate of the chance that at least one of `k` samples solves a problem, from `correct`
 * of `samples` that did: 1 − C(n−c, k) / C(n, k), as the product 1 − ∏_{i=n−c+1..n} (1 − k/i)
 * (Chen et al. 2021, openai/human-eval). It is 1 where n − c < k. Throws a `Failure` where n < k: the
 * estimate does not exist there.
 */
export function passAtK(samples: number, correct: number, k: number): number {
  if (!Number.isInteger(k) || k < 1)
    throw new Failure('usage', `pass@k needs a whole k of 1 or more, got ${String(k)}.`);
  if (!Number.isInteger(samples) || !Number.isInteger(correct) || correct < 0 || correct > samples) {
    throw new Failure('usage', `${String(correct)} of ${String(samples)} samples cannot be correct.`);
  }
  if (samples < k) {
    throw new Failure(
      'usage',
      `pass@${String(k)} cannot be estimated from ${String(samples)} samples; draw ${String(k)} or more.`,
    );
  }
  if (samples - correct < k) return 1;
  let allFail = 1;
  for (let i = samples - correct + 1; i <= samples; i++) allFail *= 1 - k / i;
  return 1 - allFail;
}

/** One problem's tally. */
export type ProblemTally = { readonly taskId: string; readonly samples: number; readonly correct: number };

/** Mean pass@k over problems, each problem weighing the same whatever its number of samples. */
export function meanPassAtK(tallies: readonly ProblemTally[], k: number): number {
  if (tallies.length === 0) throw new Failure('usage', 'pass@k needs at least one problem.');
  let sum = 0;
  for (const { samples, correct } of tallies) sum += passAtK(samples, correct, k);
  return sum / tallies.length;
}

/** Counts samples and passes by problem, in the order in which problems first appear. */
export function tally(
  results: Iterable<{ readonly taskId: string; readonly verdict: string }>,
): ProblemTally[] {
  const counts = new Map<string, { samples: number; correct: number }>();
  for (const { taskId, verdict } of results) {
    const count = counts.get(taskId) ?? { samples: 0, correct: 0 };
    count.samples += 1;
    if (verdict === 'passed') count.correct += 1;
    counts.set(taskId, count);
  }
  return [...counts].map(([taskId, count]) => ({ taskId, ...count }));
}

import { Failure } from '../failure.ts';
import { bootstrapIntervals, wilsonInterval } from './intervals.ts';
import { meanPassAtK, passAtK, type ProblemTally } from './pass-at-k.ts';
import type { Score } from './report.ts';

/**
 * pass@1 with its 95 % interval: Wilson's where every problem has one sample, else a bootstrap over
 * problems, because samples of one problem are not independent of one another.
 */
export function scorePassAt1(tallies: readonly ProblemTally[], random: () => number): Score {
  const [first] = scorePassAtK(tallies, random, 1);
  const { k: _, ...score } = first!;
  return score;
}

/** pass@k with its interval, as {@link Score} for each k. */
export type PassAtKScore = Score & { readonly k: number };

/**
 * Unbiased pass@k for every k up to the fewest samples of a problem (or `most`), with 95 % intervals:
 * Wilson's where every problem has one sample, else one bootstrap over problems whose resamples serve all k.
 */
export function scorePassAtK(
  tallies: readonly ProblemTally[],
  random: () => number,
  most = Infinity,
): PassAtKScore[] {
  if (tallies.length === 0) throw new Failure('usage', 'A score needs at least one problem.');
  const solved = tallies.filter(({ correct }) => correct > 0).length;
  const problems = tallies.length;
  const samples = Math.min(...tallies.map((tally) => tally.samples));
  if (tallies.every((tally) => tally.samples === 1)) {
    const rate = solved / problems;
    return [{ k: 1, rate, ...wilsonInterval(solved, problems), solved, problems, interval: 'wilson' }];
  }
  const ks = Array.from({ length: Math.min(samples, most) }, (_, at) => at + 1);
  const intervals = bootstrapIntervals(
    ks.map((k) => tallies.map(({ samples: n, correct }) => passAtK(n, correct, k))),
    random,
  );
  return ks.map((k, at) => ({
    k,
    rate: meanPassAtK(tallies, k),
    ...intervals[at]!,
    solved,
    problems,
    interval: 'bootstrap',
  }));
}

/** pass@1 of the problems that share a topic or a difficulty. */
export type GroupScore = { readonly group: string } & Score;

type Grouped = ProblemTally & { readonly groups: readonly string[] };

/**
 * pass@1 by group, groups in the order they first appear. A problem with several topics counts in each, so
 * groups may overlap and their problems need not add up.
 */
export function scoreByGroup(tallies: readonly Grouped[], random: () => number): GroupScore[] {
  const members = new Map<string, ProblemTally[]>();
  for (const { groups, ...tally } of tallies) {
    for (const group of new Set(groups)) {
      const known = members.get(group);
      if (known === undefined) members.set(group, [tally]);
      else known.push(tally);
    }
  }
  return [...members].map(([group, inside]) => ({ group, ...scorePassAt1(inside, random) }));
}

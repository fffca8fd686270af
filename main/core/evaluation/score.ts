import { bootstrapInterval, wilsonInterval } from './intervals.ts';
import { meanPassAtK, passAtK, type ProblemTally } from './pass-at-k.ts';
import type { Score } from './report.ts';

/**
 * pass@1 with its 95 % interval: Wilson's where every problem has one sample, else a bootstrap over
 * problems, because samples of one problem are not independent of one another.
 */
export function scorePassAt1(tallies: readonly ProblemTally[], random: () => number): Score {
  const rate = meanPassAtK(tallies, 1);
  const solved = tallies.filter(({ correct }) => correct > 0).length;
  const single = tallies.every(({ samples }) => samples === 1);
  const interval = single
    ? wilsonInterval(solved, tallies.length)
    : bootstrapInterval(
        tallies.map(({ samples, correct }) => passAtK(samples, correct, 1)),
        random,
      );
  return { rate, ...interval, solved, problems: tallies.length, interval: single ? 'wilson' : 'bootstrap' };
}

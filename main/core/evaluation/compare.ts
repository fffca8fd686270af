import { Failure } from '../failure.ts';
import type { Interval } from './intervals.ts';
import { bootstrapDifference } from './intervals.ts';
import {
  compareInWords,
  discordance,
  mcnemarExact,
  minimumDetectableDifference,
  minimumDetectablePaired,
} from './paired.ts';
import { passAtK, type ProblemTally } from './pass-at-k.ts';

/** One side of a comparison. */
export type Contestant = { readonly name: string; readonly tallies: readonly ProblemTally[] };

/** A problem on which two models did not do equally well. */
export type Flip = {
  readonly taskId: string;
  /** Samples that passed, of how many. */
  readonly first: { readonly correct: number; readonly samples: number };
  readonly second: { readonly correct: number; readonly samples: number };
};

export type Comparison = {
  readonly first: { readonly name: string; readonly passAt1: number };
  readonly second: { readonly name: string; readonly passAt1: number };
  /** Problems that both were asked. */
  readonly problems: number;
  /** pass@1 of the first less that of the second, with the paired bootstrap's 95 % interval. */
  readonly difference: number;
  readonly ci95: readonly [number, number];
  /** Only where each problem has one sample of each model; more samples are not a yes or a no. */
  readonly mcnemar: { readonly onlyFirst: number; readonly onlySecond: number; readonly p: number } | null;
  /** The smallest difference that this many problems would show with power 0.8 at α = 0.05. */
  readonly detectable: { readonly unpaired: number; readonly paired: number };
  /** Two-sided: McNemar's where it applies, else the paired bootstrap's. */
  readonly p: number;
  readonly flips: readonly Flip[];
  /** Problems that both do equally well on, by whether any sample passed. */
  readonly both: number;
  readonly neither: number;
  readonly sentence: string;
};

/**
 * Compares two models on the problems that both were asked, problem by problem: the exact McNemar test where
 * each has one sample a problem, and a bootstrap of the mean difference over problems always.
 *
 * @throws Failure where no problem was asked of both.
 */
export function compareModels(first: Contestant, second: Contestant, random: () => number): Comparison {
  const others = new Map(second.tallies.map((tally) => [tally.taskId, tally]));
  const pairs = first.tallies.flatMap((one) => {
    const other = others.get(one.taskId);
    return other === undefined ? [] : [{ one, other }];
  });
  if (pairs.length === 0) {
    throw new Failure(
      'nothing-in-common',
      `${first.name} and ${second.name} have no problem in common; compare evaluations of the same benchmark.`,
    );
  }
  const problems = pairs.length;
  const differences = pairs.map(({ one, other }) => rate(one) - rate(other));
  const { p: bootstrapP, ...interval } = bootstrapDifference(differences, random);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / problems;
  const [firstRate, secondRate] = [
    mean(pairs.map(({ one }) => rate(one))),
    mean(pairs.map(({ other }) => rate(other))),
  ];
  const flips = pairs.flatMap(({ one, other }): Flip[] =>
    rate(one) === rate(other) ? [] : [{ taskId: one.taskId, first: counts(one), second: counts(other) }],
  );
  const single = pairs.every(({ one, other }) => one.samples === 1 && other.samples === 1);
  const solved = (side: 'one' | 'other') =>
    new Map(pairs.map((pair) => [pair[side].taskId, pair[side].correct > 0]));
  const [firstSolved, secondSolved] = [solved('one'), solved('other')];
  const split = discordance(firstSolved, secondSolved);
  const equal = (solved: boolean): number =>
    pairs.filter(({ one, other }) => rate(one) === rate(other) && one.correct > 0 === solved).length;
  return {
    first: { name: first.name, passAt1: firstRate },
    second: { name: second.name, passAt1: secondRate },
    problems,
    difference: mean(differences),
    ci95: [interval.low, interval.high],
    mcnemar: single ? { ...split, p: mcnemarExact(split) } : null,
    detectable: {
      unpaired: minimumDetectableDifference(problems, { rate: (firstRate + secondRate) / 2 }),
      paired: minimumDetectablePaired(problems, flips.length / problems),
    },
    p: single ? mcnemarExact(split) : bootstrapP,
    flips,
    both: equal(true),
    neither: equal(false),
    sentence: single
      ? compareInWords({ name: first.name, solved: firstSolved }, { name: second.name, solved: secondSolved })
      : bootstrapInWords(first.name, second.name, mean(differences), interval, problems),
  };
}

const rate = ({ samples, correct }: ProblemTally): number => passAtK(samples, correct, 1);
const counts = ({ samples, correct }: ProblemTally) => ({ correct, samples });

function bootstrapInWords(
  first: string,
  second: string,
  difference: number,
  { low, high }: Interval,
  problems: number,
): string {
  const points = (share: number): string => (Math.abs(share) * 100).toFixed(1);
  if (difference === 0)
    return `${first} and ${second} have the same pass@1 on the ${String(problems)} problems; nothing tells them apart.`;
  const [better, worse, from, to] =
    difference > 0 ? [first, second, low, high] : [second, first, -high, -low];
  const signed = (share: number): string => `${share < 0 ? '−' : ''}${points(share)}`;
  const said = `${better} has a pass@1 ${points(difference)} points above ${worse}'s (95 % interval ${signed(from)} to ${signed(to)}, paired bootstrap over ${String(problems)} problems)`;
  return from > 0
    ? `${said}: a difference that chance hardly explains.`
    : `${said}: chance alone could do that, so these problems do not tell them apart.`;
}

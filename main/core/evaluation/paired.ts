import { Failure } from '../failure.ts';
import { logGamma, normalQuantile } from './normal.ts';

/** Problems that only one of two models solved. */
export type Discordance = { readonly onlyFirst: number; readonly onlySecond: number };

export function discordance(
  first: ReadonlyMap<string, boolean>,
  second: ReadonlyMap<string, boolean>,
): Discordance {
  let onlyFirst = 0;
  let onlySecond = 0;
  for (const [taskId, solved] of first) {
    const other = second.get(taskId);
    if (other === undefined)
      throw new Failure(
        'usage',
        `Only one of the two evaluations has the problem ${taskId}; compare evaluations of the same problems.`,
      );
    if (solved && !other) onlyFirst += 1;
    if (!solved && other) onlySecond += 1;
  }
  if (first.size !== second.size)
    throw new Failure(
      'usage',
      'The two evaluations have different numbers of problems; compare evaluations of the same problems.',
    );
  return { onlyFirst, onlySecond };
}

/**
 * McNemar's exact two-sided test (McNemar 1947, binomial form): the chance, if neither model were better,
 * of a split of the discordant problems at least this uneven. Two times the smaller binomial tail, at most 1.
 */
export function mcnemarExact({ onlyFirst, onlySecond }: Discordance): number {
  const n = onlyFirst + onlySecond;
  if (n === 0) return 1;
  const fewer = Math.min(onlyFirst, onlySecond);
  let tail = 0;
  for (let i = 0; i <= fewer; i++) {
    tail += Math.exp(logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) - n * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

/**
 * The smallest difference between two proportions that an unpaired two-sided test on `problems` problems
 * each would find with the given power: (z_{1−α/2} + z_{power}) · √(2 p (1 − p) / n), at a common rate p.
 * At n = 164, p = 0.5, α = 0.05, power 0.8 it is 0.155 (about 15.5 points).
 */
export function minimumDetectableDifference(
  problems: number,
  {
    rate = 0.5,
    alpha = 0.05,
    power = 0.8,
  }: { readonly rate?: number; readonly alpha?: number; readonly power?: number } = {},
): number {
  if (!(problems > 0))
    throw new Failure(
      'usage',
      `A detectable difference needs at least one problem, got ${String(problems)}.`,
    );
  return (
    (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * Math.sqrt((2 * rate * (1 - rate)) / problems)
  );
}

/**
 * The smallest difference between two proportions on the same problems that McNemar's test would find, when
 * `discordant` is the share of problems that exactly one of two models solves: the d that solves
 * n·d² = (z_{1−α/2} √ψ + z_{power} √(ψ − d²))² (Connor 1987). It is never more than ψ itself, and where even
 * d = ψ would not be found (or ψ is 0, so that the share says nothing) it is what the same formula gives at the
 * smallest ψ that can be found.
 *
 * At n = 164 and ψ = 0.25 it is 0.108.
 */
export function minimumDetectablePaired(
  problems: number,
  discordant: number,
  { alpha = 0.05, power = 0.8 }: { readonly alpha?: number; readonly power?: number } = {},
): number {
  if (!(problems > 0) || !(discordant >= 0 && discordant <= 1)) {
    throw new Failure(
      'usage',
      `A detectable difference needs a problem and a share of 0 to 1, got ${String(problems)} and ${String(discordant)}.`,
    );
  }
  const [a, b] = [normalQuantile(1 - alpha / 2), normalQuantile(power)];
  // At d = ψ the formula reads n·ψ² = (a √ψ + b √(ψ − ψ²))²; below its root no difference can be found.
  const excess = (psi: number, d: number): number =>
    Math.sqrt(problems) * d - a * Math.sqrt(psi) - b * Math.sqrt(Math.max(0, psi - d * d));
  const psi = Math.max(
    discordant,
    bisect((share) => excess(share, share)),
  );
  return bisect((d) => excess(psi, d * psi)) * psi;
}

/** The root in (0, 1] of a function that is negative before it and positive after; 1 where it never turns. */
function bisect(of: (x: number) => number): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 200; halving++) {
    const middle = (low + high) / 2;
    if (of(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}

export type ComparedModel = { readonly name: string; readonly solved: ReadonlyMap<string, boolean> };

/** One sentence that says which of two models is better on the same problems, and whether that can be told. */
export function compareInWords(first: ComparedModel, second: ComparedModel): string {
  const split = discordance(first.solved, second.solved);
  const p = mcnemarExact(split);
  const n = first.solved.size;
  if (split.onlyFirst === split.onlySecond) {
    return `${first.name} and ${second.name} solved equally many of the ${String(n)} problems; nothing tells them apart.`;
  }
  const [better, worse, gained, lost] =
    split.onlyFirst > split.onlySecond
      ? [first.name, second.name, split.onlyFirst, split.onlySecond]
      : [second.name, first.name, split.onlySecond, split.onlyFirst];
  const counts = `${better} solved ${String(gained)} ${gained === 1 ? 'problem' : 'problems'} that ${worse} did not, and the other way round ${String(lost)}`;
  const chance = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  return p < 0.05
    ? `${counts}: a difference that chance hardly explains (exact McNemar, ${chance}).`
    : `${counts}: chance alone could do that (exact McNemar, ${chance}), so these ${String(n)} problems do not tell them apart.`;
}

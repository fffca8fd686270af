import type { ProblemTally } from '../../../preload/contract/evaluations.ts';
import { VERDICTS } from '../../controls/verdicts.ts';

export const ORDERS = ['difficulty', 'name', 'passed'] as const;
export type Order = (typeof ORDERS)[number];
export const ORDER_NAMES: Readonly<Record<Order, string>> = {
  difficulty: 'difficulty',
  name: 'name',
  passed: 'share passed',
};

/** `HumanEval/9` before `HumanEval/10`. */
const natural = new Intl.Collator('en', { numeric: true });

const shareOf = ({ passed, judged }: ProblemTally): number => (judged === 0 ? 0 : passed / judged);
/** Problems without a difficulty come after all that have one. */
const difficultyOf = ({ difficulty }: ProblemTally): number => difficulty ?? Number.MAX_VALUE;

/** One dot a problem: the easiest first, by name, or those solved most often first. */
export function problemDots(
  tallies: readonly ProblemTally[],
  order: Order = 'difficulty',
): readonly ProblemTally[] {
  const byName = (a: ProblemTally, b: ProblemTally) => natural.compare(a.taskId, b.taskId);
  const orders: Record<Order, (a: ProblemTally, b: ProblemTally) => number> = {
    difficulty: (a, b) => difficultyOf(a) - difficultyOf(b) || byName(a, b),
    name: byName,
    passed: (a, b) => shareOf(b) - shareOf(a) || byName(a, b),
  };
  return [...tallies].sort(orders[order]);
}

export type DotGroup = {
  readonly difficulty: number | null;
  readonly dots: readonly ProblemTally[];
  readonly passed: number;
};

/** Dots in their order, cut where the difficulty changes. */
export function groupByDifficulty(dots: readonly ProblemTally[]): readonly DotGroup[] {
  const groups: { difficulty: number | null; dots: ProblemTally[]; passed: number }[] = [];
  for (const dot of dots) {
    let group = groups.at(-1);
    if (group?.difficulty !== dot.difficulty) {
      group = { difficulty: dot.difficulty, dots: [], passed: 0 };
      groups.push(group);
    }
    group.dots.push(dot);
    if (dot.passed > 0) group.passed += 1;
  }
  return groups;
}

/** How many problems show each verdict, in the verdicts' fixed order; unknown words last. */
export function countVerdicts(
  dots: readonly ProblemTally[],
): readonly { readonly verdict: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { verdict } of dots) {
    if (verdict !== null) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const known = VERDICTS.filter((verdict) => counts.has(verdict));
  const others = [...counts.keys()].filter((verdict) => !VERDICTS.includes(verdict));
  return [...known, ...others].map((verdict) => ({ verdict, count: counts.get(verdict) ?? 0 }));
}

/** Whether a problem is among those asked for: one verdict, and words in its name or topics. */
export function isShown(dot: ProblemTally, only: string | null, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  return (
    (only === null || dot.verdict === only) &&
    (wanted === '' || [dot.taskId, ...dot.topics].some((text) => text.toLowerCase().includes(wanted)))
  );
}

/** `HumanEval/7: passed, 3 of 20 answers`. */
export function dotWords(dot: ProblemTally, nameOf: (verdict: string) => string): string {
  if (dot.verdict === null) return `${dot.taskId}: not judged yet`;
  const answers = dot.judged > 1 ? `, ${dot.passed} of ${dot.judged} answers passed` : '';
  return `${dot.taskId}: ${nameOf(dot.verdict)}${answers}`;
}

import type { EvaluationSample } from '../../../preload/contract/evaluations.ts';
import { VERDICTS } from '../../controls/verdicts.ts';

/** One problem of the grid, with all its samples. */
export type ProblemDot = {
  readonly taskId: string;
  readonly difficulty: number | null;
  /** Of the sample that is shown first: a passed one where there is any. */
  readonly verdict: string;
  readonly passed: number;
  readonly samples: readonly EvaluationSample[];
};

/** `HumanEval/9` before `HumanEval/10`. */
const natural = new Intl.Collator('en', { numeric: true });

/** One dot a problem, easiest first; problems without a difficulty keep their own order at the end. */
export function problemDots(samples: readonly EvaluationSample[]): readonly ProblemDot[] {
  const byTask = new Map<string, EvaluationSample[]>();
  for (const sample of samples) {
    const own = byTask.get(sample.taskId);
    if (own === undefined) byTask.set(sample.taskId, [sample]);
    else own.push(sample);
  }
  return [...byTask.entries()]
    .map(([taskId, own]) => {
      const passed = own.filter((sample) => sample.verdict === 'passed');
      const first = passed[0] ?? own[0]!;
      const ordered = [first, ...own.filter((sample) => sample !== first)];
      return {
        taskId,
        difficulty: first.difficulty,
        verdict: first.verdict,
        passed: passed.length,
        samples: ordered,
      };
    })
    .sort(
      (a, b) =>
        (a.difficulty ?? Infinity) - (b.difficulty ?? Infinity) || natural.compare(a.taskId, b.taskId),
    );
}

export type DotGroup = {
  readonly difficulty: number | null;
  readonly dots: readonly ProblemDot[];
  readonly passed: number;
};

/** Dots in their order, cut where the difficulty changes. */
export function groupByDifficulty(dots: readonly ProblemDot[]): readonly DotGroup[] {
  const groups: { difficulty: number | null; dots: ProblemDot[]; passed: number }[] = [];
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
  dots: readonly ProblemDot[],
): readonly { readonly verdict: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const dot of dots) counts.set(dot.verdict, (counts.get(dot.verdict) ?? 0) + 1);
  const known = VERDICTS.filter((verdict) => counts.has(verdict));
  const others = [...counts.keys()].filter((verdict) => !VERDICTS.includes(verdict));
  return [...known, ...others].map((verdict) => ({ verdict, count: counts.get(verdict) ?? 0 }));
}

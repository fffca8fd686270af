import type { Comparison } from '../../../preload/contract/evaluations.ts';

/** What the second model did better or worse than the first. */
export type Mark = 'fixed' | 'broken';

export function flipMarks(comparison: Comparison | null): ReadonlyMap<string, Mark> {
  const marked = (tasks: readonly string[], mark: Mark) => tasks.map((task) => [task, mark] as const);
  return new Map(
    comparison === null ? [] : [...marked(comparison.fixed, 'fixed'), ...marked(comparison.broken, 'broken')],
  );
}

/** In natural order: `HumanEval/9` before `HumanEval/10`. */
export function inOrder(tasks: readonly string[]): readonly string[] {
  const natural = new Intl.Collator('en', { numeric: true });
  return [...tasks].sort((a, b) => natural.compare(a, b));
}

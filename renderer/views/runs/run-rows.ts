import type { RunSummary } from '../../../preload/contract/runs.ts';
import type { RunColumn, RunGroup } from './run-columns.ts';

/** A line of the table: a group's name, or a run. All are of one height. */
export type RunLine = { readonly group: string; readonly count: number } | RunSummary;

export const linesOf = (groups: readonly RunGroup[]): readonly RunLine[] =>
  groups.flatMap(({ name, runs }) => [
    ...(name === '' ? [] : [{ group: name, count: runs.length }]),
    ...runs,
  ]);

/** Enough to know how long a column's words are; more would be measured again with every number that moves. */
const SAMPLED = 100;
const SHORTEST = 5;
const LONGEST = 34;
/** Room for the arrow that says how a column is sorted. */
const ARROW = 2;

/**
 * How wide each column is, in digits. Only the rows in sight are in the page, so the table cannot work it out by itself,
 * and columns must not move while one scrolls.
 */
export function widthsOf(
  runs: readonly RunSummary[],
  columns: readonly Pick<RunColumn, 'title' | 'text'>[],
): readonly number[] {
  const stride = Math.max(1, Math.floor(runs.length / SAMPLED));
  const sample = runs.filter((_, index) => index % stride === 0);
  return columns.map(({ title, text }) => {
    const words = sample.map((run) => text(run).length);
    return Math.min(LONGEST, Math.max(SHORTEST, title.length + ARROW, ...words));
  });
}

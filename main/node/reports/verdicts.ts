/** A shape besides the colour, so that verdicts are told apart without it. */
export type VerdictMark = { readonly sign: string; readonly words: string };

const marks: Readonly<Record<string, VerdictMark>> = {
  passed: { sign: '●', words: 'passed' },
  'wrong-answer': { sign: '✕', words: 'wrong answer' },
  exception: { sign: '▲', words: 'exception' },
  'syntax-error': { sign: '◆', words: 'syntax error' },
  timeout: { sign: '◷', words: 'timeout' },
  memory: { sign: '■', words: 'memory limit' },
  'output-limit': { sign: '≡', words: 'output limit' },
  'interpreter-died': { sign: '†', words: 'interpreter died' },
  unavailable: { sign: '–', words: 'not run' },
};
const unknownMark: VerdictMark = { sign: '?', words: 'unknown verdict' };

/** In the order in which they are listed. */
export const verdictNames: readonly string[] = Object.keys(marks);

export const markOf = (verdict: string): VerdictMark =>
  Object.hasOwn(marks, verdict) ? marks[verdict]! : unknownMark;

/** Class and attribute values are made from this list only, never from a report's own text. */
export const classOf = (verdict: string): string => (Object.hasOwn(marks, verdict) ? verdict : 'unavailable');

/** Where a problem stands on the page: benchmark and problem by their places in the report. */
export const anchor = (benchmark: number, problem: number): string =>
  `p${String(benchmark)}-${String(problem)}`;

/** Style that hides what a checked radio button leaves out. */
export const filterStyle = verdictNames
  .map(
    (verdict) =>
      `.benchmark:has(input[value="${verdict}"]:checked) .problem:not([data-verdicts~="${verdict}"])`,
  )
  .join(',\n')
  .concat(' { display: none; }');

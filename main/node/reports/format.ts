import type { Score } from '../../core/evaluation/report.ts';

const grouped = new Intl.NumberFormat('en-US');

export const count = (value: number) => grouped.format(Math.round(value));
/** A number and its unit must not part at the end of a line. */
const tied = '\u00A0';

export const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}${tied}%`;
export const interval = ({ low, high }: Pick<Score, 'low' | 'high'>) =>
  `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}${tied}%`;

export function compact(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)}${tied}B`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}${tied}M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(0)}${tied}k`;
  return count(value);
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)}${tied}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return `${String(minutes)}${tied}min ${String(Math.round(seconds % 60)).padStart(2, '0')}${tied}s`;
  return `${String(Math.floor(minutes / 60))}${tied}h ${String(minutes % 60).padStart(2, '0')}${tied}min`;
}

export const fileSize = (bytes: number) =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(1)}${tied}MB`
    : bytes >= 1e3
      ? `${(bytes / 1e3).toFixed(1)}${tied}kB`
      : `${count(bytes)}${tied}B`;

/** What each row was trained on, as a reader would say it. */
export const rowTitles: Readonly<Record<string, string>> = {
  raw: 'Raw code',
  filtered: 'Filtered code',
  textbooks: 'Textbooks',
  'textbooks+exercises': 'Textbooks + exercises',
};
export const rowTitle = (name: string) => rowTitles[name] ?? name;

const benchmarkTitles: Readonly<Record<string, string>> = {
  hornbook: 'Hornbook held-out',
  humaneval: 'HumanEval',
  mbpp: 'MBPP',
  'mbpp-sanitized': 'MBPP sanitized',
};
/** A benchmark as a reader knows it; the name of its file where it is nobody's standard. */
export const benchmarkTitle = (name: string): string =>
  Object.hasOwn(benchmarkTitles, name) ? benchmarkTitles[name]! : name;

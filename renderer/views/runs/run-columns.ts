import type { RunSummary } from '../../../preload/contract/runs.ts';
import { count, loss, percent, short, when } from '../../controls/format.ts';

/** A column of the table of runs; what is measured sorts as a number. */
export type RunColumn = {
  readonly id: string;
  readonly title: string;
  readonly numeric: boolean;
  value(run: RunSummary): string | number | null;
  text(run: RunSummary): string;
};

type Measure = readonly [
  id: string,
  title: string,
  value: (run: RunSummary) => number | null,
  text: (value: number) => string,
];

const measures: readonly Measure[] = [
  ['steps', 'Steps in all', (run) => run.totalSteps, count],
  ['tokens', 'Tokens', (run) => run.tokens, short],
  ['loss', 'Loss', (run) => run.loss, loss],
  ['heldout', 'Held-out', (run) => run.heldOutLoss, loss],
  ['flops', 'FLOPs', (run) => run.flops, short],
  ['speed', 'Tokens/s', (run) => run.tokensPerSecond, count],
  ['pass@1', 'pass@1', (run) => run.passAt1, percent],
  ['parameters', 'Parameters', (run) => run.parameters, short],
];

const measured = ([id, title, value, text]: Measure): RunColumn => ({
  id,
  title,
  numeric: true,
  value,
  text: (run) => {
    const found = value(run);
    return found === null ? '–' : text(found);
  },
});

const words = (id: string, title: string, value: (run: RunSummary) => string): RunColumn => ({
  id,
  title,
  numeric: false,
  value,
  text: value,
});

/** Columns that every run has. The name and the state always stand first. */
const fixed: readonly RunColumn[] = [
  {
    id: 'step',
    title: 'Step',
    numeric: true,
    value: (run) => run.step,
    text: (run) => `${count(run.step)} / ${count(run.totalSteps)}`,
  },
  ...measures.map(measured),
  words('tags', 'Tags', (run) => run.tags.map((tag) => `#${tag}`).join(' ')),
  words('note', 'Note', (run) => run.note),
  {
    id: 'started',
    title: 'Started',
    numeric: false,
    value: (run) => run.startedAt,
    text: (run) => when(run.startedAt, Date.now()),
  },
];

export const DEFAULT_COLUMNS = [
  'step',
  'loss',
  'heldout',
  'speed',
  'pass@1',
  'parameters',
  'tags',
  'started',
];

const number = (text: string): number | null =>
  /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;

/** A setting of the frozen configurations; a number where every run that has it has one. */
function settingColumn(key: string, runs: readonly RunSummary[]): RunColumn {
  const values = runs.flatMap((run) => run.settings[key] ?? []);
  const numeric = values.length > 0 && values.every((value) => number(value) !== null);
  return {
    id: `set.${key}`,
    title: key,
    numeric,
    value: (run) => {
      const text = run.settings[key];
      return text === undefined ? null : numeric ? number(text) : text;
    },
    text: (run) => run.settings[key] ?? '–',
  };
}

/** All columns that these runs can have: their measures, then their settings by name. */
export function columnsOf(runs: readonly RunSummary[]): readonly RunColumn[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.settings)))].sort();
  return [...fixed, ...keys.map((key) => settingColumn(key, runs))];
}

/** `columnsOf` for a list that moves: the very same columns for as long as no run's settings change. */
export function columnKeeper(): (runs: readonly RunSummary[]) => readonly RunColumn[] {
  let known: { readonly runs: readonly RunSummary[]; readonly columns: readonly RunColumn[] } | null = null;
  return (runs) => {
    const same =
      known?.runs.length === runs.length &&
      known.runs.every(({ settings }, index) => settings === runs[index]!.settings);
    known = { runs, columns: same ? known!.columns : columnsOf(runs) };
    return known.columns;
  };
}

export type Sorting = { readonly column: string; readonly descending: boolean };

/** By one column; runs that lack the value stand last either way, and equal ones stay in their order. */
export function sortRuns(
  runs: readonly RunSummary[],
  columns: readonly RunColumn[],
  { column, descending }: Sorting,
): readonly RunSummary[] {
  const value =
    column === 'name' ? (run: RunSummary) => run.name : columns.find(({ id }) => id === column)?.value;
  if (value === undefined) return runs;
  const sign = descending ? -1 : 1;
  return [...runs].sort((a, b) => {
    const one = value(a);
    const other = value(b);
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    if (typeof one === 'number' && typeof other === 'number') return sign * (one - other);
    return sign * String(one).localeCompare(String(other), 'en', { numeric: true });
  });
}

export type RunGroup = { readonly name: string; readonly runs: readonly RunSummary[] };

/** Runs with the same value of a column together, in the order in which each value first appears. */
export function groupRuns(runs: readonly RunSummary[], column: RunColumn | null): readonly RunGroup[] {
  if (column === null) return [{ name: '', runs }];
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const name = column.text(run) || '–';
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  return [...groups].map(([name, own]) => ({ name, runs: own }));
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The table as it is shown, with full numbers. */
export function runsAsCsv(runs: readonly RunSummary[], columns: readonly RunColumn[]): string {
  const lines = runs.map((run) =>
    [run.name, run.state, ...columns.map((column) => String(column.value(run) ?? ''))].map(quoted).join(','),
  );
  return [['run', 'state', ...columns.map(({ id }) => quoted(id))].join(','), ...lines, ''].join('\n');
}

const latexEscapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '–': '--',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};
const latex = (text: string): string =>
  text.replace(/[\\–~^]|[{}$&#%_]/g, (found) => latexEscapes[found] ?? `\\${found}`);

/** The table as it is shown, for a paper (booktabs). */
export function runsAsLatex(runs: readonly RunSummary[], columns: readonly RunColumn[]): string {
  const row = (cells: readonly string[]): string => `${cells.map(latex).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{l${columns.map(({ numeric }) => (numeric ? 'r' : 'l')).join('')}}`,
    '\\toprule',
    row(['Run', ...columns.map(({ title }) => title)]),
    '\\midrule',
    ...runs.map((run) => row([run.name, ...columns.map((column) => column.text(run))])),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

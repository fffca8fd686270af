import type { RunSummary } from '../../../../preload/contract/runs.ts';
import { numberAxis, wordAxis, type ParallelAxis } from '../../../charts/parallel/parallel-axes.ts';
import { columnsOf, type RunColumn } from '../run-columns.ts';

/** What came out stands at the right, the best known last. */
const RESULTS = ['loss', 'heldout', 'pass@1'] as const;
const MOST_SETTINGS = 8;

/** Texts that say nothing to a person: hashes, and what the machine was expected to need. */
const isTelling = (values: readonly string[]): boolean =>
  values.some((value) => !/^[0-9a-f]{16,}(, [0-9a-f]{16,})*$/.test(value.replaceAll('sha256:', '')));
const SILENT = new Set(['set.memory', 'set.tokenizer', 'set.datasets']);

const differs = (values: readonly unknown[]): boolean => new Set(values).size > 1;

/** The settings in which runs differ, then what came of them: losses and pass@1, as far as any run has them. */
export function axesOf(runs: readonly RunSummary[]): readonly ParallelAxis[] {
  const columns = columnsOf(runs);
  const settings = columns.filter((column) => {
    if (!column.id.startsWith('set.') || SILENT.has(column.id)) return false;
    // As they were written: a hash of digits alone would be a number.
    const texts = runs.flatMap((run) => run.settings[column.id.slice('set.'.length)] ?? []);
    return differs(runs.map((run) => column.value(run))) && isTelling(texts);
  });
  const size = columns.filter(({ id }) => id === 'parameters' && differs(runs.map((run) => run.parameters)));
  const results = RESULTS.flatMap((id) => columns.filter((column) => column.id === id)).filter((column) =>
    runs.some((run) => column.value(run) !== null),
  );
  return [...size, ...settings.slice(0, MOST_SETTINGS), ...results].map((column) => axisOf(column, runs));
}

function axisOf(column: RunColumn, runs: readonly RunSummary[]): ParallelAxis {
  const { id, title, numeric } = column;
  const described = { id, title, texts: runs.map((run) => column.text(run)) };
  const values = runs.map((run) => column.value(run));
  if (!numeric)
    return wordAxis(
      described,
      values.map((value) => (value === null || value === '' ? null : String(value))),
    );
  const numbers = values.map((value) => (value === null ? null : Number(value)));
  return numberAxis(described, numbers, (value) => formatLike(column, runs, value));
}

/** As the column writes a value that is there; a rounded number for what lies between. */
function formatLike(column: RunColumn, runs: readonly RunSummary[], value: number): string {
  const same = runs.find((run) => {
    const own = column.value(run);
    return own !== null && Number(own) === value;
  });
  if (same !== undefined) return column.text(same);
  if (column.id === 'pass@1') return `${(100 * value).toFixed(1)} %`;
  return String(Number(value.toPrecision(3)));
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The lines that are shown, one row each. */
export function axesAsCsv(
  axes: readonly ParallelAxis[],
  runs: readonly RunSummary[],
  inside: readonly boolean[],
): string {
  const columns = columnsOf(runs);
  const rows = runs.flatMap((run, index) =>
    inside[index]
      ? [
          [
            run.name,
            ...axes.map(({ id }) => String(columns.find((column) => column.id === id)?.value(run) ?? '')),
          ],
        ]
      : [],
  );
  return [['run', ...axes.map(({ title }) => title)], ...rows]
    .map((row) => `${row.map(quoted).join(',')}\r\n`)
    .join('');
}

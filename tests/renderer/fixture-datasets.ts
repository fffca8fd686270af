import type { ParsedInput } from '../../preload/contract/contract.ts';
import type {
  CellValue,
  DatasetColumn,
  DatasetPage,
  DatasetRecord,
  DatasetSummary,
  Histogram,
  RecordFilter,
  TopValues,
} from '../../preload/contract/datasets.ts';
import { recordAt } from './fixture-data.ts';

/** Enough of the records to know how a column is spread. */
const sampled = (dataset: DatasetSummary): readonly DatasetRecord[] =>
  Array.from({ length: Math.min(2_000, dataset.records) }, (_, index) => recordAt(dataset, index));

export function columnsOf(dataset: DatasetSummary): readonly DatasetColumn[] {
  const record = recordAt(dataset, 0);
  return [
    ...['id', 'kind', 'source', 'license'].map((name) => ({ name, holds: 'text', of: 'record' }) as const),
    { name: 'bytes', holds: 'number', of: 'record' },
    { name: 'decision', holds: 'text', of: 'record' },
    ...dataset.scores.map((name) => ({ name, holds: 'number', of: 'score' }) as const),
    ...Object.entries(record.meta).map(([key, value]): DatasetColumn => ({
      name: `meta.${key}`,
      holds: typeof value === 'number' ? 'number' : 'text',
      of: 'meta',
    })),
  ];
}

function cell(record: DatasetRecord, column: string): CellValue {
  if (column in record.scores) return record.scores[column]!;
  if (column.startsWith('meta.')) return record.meta[column.slice('meta.'.length)] as CellValue;
  return record[column as 'id' | 'kind' | 'source' | 'license' | 'bytes'] ?? null;
}

function meets(record: DatasetRecord, filter: RecordFilter): boolean {
  if (filter.by === 'rows') return filter.ordinals.includes(record.ordinal);
  const value = cell(record, filter.column);
  if (filter.by === 'values') return filter.values.includes(value === null ? null : String(value));
  return (
    typeof value === 'number' &&
    value >= filter.from &&
    (value < filter.to || (filter.closed && value === filter.to))
  );
}

export function pageOf(
  dataset: DatasetSummary,
  { offset, limit, query, regex, filters, sort, columns }: ParsedInput<'datasets.page'>,
): DatasetPage {
  let found = Array.from({ length: dataset.records }, (_, index) => index);
  if (query !== '' || filters.length > 0 || sort !== undefined) {
    const words = regex ? new RegExp(query, 'm') : { test: (text: string) => text.includes(query) };
    const records = found
      .map((index) => recordAt(dataset, index))
      .filter((record) => words.test(record.text) && filters.every((filter) => meets(record, filter)));
    if (sort !== undefined) {
      const value = (record: DatasetRecord) => cell(record, sort.column)!;
      records.sort((a, b) => (sort.descending ? -1 : 1) * (value(a) < value(b) ? -1 : 1));
    }
    found = records.map(({ ordinal }) => ordinal);
  }
  const rows = found.slice(offset, offset + limit).map((index) => {
    const record = recordAt(dataset, index);
    return { ...record, values: Object.fromEntries(columns.map((name) => [name, cell(record, name)])) };
  });
  return { rows, total: found.length };
}

export function histogramOf(dataset: DatasetSummary, column: string): Histogram {
  const values = sampled(dataset).map((record) => Number(cell(record, column)));
  const low = Math.min(...values);
  const width = (Math.max(...values) - low || 1) / 20;
  const bins = Array.from({ length: 20 }, (_, bin) => ({
    from: low + bin * width,
    to: low + (bin + 1) * width,
    count: values.filter((value) => Math.min(19, Math.floor((value - low) / width)) === bin).length,
  }));
  return { column, bins };
}

export function valuesOf(dataset: DatasetSummary, column: string): TopValues {
  const counts = new Map<string | null, number>();
  for (const record of sampled(dataset)) {
    const value = cell(record, column);
    const key = value === null ? null : String(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  return { column, values: values.slice(0, 8), distinct: counts.size };
}

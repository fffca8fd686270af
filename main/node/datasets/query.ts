import type { DuckDBValue } from '@duckdb/node-api';
import type { RecordKind } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import { quoteName, withConnection } from './database.ts';
import type { Dataset } from './open-dataset.ts';
import { shardTable } from './open-dataset.ts';
import type { Row } from './read-records.ts';
import { recordOfRow } from './read-records.ts';

export type PageQuery = {
  readonly offset: number;
  readonly limit: number;
  /** Plain text that the record's text or source must hold, whatever the case; empty for all. */
  readonly query?: string | undefined;
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined;
  /** A histogram bar: `from ≤ value < to`, and `to` itself in the last bar. */
  readonly range?: { readonly column: string; readonly from: number; readonly to: number } | undefined;
};

const PREVIEW_CHARACTERS = 400;
const PREVIEW_LINES = 6;
const BARS = 30;
const SORTABLE = ['id', 'source', 'kind', 'bytes'];

function numericColumn(dataset: Dataset, column: string): string {
  const known = [...dataset.manifest.scores, 'bytes'];
  if (known.includes(column)) return quoteName(column);
  throw new Failure(
    'dataset-column',
    `The dataset ${dataset.manifest.name} has no score "${column}"; it has ${known.join(', ')}.`,
  );
}

function rowView(row: Row, scoreColumns: readonly string[]) {
  const scores: Record<string, number | null> = {};
  for (const column of scoreColumns) scores[column] = row[column] as number | null;
  return {
    id: row['id'] as string,
    kind: row['kind'] as RecordKind,
    source: row['source'] as string,
    bytes: row['bytes'] as number,
    preview: (row['preview'] as string).split('\n').slice(0, PREVIEW_LINES).join('\n'),
    scores,
  };
}

/** The rows that match, from `offset`, in the records' own order unless sorted, and how many match in all. */
export async function queryPage(dataset: Dataset, page: PageQuery) {
  const table = shardTable(dataset);
  const conditions: string[] = [];
  const values: DuckDBValue[] = [];
  if (page.query) {
    values.push(page.query);
    const needle = `lower($${values.length})`;
    conditions.push(`(contains(lower(text), ${needle}) OR contains(lower(source), ${needle}))`);
  }
  if (page.range) {
    const column = numericColumn(dataset, page.range.column);
    values.push(page.range.from, page.range.to);
    const [from, to] = [`$${values.length - 1}`, `$${values.length}`];
    conditions.push(
      `${column} >= ${from} AND (${column} < ${to} OR (${column} = ${to} AND ${to} >= (SELECT max(${column}) FROM ${table})))`,
    );
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  let order = 'ordinal';
  if (page.sort) {
    const { column, descending } = page.sort;
    const name = SORTABLE.includes(column) ? quoteName(column) : numericColumn(dataset, column);
    order = `${name} ${descending ? 'DESC' : 'ASC'} NULLS LAST, ordinal`;
  }
  const { scores } = dataset.manifest;
  const columns = ['id', 'kind', 'source', 'bytes', ...scores].map(quoteName).join(', ');
  return withConnection('read', async (connection) => {
    const counted = await connection.run(`SELECT count(*)::DOUBLE AS total FROM ${table} ${where}`, values);
    const total = (await counted.getRowObjectsJS())[0]!['total'] as number;
    const found = await connection.run(
      `SELECT ${columns}, left(text, ${PREVIEW_CHARACTERS}) AS preview FROM ${table} ${where}
       ORDER BY ${order} LIMIT ${Math.trunc(page.limit)} OFFSET ${Math.trunc(page.offset)}`,
      values,
    );
    return { rows: (await found.getRowObjectsJS()).map((row) => rowView(row, scores)), total };
  });
}

/**
 * One record with its whole text.
 * @throws Failure `record-missing`.
 */
export async function getRecord(dataset: Dataset, id: string) {
  const { scores, name } = dataset.manifest;
  return withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT *, left(text, ${PREVIEW_CHARACTERS}) AS preview FROM ${shardTable(dataset)} WHERE id = $1`,
      [id],
    );
    const row = (await result.getRowObjectsJS())[0];
    if (row === undefined) {
      throw new Failure('record-missing', `The dataset ${name} has no record "${id}"; reload the list.`);
    }
    const { text, license, meta, decision } = recordOfRow(row, scores);
    return { ...rowView(row, scores), text, license: license ?? null, meta, decision: decision ?? null };
  });
}

/**
 * How a score is spread: thirty bars of equal width, or one bar per value where the values are few whole
 * numbers (labels). Records without the score are not counted.
 */
export async function histogram(dataset: Dataset, column: string) {
  const name = numericColumn(dataset, column);
  const table = `(SELECT ${name} AS value FROM ${shardTable(dataset)} WHERE ${name} IS NOT NULL)`;
  return withConnection('read', async (connection) => {
    const spread = await connection.run(
      `SELECT min(value)::DOUBLE AS low, max(value)::DOUBLE AS high, bool_and(value = floor(value)) AS whole FROM ${table}`,
    );
    const { low, high, whole } = (await spread.getRowObjectsJS())[0] as {
      low: number | null;
      high: number | null;
      whole: boolean | null;
    };
    if (low === null || high === null) return { column, bins: [] };
    const perValue = whole === true && high - low < BARS;
    const first = perValue ? low - 0.5 : low;
    const width = perValue ? 1 : high > low ? (high - low) / BARS : 1;
    const bars = perValue ? high - low + 1 : high > low ? BARS : 1;
    const counted = await connection.run(
      `SELECT least(floor((value - $1) / $2), $3)::INTEGER AS bar, count(*)::DOUBLE AS count FROM ${table} GROUP BY bar`,
      [first, width, bars - 1],
    );
    const counts = new Map(
      (await counted.getRowObjectsJS()).map((row) => [row['bar'], row['count'] as number]),
    );
    const bins = Array.from({ length: bars }, (_, bar) => ({
      from: first + bar * width,
      to: bar === bars - 1 && !perValue ? high : first + (bar + 1) * width,
      count: counts.get(bar) ?? 0,
    }));
    return { column, bins };
  });
}

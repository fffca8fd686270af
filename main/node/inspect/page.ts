import type { RecordKind } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import { quoteName, withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import type { Row } from '../datasets/read-records.ts';
import { recordOfRow } from '../datasets/read-records.ts';
import { columnSql, findColumn } from './columns.ts';
import type { Query } from './matches.ts';
import { countMatches, matchesOf } from './matches.ts';

export type PageQuery = Query & {
  readonly offset: number;
  readonly limit: number;
  /** Columns to fetch beyond those that every row has. */
  readonly columns?: readonly string[] | undefined;
};

const PREVIEW_CHARACTERS = 400;
const PREVIEW_LINES = 6;
const CELL_CHARACTERS = 200;

function rowView(row: Row, scoreColumns: readonly string[]) {
  const scores: Record<string, number | null> = {};
  for (const column of scoreColumns) scores[column] = row[column] as number | null;
  return {
    id: row['id'] as string,
    ordinal: Number(row['ordinal']),
    kind: row['kind'] as RecordKind,
    source: row['source'] as string,
    bytes: row['bytes'] as number,
    preview: (row['preview'] as string).split('\n').slice(0, PREVIEW_LINES).join('\n'),
    scores,
  };
}

/** The rows that match, from `offset`, in the records' own order unless sorted, and how many match in all. */
export async function queryPage(dataset: Dataset, page: PageQuery) {
  const matches = await matchesOf(dataset, page);
  const total = countMatches(dataset, matches);
  const end = Math.min(total, page.offset + page.limit);
  const wanted =
    matches === 'all'
      ? Array.from({ length: Math.max(0, end - page.offset) }, (_, index) => page.offset + index)
      : [...matches.subarray(page.offset, end)];
  return { rows: await rowsAt(dataset, wanted, page.columns ?? []), total };
}

/**
 * The rows at these places, in the order asked for. Only the shards that hold them are read, and of each only
 * the row groups between the first and the last wanted one.
 */
export async function rowsAt(dataset: Dataset, ordinals: readonly number[], columns: readonly string[] = []) {
  if (ordinals.length === 0) return [];
  const { scores } = dataset.manifest;
  const extra = await Promise.all(columns.map((name) => findColumn(dataset, name)));
  const selected = [
    'ordinal::INTEGER AS ordinal',
    ...['id', 'kind', 'source', 'bytes', ...scores].map(quoteName),
    `left(text, ${PREVIEW_CHARACTERS}) AS preview`,
    ...extra.map((column, at) =>
      column.holds === 'text'
        ? `left(${columnSql(column)}, ${CELL_CHARACTERS}) AS "cell ${at}"`
        : `${columnSql(column)} AS "cell ${at}"`,
    ),
  ].join(', ');
  const parts = shardsHolding(dataset, ordinals).map(
    ({ shard, within }) => `SELECT ${selected} FROM ${shardTable(dataset, [shard])} WHERE ${between(within)}`,
  );
  return withConnection('read', async (connection) => {
    const found = await connection.run(parts.join(' UNION ALL '));
    const byPlace = new Map<
      number,
      ReturnType<typeof rowView> & { values: Record<string, string | number | null> }
    >();
    for (const row of await found.getRowObjectsJS()) {
      const values = Object.fromEntries(
        extra.map(({ name }, at) => [name, row[`cell ${at}`] as string | number | null]),
      );
      byPlace.set(row['ordinal'] as number, { ...rowView(row, scores), values });
    }
    return ordinals.flatMap((ordinal) => byPlace.get(ordinal) ?? []);
  });
}

/** The beginnings of the texts at these places, in the order asked for. */
export async function textsAt(
  dataset: Dataset,
  ordinals: readonly number[],
  characters: number,
): Promise<string[]> {
  if (ordinals.length === 0) return [];
  const parts = shardsHolding(dataset, ordinals).map(
    ({ shard, within }) =>
      `SELECT ordinal::INTEGER AS ordinal, left(text, ${characters}) AS text FROM ${shardTable(dataset, [shard])} WHERE ${between(within)}`,
  );
  return withConnection('read', async (connection) => {
    const found = await connection.run(parts.join(' UNION ALL '));
    const texts = new Map(
      (await found.getRowObjectsJS()).map((row) => [row['ordinal'], row['text'] as string]),
    );
    return ordinals.map((ordinal) => texts.get(ordinal) ?? '');
  });
}

function between(within: readonly number[]): string {
  const low = Math.min(...within);
  const high = Math.max(...within);
  const range = `ordinal >= ${low} AND ordinal <= ${high}`;
  return high - low + 1 === within.length ? range : `${range} AND ordinal IN (${within.join(', ')})`;
}

/** Records stand in their shards one after the other, as the manifest counts them. */
function shardsHolding(dataset: Dataset, ordinals: readonly number[]) {
  const sorted = [...ordinals].sort((one, other) => one - other);
  let first = 0;
  let at = 0;
  return dataset.manifest.shards.flatMap((shard) => {
    const end = first + shard.records;
    const from = at;
    while (at < sorted.length && sorted[at]! < end) at += 1;
    first = end;
    return from === at ? [] : [{ shard, within: sorted.slice(from, at) }];
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
    return {
      ...rowView(row, scores),
      values: {},
      text,
      license: license ?? null,
      meta,
      decision: decision ?? null,
    };
  });
}

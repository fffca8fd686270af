import type { DuckDBConnection } from '@duckdb/node-api';
import { withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { barEdges } from './column-summary.ts';
import { columnSql, columnsOf } from './columns.ts';
import { readOrdinals } from './matches.ts';
import { rowsAt } from './page.ts';

const EXAMPLES = 6;
const MOST_COLUMNS = 8;

/** How many of something are in both datasets, and in one alone. */
export type Overlap = { readonly both: number; readonly onlyFirst: number; readonly onlySecond: number };

/** How two datasets overlap by id and by text, and how the columns that both have are spread. */
export async function compareDatasets(first: Dataset, second: Dataset) {
  return {
    byId: await overlap(first, second, 'id'),
    byText: await overlap(first, second, 'hash(text)'),
    columns: await sharedColumns(first, second),
    examples: {
      onlyFirst: await onlyIn(first, second),
      onlySecond: await onlyIn(second, first),
      both: await inBoth(first, second),
    },
  };
}

/** Equal texts of one dataset count once; texts are told apart by 64 bits. */
async function overlap(first: Dataset, second: Dataset, key: string): Promise<Overlap> {
  return withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT count(*) FILTER (a AND b)::DOUBLE AS "both", count(*) FILTER (a AND NOT b)::DOUBLE AS "onlyFirst",
         count(*) FILTER (b AND NOT a)::DOUBLE AS "onlySecond"
       FROM (SELECT bool_or(side = 1) AS a, bool_or(side = 2) AS b FROM (
         SELECT ${key} AS key, 1 AS side FROM ${shardTable(first)} UNION ALL
         SELECT ${key} AS key, 2 AS side FROM ${shardTable(second)}) GROUP BY key)`,
    );
    return (await result.getRowObjectsJS())[0] as Overlap;
  });
}

async function onlyIn(one: Dataset, other: Dataset) {
  const ordinals = await withConnection('read', (connection) =>
    readOrdinals(
      connection,
      `SELECT ordinal::INTEGER FROM ${shardTable(one)} ANTI JOIN
         (SELECT DISTINCT hash(text) AS there FROM ${shardTable(other)}) ON hash(text) = there
       ORDER BY ordinal LIMIT ${EXAMPLES}`,
    ),
  );
  return rowsAt(one, [...ordinals]);
}

/** Records with the same id in both, those with another text or score first. */
async function inBoth(first: Dataset, second: Dataset) {
  const pairs = await withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT a.ordinal::INTEGER AS first, b.ordinal::INTEGER AS second, a.hash = b.hash AS same
       FROM (SELECT id, ordinal, hash(text) AS hash FROM ${shardTable(first)}) a
       JOIN (SELECT id, ordinal, hash(text) AS hash FROM ${shardTable(second)}) b USING (id)
       ORDER BY same, first LIMIT ${EXAMPLES}`,
    );
    return (await result.getRowObjectsJS()) as { first: number; second: number; same: boolean }[];
  });
  const one = await rowsAt(
    first,
    pairs.map((pair) => pair.first),
  );
  const other = await rowsAt(
    second,
    pairs.map((pair) => pair.second),
  );
  return pairs.flatMap((pair, at) =>
    one[at] && other[at] ? [{ first: one[at], second: other[at], sameText: pair.same }] : [],
  );
}

/** The numbers that both have, over the same bars. */
async function sharedColumns(first: Dataset, second: Dataset) {
  const theirs = new Set((await columnsOf(second)).map(({ name, holds }) => `${holds} ${name}`));
  const shared = (await columnsOf(first))
    .filter(({ name, holds }) => holds === 'number' && theirs.has(`number ${name}`))
    .slice(0, MOST_COLUMNS);
  return withConnection('read', async (connection) => {
    const columns = [];
    for (const column of shared) {
      const sql = columnSql(column);
      const spread = await connection.run(
        `SELECT min(value) AS low, max(value) AS high, bool_and(value = floor(value)) AS whole
         FROM (SELECT ${sql} AS value FROM ${shardTable(first)} UNION ALL SELECT ${sql} FROM ${shardTable(second)})
         WHERE isfinite(value)`,
      );
      const { low, high, whole } = (await spread.getRowObjectsJS())[0] as Record<
        'low' | 'high',
        number | null
      > & {
        whole: boolean | null;
      };
      if (low === null || high === null) continue;
      const edges = barEdges(low, high, whole === true);
      columns.push({
        column: column.name,
        edges,
        first: await barsOf(connection, first, sql, edges),
        second: await barsOf(connection, second, sql, edges),
      });
    }
    return columns;
  });
}

async function barsOf(connection: DuckDBConnection, dataset: Dataset, sql: string, edges: readonly number[]) {
  const result = await connection.run(
    `SELECT least(floor((value - $1) / $2), $3)::INTEGER AS bar, count(*)::DOUBLE AS count
     FROM (SELECT ${sql} AS value FROM ${shardTable(dataset)}) WHERE isfinite(value) GROUP BY bar`,
    [edges[0]!, edges[1]! - edges[0]!, edges.length - 2],
  );
  const counts = new Map((await result.getRowObjectsJS()).map((row) => [row['bar'], row['count'] as number]));
  return Array.from({ length: edges.length - 1 }, (_, bar) => counts.get(bar) ?? 0);
}

import { withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { columnSql, findColumn } from './columns.ts';

const BARS = 30;
const TOP = 8;

/**
 * How a number is spread: thirty bars of equal width, or one bar per value where the values are few whole
 * numbers (labels). Records without the number are not counted.
 */
export async function histogram(dataset: Dataset, column: string) {
  const sql = columnSql(await findColumn(dataset, column, 'number'));
  const table = `(SELECT ${sql} AS value FROM ${shardTable(dataset)}) WHERE value IS NOT NULL AND isfinite(value)`;
  return withConnection('read', async (connection) => {
    const spread = await connection.run(
      `SELECT min(value) AS low, max(value) AS high, bool_and(value = floor(value)) AS whole FROM ${table}`,
    );
    const { low, high, whole } = (await spread.getRowObjectsJS())[0] as {
      low: number | null;
      high: number | null;
      whole: boolean | null;
    };
    if (low === null || high === null) return { column, bins: [] };
    const edges = barEdges(low, high, whole === true);
    const width = edges[1]! - edges[0]!;
    const bars = edges.length - 1;
    const counted = await connection.run(
      `SELECT least(floor((value - $1) / $2), $3)::INTEGER AS bar, count(*)::DOUBLE AS count FROM ${table} GROUP BY bar`,
      [edges[0]!, width, bars - 1],
    );
    const counts = new Map(
      (await counted.getRowObjectsJS()).map((row) => [row['bar'], row['count'] as number]),
    );
    const bins = Array.from({ length: bars }, (_, bar) => ({
      from: edges[bar]!,
      to: edges[bar + 1]!,
      count: counts.get(bar) ?? 0,
    }));
    return { column, bins };
  });
}

/** The edges of the bars for values from `low` to `high`; the last bar holds its upper edge. */
export function barEdges(low: number, high: number, whole: boolean): number[] {
  if (whole && high - low < BARS) return Array.from({ length: high - low + 2 }, (_, bar) => low - 0.5 + bar);
  if (high === low) return [low, low + 1];
  const width = (high - low) / BARS;
  return Array.from({ length: BARS + 1 }, (_, bar) => (bar === BARS ? high : low + bar * width));
}

/** The most frequent values of a text column, most frequent first, and how many different ones there are. */
export async function topValues(dataset: Dataset, column: string) {
  const sql = columnSql(await findColumn(dataset, column, 'text'));
  const table = `(SELECT ${sql} AS value FROM ${shardTable(dataset)})`;
  return withConnection('read', async (connection) => {
    const found = await connection.run(
      `SELECT value, count, (count(value) OVER ())::DOUBLE AS kinds
       FROM (SELECT value, count(*)::DOUBLE AS count FROM ${table} GROUP BY value)
       ORDER BY count DESC, value LIMIT ${TOP}`,
    );
    const rows = (await found.getRowObjectsJS()) as { value: string | null; count: number; kinds: number }[];
    const values = rows.map(({ value, count }) => ({ value, count }));
    return { column, values, distinct: rows[0]?.kinds ?? 0 };
  });
}

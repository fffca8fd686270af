import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { Failure } from '../../core/failure.ts';
import { withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { columnSql, findColumn } from './columns.ts';

export type Filter =
  | {
      readonly by: 'range';
      readonly column: string;
      readonly from: number;
      readonly to: number;
      /** `to` itself counts too. */
      readonly closed: boolean;
    }
  | { readonly by: 'values'; readonly column: string; readonly values: readonly (string | null)[] }
  | { readonly by: 'rows'; readonly label: string; readonly ordinals: readonly number[] };

export type Query = {
  /** Text that the record's text or source must hold, whatever the case; empty for all. */
  readonly query?: string | undefined;
  /** The query is a regular expression, and case counts. */
  readonly regex?: boolean | undefined;
  readonly filters?: readonly Filter[] | undefined;
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined;
};

/** The places of the matching records in the order to be shown; `all` is every record in its own order. */
export type Matches = 'all' | Int32Array;

/** Queries whose matches are kept: a scrolled table asks for page after page of one. */
const KEPT = 6;
const kept = new Map<string, Promise<Matches>>();

/**
 * The records that a query matches. The answer is kept for the next pages of the same query.
 * @throws Failure `bad-regex`, `dataset-column`.
 */
export function matchesOf(dataset: Dataset, query: Query): Promise<Matches> {
  if (!query.query && !query.filters?.length && query.sort === undefined) return Promise.resolve('all');
  const { filters, sort, regex } = query;
  const key = JSON.stringify([dataset.folder, dataset.manifest.hash, query.query, regex, filters, sort]);
  const earlier = kept.get(key);
  kept.delete(key);
  const found = earlier ?? findMatches(dataset, query);
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return found;
}

/** How many records match. */
export const countMatches = (dataset: Dataset, matches: Matches): number =>
  matches === 'all' ? dataset.manifest.records : matches.length;

async function findMatches(dataset: Dataset, query: Query): Promise<Int32Array> {
  const conditions: string[] = [];
  const values: DuckDBValue[] = [];
  if (query.query) {
    // Lines have their own beginnings and ends in code. Plain text is an expression too: that is faster than
    // making every text lower case.
    values.push(query.regex ? `(?m)${query.query}` : `(?i)${quoteExpression(query.query)}`);
    const holds = (column: string) => `regexp_matches(${column}, $${values.length})`;
    conditions.push(`(${holds('text')} OR ${holds('source')})`);
  }
  for (const filter of query.filters ?? []) conditions.push(await condition(dataset, filter, values));
  let order = 'ordinal';
  if (query.sort) {
    const sql = columnSql(await findColumn(dataset, query.sort.column));
    order = `${sql} ${query.sort.descending ? 'DESC' : 'ASC'} NULLS LAST, ordinal`;
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return withConnection('read', async (connection) => {
    try {
      const sql = `SELECT ordinal::INTEGER FROM ${shardTable(dataset)} ${where} ORDER BY ${order}`;
      return await readOrdinals(connection, sql, values);
    } catch (error) {
      throw query.regex ? refusedRegex(query.query ?? '', error) : error;
    }
  });
}

const quoteExpression = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

async function condition(dataset: Dataset, filter: Filter, values: DuckDBValue[]): Promise<string> {
  switch (filter.by) {
    case 'range': {
      const sql = columnSql(await findColumn(dataset, filter.column, 'number'));
      values.push(filter.from, filter.to);
      const [from, to] = [`$${values.length - 1}`, `$${values.length}`];
      return `(${sql} >= ${from} AND ${sql} ${filter.closed ? '<=' : '<'} ${to})`;
    }
    case 'values': {
      const sql = columnSql(await findColumn(dataset, filter.column, 'text'));
      const places = filter.values.flatMap((value) => {
        if (value === null) return [];
        values.push(value);
        return [`$${values.length}`];
      });
      const any = [
        ...(places.length > 0 ? [`${sql} IN (${places.join(', ')})`] : []),
        ...(filter.values.includes(null) ? [`${sql} IS NULL`] : []),
      ];
      return `(${any.join(' OR ')})`;
    }
    case 'rows':
      return filter.ordinals.length === 0
        ? 'false'
        : `ordinal IN (${filter.ordinals.map(Math.trunc).join(', ')})`;
  }
}

/** The first column of a query's rows, which must be integers, without an object for each row. */
export async function readOrdinals(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): Promise<Int32Array> {
  const result = await connection.stream(sql, values);
  const chunks: Int32Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    chunks.push(Int32Array.from(chunk.getColumnValues(0) as number[]));
    length += chunk.rowCount;
  }
  const all = new Int32Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** RE2 says what is wrong with an expression; anything else is passed on. */
function refusedRegex(expression: string, error: unknown): unknown {
  const said = /Invalid Input Error: (.*)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (said === undefined) return error;
  const why = said.startsWith('invalid perl operator')
    ? 'look-ahead, look-behind and the like are not supported'
    : said;
  return new Failure(
    'bad-regex',
    `The regular expression ${expression} cannot be used: ${why}. Correct it, or search for plain text.`,
    { cause: error },
  );
}

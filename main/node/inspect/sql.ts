import { join } from 'node:path';
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { DuckDBInstance, StatementType } from '@duckdb/node-api';
import { Failure } from '../../core/failure.ts';
import { quoteName, quoteText } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { readOrdinals } from './matches.ts';

export type SqlCell = string | number | boolean | null;

export type SqlAnswer =
  | {
      readonly state: 'rows';
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly SqlCell[])[];
      /** There were more rows than are shown. */
      readonly more: boolean;
      readonly elapsedMs: number;
    }
  | {
      readonly state: 'refused';
      readonly message: string;
      /** The character at which it goes wrong, from 0; null where it is about the whole. */
      readonly position: number | null;
    };

export type SqlLimits = { readonly rows: number; readonly timeoutMs: number };
export const SQL_LIMITS: SqlLimits = { rows: 1_000, timeoutMs: 10_000 };
const CELL_CHARACTERS = 2_000;

/** What a reading statement begins with. */
const READING = new Set(['SELECT', 'WITH', 'FROM', 'VALUES', 'DESCRIBE', 'SUMMARIZE']);

/** A sentence for the person, where the statement may not run or did not. */
class Refusal extends Error {
  readonly position: number | null;
  constructor(message: string, position: number | null = null) {
    super(message);
    this.position = position;
  }
}

/**
 * Runs one SELECT over `data` and over other datasets by their names. It gets a database of its own that can read
 * the shards of these datasets and nothing else: no other file, no network, no extension, no setting; its
 * statements are looked at before they run, and it is stopped when it takes too long.
 */
export async function runSelect(
  tables: ReadonlyMap<string, Dataset>,
  sql: string,
  limits: SqlLimits = SQL_LIMITS,
): Promise<SqlAnswer> {
  const began = performance.now();
  try {
    return await withReadOnlyTables(tables, sql, async (connection) => {
      const statement = await prepareSelect(connection, sql);
      return { state: 'rows', ...(await readRows(connection, statement, limits, began)) };
    });
  } catch (error) {
    const { message, position } = asRefusal(error, sql, limits);
    return { state: 'refused', message, position };
  }
}

async function withReadOnlyTables<Result>(
  tables: ReadonlyMap<string, Dataset>,
  sql: string,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '512MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    // A view reads the head of its first shard when it is made, so only those that may be meant are.
    const meant = [...tables].filter(([name]) => sql.includes(name));
    const paths = meant.flatMap(([, { folder, manifest }]) =>
      manifest.shards.map(({ file }) => quoteText(join(folder, file))),
    );
    await connection.run(`SET allowed_paths = [${paths.join(', ')}]`);
    for (const [name, dataset] of meant) {
      await connection.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM ${shardTable(dataset)}`);
    }
    await connection.run("SET temp_directory = ''");
    await connection.run('SET errors_as_json = true');
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return await work(connection);
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

async function prepareSelect(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const bare = sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/^[\s(;]+/, '');
  const word = /^\w+/.exec(bare)?.[0].toUpperCase() ?? '';
  if (bare.trim() === '') throw new Refusal('Write a SELECT; the records are the table data.');
  if (!READING.has(word)) throw onlyReading(word);
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new Refusal(`These are ${statements.count} statements; write one SELECT at a time.`);
  }
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) throw onlyReading(word);
  return statement;
}

const onlyReading = (word: string): Refusal =>
  new Refusal(
    `Only reading is possible here, and ${word === '' ? 'this' : word} is not; write one SELECT. Nothing was run.`,
  );

async function readRows(
  connection: DuckDBConnection,
  statement: DuckDBPreparedStatement,
  limits: SqlLimits,
  began: number,
) {
  const timer = setTimeout(() => {
    connection.interrupt();
  }, limits.timeoutMs);
  try {
    const result = await statement.stream();
    const types = result.columnTypes().map(String);
    const columns = result.columnNames().map((name, at) => ({ name, type: types[at]! }));
    const rows: SqlCell[][] = [];
    for await (const chunk of result.yieldRowsJson()) {
      for (const row of chunk) rows.push(row.map((value, at) => cellOf(value, types[at]!)));
      if (rows.length > limits.rows) break;
    }
    return {
      columns,
      rows: rows.slice(0, limits.rows),
      more: rows.length > limits.rows,
      elapsedMs: performance.now() - began,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Whole numbers beyond 32 bits travel as text; those that a number can hold are numbers again. */
function cellOf(value: unknown, type: string): SqlCell {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^(U?BIGINT|U?HUGEINT|DECIMAL)/.test(type) && Number.isSafeInteger(Number(text))) return Number(text);
  return text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text;
}

/** What DuckDB said, as a sentence and a place in the statement. */
function asRefusal(error: unknown, sql: string, limits: SqlLimits): Refusal {
  if (error instanceof Refusal) return error;
  const said = error instanceof Error ? error.message : String(error);
  const details = parseJson(said.slice(said.indexOf('{')));
  const what = details?.['exception_message'] ?? said;
  const bytes = Number(details?.['position'] ?? Number.NaN);
  const position = Number.isInteger(bytes)
    ? Buffer.from(sql).subarray(0, bytes).toString('utf8').length
    : null;
  switch (details?.['exception_type']) {
    case 'Permission':
      return new Refusal(
        'Files, addresses and settings are out of reach here: only the datasets of this project can be read, the one on this page as data.',
        position,
      );
    case 'INTERRUPT':
      return new Refusal(
        `It was stopped after ${limits.timeoutMs / 1000} s; ask for less, or add a WHERE or a LIMIT.`,
      );
    case 'Out of Memory':
      return new Refusal('It needs more than 512 MB; ask for less, or add a WHERE or a LIMIT.');
    default:
      return new Refusal(
        sentence(what.split('\nCandidate bindings:')[0]!, details?.['candidates']),
        position,
      );
  }
}

function sentence(what: string, candidates: string | undefined): string {
  const first = what
    .split('\n')[0]!
    .trim()
    .replace(/[.!]?$/, '.');
  const capital = first.charAt(0).toUpperCase() + first.slice(1);
  return candidates === undefined ? capital : `${capital} Did you mean ${candidates.split(',').join(', ')}?`;
}

function parseJson(text: string): Record<string, string | undefined> | null {
  try {
    return JSON.parse(text) as Record<string, string | undefined>;
  } catch {
    return null;
  }
}

/**
 * The places of the records for which a SQL condition holds, worked out where nothing else can be reached.
 * @throws Failure `bad-condition`.
 */
export async function recordsWhere(dataset: Dataset, condition: string): Promise<Int32Array> {
  const sql = `SELECT ordinal::INTEGER FROM data WHERE (${condition}\n) ORDER BY ordinal`;
  try {
    return await withReadOnlyTables(new Map([['data', dataset]]), sql, async (connection) => {
      await prepareSelect(connection, sql);
      return readOrdinals(connection, sql);
    });
  } catch (error) {
    const { message } = asRefusal(error, sql, SQL_LIMITS);
    throw new Failure('bad-condition', `The condition ${condition} cannot be used: ${message}`, {
      cause: error,
    });
  }
}

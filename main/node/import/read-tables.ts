import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openConnection, quoteName, quoteText } from '../datasets/database.ts';
import { encodingOf } from './decode-text.ts';
import type { Entries, Entry, ReadOptions } from './entry.ts';
import type { FoundFile } from './find-files.ts';
import { compressionOf } from './formats.ts';
import type { Place } from './refusal.ts';
import { excerptOf } from './refusal.ts';

/** Parquet, row group by row group. What cannot be read ends the file and is said; what came before it stays. */
export async function* readParquet(file: FoundFile, options: ReadOptions): Entries {
  yield* readTable(file, options, `read_parquet(${quoteText(file.path)})`);
}

/** CSV and TSV with a header line. Rows that do not fit it are kept aside by DuckDB and told at the end. */
export async function* readCsv(file: FoundFile, options: ReadOptions): Entries {
  const encoding = await csvEncoding(file);
  if (encoding === null) {
    const why = 'is in an encoding that tables are not read in; save it as UTF-8';
    yield [{ at: null, reason: 'encoding', why, excerpt: '' }];
    return;
  }
  const delimiter = file.format === 'tsv' ? '\t' : await delimiterOf(file, encoding);
  const settings = [
    quoteText(file.path),
    'header = true',
    'all_varchar = true',
    `delim = ${quoteText(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `encoding = ${quoteText(encoding)}`,
    `max_line_size = ${String(LONGEST_LINE)}`,
    'ignore_errors = true',
    'store_rejects = true',
    'null_padding = false',
  ];
  yield* readTable(file, options, `read_csv(${settings.join(', ')})`, csvRejects);
}

const LONGEST_LINE = 16 * 2 ** 20;

async function* readTable(
  file: FoundFile,
  options: ReadOptions,
  table: string,
  after?: (connection: DuckDBConnection) => Promise<Entry[]>,
): Entries {
  const connection = await openConnection('read');
  let row = 0;
  try {
    const columns = await describe(connection, table);
    const list = columns.map(({ name, type }) => expressionOf(name, type)).join(', ');
    const ending = `SELECT ${columns.map(() => 'NULL').join(', ')}, true`;
    const select = `SELECT ${list}, false AS ${quoteName(ENDED)} FROM ${table}`;
    const result = await connection.stream(`${select} UNION ALL ${ending}`);
    let ended = false;
    for await (const rows of result.yieldRowObjectJs()) {
      const entries: Entry[] = [];
      for (const { [ENDED]: isEnd, ...values } of rows) {
        ended = isEnd === true;
        if (ended) break;
        row += 1;
        const at: Place = { unit: 'row', number: row };
        entries.push({
          row: withLists(values, columns),
          at,
          excerpt: () => excerptOf(JSON.stringify(values)),
        });
      }
      yield entries;
    }
    if (!ended) throw new Error(await faultOf(connection, table, columns));
    if (after !== undefined) yield await after(connection);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const where = row === 0 ? 'cannot be read' : `cannot be read beyond row ${row.toLocaleString('en-US')}`;
    yield [{ at: null, reason: 'unreadable', why: `${where} (${tableFault(said, file)})`, excerpt: '' }];
  } finally {
    connection.disconnectSync();
    options.onRead(file.bytes);
  }
}

/**
 * Marks the row behind the last: a stream that DuckDB breaks off for an error ends without a word, just like one that is
 * finished, so only a row that comes after all others shows that nothing is missing.
 */
const ENDED = 'hornbook_ended';

/** What DuckDB says of a table when it is read to the end at once. */
async function faultOf(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
): Promise<string> {
  try {
    const lengths = columns.map(({ name }) => `count(${quoteName(name)}::VARCHAR)`);
    await connection.run(`SELECT ${lengths.join(', ')} FROM ${table}`);
    return 'the rows stopped coming';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Column = { readonly name: string; readonly type: string };

async function describe(connection: DuckDBConnection, table: string): Promise<Column[]> {
  const result = await connection.run(`DESCRIBE SELECT * FROM ${table}`);
  return (await result.getRowObjectsJS()).map((row) => ({
    name: row['column_name'] as string,
    type: row['column_type'] as string,
  }));
}

const isNumber = (type: string): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL)\b/.test(type);

/** Text, numbers and truths as they are; anything with parts as JSON; the rest as text. */
function expressionOf(name: string, type: string): string {
  const column = quoteName(name);
  if (type === 'VARCHAR' || type === 'BOOLEAN') return column;
  // Parquet without the mark that bytes are text; DuckDB refuses bytes that are not UTF-8.
  if (type === 'BLOB') return `decode(${column}) AS ${column}`;
  if (isNumber(type) && !type.endsWith('[]')) return `${column}::DOUBLE AS ${column}`;
  if (/\[\d*\]$|^(STRUCT|MAP|UNION)\b/.test(type)) return `to_json(${column})::VARCHAR AS ${column}`;
  return `${column}::VARCHAR AS ${column}`;
}

/** Lists were brought over as JSON. */
function withLists(values: Record<string, unknown>, columns: readonly Column[]): Record<string, unknown> {
  for (const { name, type } of columns) {
    const value = values[name];
    if (type.endsWith('[]') && typeof value === 'string') values[name] = JSON.parse(value) as unknown;
  }
  return values;
}

/** The first line of what DuckDB says, without the path, which the sentence has already. */
function tableFault(said: string, file: FoundFile): string {
  return said
    .split('\n')[0]!
    .replace(/^(Invalid Input|IO|Invalid|Conversion|Serialization|Out of Memory|Binder) Error: /, '')
    .replaceAll(`'${file.path}'`, 'the file')
    .replaceAll(file.path, 'the file')
    .replace(/[.:\s]+$/, '');
}

async function csvRejects(connection: DuckDBConnection): Promise<Entry[]> {
  const result = await connection.run(
    `SELECT line::DOUBLE AS line, error_message, error_type::VARCHAR AS type, csv_line
     FROM reject_errors ORDER BY line, column_idx`,
  );
  const seen = new Set<number>();
  return (await result.getRowObjectsJS()).flatMap((row): Entry[] => {
    const number = row['line'] as number;
    // A line may be wrong in several columns; it is one row all the same.
    if (seen.has(number)) return [];
    seen.add(number);
    // DuckDB counts the header as the first.
    const at: Place = { unit: 'row', number: number - 1 };
    const excerpt = excerptOf((row['csv_line'] as string | null) ?? '');
    if (row['type'] === 'INVALID ENCODING') {
      return [{ at, reason: 'invalid-utf8', why: 'holds bytes that are not UTF-8', excerpt }];
    }
    const said = csvFault(row['type'] as string, row['error_message'] as string);
    return [
      {
        at,
        reason: row['type'] === 'LINE SIZE OVER MAXIMUM' ? 'too-large' : 'invalid-row',
        why: said,
        excerpt,
      },
    ];
  });
}

function csvFault(type: string, message: string): string {
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (columns !== null) {
    const [, wanted, found] = columns;
    return `has ${found!} ${found === '1' ? 'column' : 'columns'} where the header has ${wanted!}`;
  }
  if (type === 'UNQUOTED VALUE') return 'has a quote that is never closed';
  if (type === 'LINE SIZE OVER MAXIMUM') return 'is longer than 16 MB, the longest that is read';
  return `is no row of this table (${message.split('\n')[0]!.replace(/\.$/, '')})`;
}

const SAMPLE_BYTES = 256 * 2 ** 10;

async function sampleOf(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** DuckDB's name of the file's encoding, or null where it reads no such files. Packed ones are taken for UTF-8. */
async function csvEncoding(file: FoundFile): Promise<string | null> {
  if (compressionOf(file.path) !== 'none') return 'utf-8';
  const sample = await sampleOf(file.path);
  const end = sample.length < SAMPLE_BYTES ? sample.length : sample.lastIndexOf(0x0a);
  const encoding = encodingOf(sample.subarray(0, end < 0 ? sample.length : end), false);
  if (typeof encoding !== 'string') return 'utf-8';
  if (encoding === 'UTF-8' || encoding === 'UTF-16LE') return encoding === 'UTF-8' ? 'utf-8' : 'utf-16';
  return /^(ISO-8859-1|windows-1252)$/i.test(encoding) ? 'latin-1' : null;
}

/** The separator that the header line has most of. */
async function delimiterOf(file: FoundFile, encoding: string): Promise<string> {
  if (compressionOf(file.path) !== 'none') return ',';
  const sample = await sampleOf(file.path);
  const text = sample.toString(encoding === 'utf-16' ? 'utf16le' : 'latin1');
  const header = text.split('\n', 1)[0]!;
  const counts = [',', ';', '\t', '|'].map((mark) => [mark, header.split(mark).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from '../../core/failure.ts';
import { quoteName, quoteText, withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { flush, removeQuietly } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';
import type { Matches } from './matches.ts';
import { countMatches } from './matches.ts';

export const EXPORT_FORMATS = ['parquet', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What is written of a record, in this order; scores follow, and `ordinal` stays behind: it is a place, not a fact. */
const COLUMNS = ['id', 'text', 'kind', 'source', 'license', 'bytes', 'decision'];

/**
 * Writes the matching records as one file, streamed by DuckDB, so memory does not grow with it. The file appears
 * whole or not at all.
 *
 * @throws Failure `file-exists`, `not-writable`.
 */
export async function exportRecords(
  dataset: Dataset,
  matches: Matches,
  { path, format }: { readonly path: string; readonly format: ExportFormat },
): Promise<{ readonly path: string; readonly records: number; readonly bytes: number }> {
  const target = resolve(path);
  if (existsSync(target)) {
    throw new Failure('file-exists', `There is already something at ${target}; choose another name.`);
  }
  const partial = `${target}.partial-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await withConnection('write', async (connection) => {
      const picked = matches === 'all' ? '' : await keepPicked(connection, matches);
      const columns = [...COLUMNS, ...dataset.manifest.scores].map(quoteName).join(', ');
      // As JSON lines the source's words are an object, not a text that holds one.
      const meta = format === 'jsonl' ? 'meta::JSON AS meta' : 'meta';
      const how = format === 'parquet' ? 'FORMAT parquet, COMPRESSION zstd' : 'FORMAT json';
      await connection.run(
        `COPY (SELECT ${columns}, ${meta} FROM ${shardTable(dataset)} ${picked} ORDER BY ordinal)
         TO ${quoteText(partial)} (${how})`,
      );
    });
    await flush(partial);
    await rename(partial, target);
  } catch (error) {
    await removeQuietly(partial);
    throw refusedWrite(target, error);
  }
  return { path: target, records: countMatches(dataset, matches), bytes: (await stat(target)).size };
}

async function keepPicked(connection: DuckDBConnection, matches: Int32Array): Promise<string> {
  await connection.run('CREATE OR REPLACE TEMP TABLE picked (place INTEGER)');
  const appender = await connection.createAppender('picked', null, 'temp');
  for (const at of matches) {
    appender.appendInteger(at);
    appender.endRow();
  }
  appender.closeSync();
  return 'WHERE ordinal IN (SELECT place FROM picked)';
}

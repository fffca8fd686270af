import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * DuckDB works on the shards from in-memory databases of this process, one for each purpose: `read` answers questions;
 * `stream` hands rows over one after another, to work that has the other cores; `write` has one thread, because only then the
 * same rows give the same bytes.
 */
export type Purpose = 'read' | 'stream' | 'write';

const SETTINGS: Readonly<Record<Purpose, Readonly<Record<string, string>>>> = {
  read: { memory_limit: '1GB' },
  stream: { memory_limit: '1GB', threads: '1' },
  write: { memory_limit: '1GB', threads: '1' },
};

const instances = new Map<Purpose, Promise<DuckDBInstance>>();

async function instanceFor(purpose: Purpose): Promise<DuckDBInstance> {
  let instance = instances.get(purpose);
  if (instance === undefined) {
    instance = DuckDBInstance.create(':memory:', {
      temp_directory: join(tmpdir(), `hornbook-duckdb-${process.pid}`),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Shards are read from end to end; a second copy of them in memory beside the system's own helps no one.
      enable_external_file_cache: 'false',
      // What DuckDB frees goes back to the system soon; its allocator would keep hundreds of megabytes for another time.
      allocator_flush_threshold: '16MB',
      allocator_background_threads: 'true',
      ...SETTINGS[purpose],
    });
    instances.set(purpose, instance);
  }
  return instance;
}

/** A connection for as long as `work` runs. */
export async function withConnection<Result>(
  purpose: Purpose,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await (await instanceFor(purpose)).connect();
  try {
    return await work(connection);
  } finally {
    connection.disconnectSync();
  }
}

/** A connection that the caller disconnects: for generators, which live as long as their reader likes. */
export async function openConnection(purpose: Purpose): Promise<DuckDBConnection> {
  return (await instanceFor(purpose)).connect();
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * DuckDB works on the shards from an in-memory database of this process. Writing has one thread, because
 * only then the same rows give the same bytes; reading has DuckDB's default.
 */
const instances = new Map<'read' | 'write', Promise<DuckDBInstance>>();

async function instanceFor(purpose: 'read' | 'write'): Promise<DuckDBInstance> {
  let instance = instances.get(purpose);
  if (instance === undefined) {
    instance = DuckDBInstance.create(':memory:', {
      memory_limit: '1GB',
      temp_directory: join(tmpdir(), `hornbook-duckdb-${process.pid}`),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Shards are read from end to end; a second copy of them in memory beside the system's own helps no one.
      enable_external_file_cache: 'false',
      ...(purpose === 'write' ? { threads: '1' } : {}),
    });
    instances.set(purpose, instance);
  }
  return instance;
}

/** A connection for as long as `work` runs. */
export async function withConnection<Result>(
  purpose: 'read' | 'write',
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
export async function openConnection(purpose: 'read' | 'write'): Promise<DuckDBConnection> {
  return (await instanceFor(purpose)).connect();
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

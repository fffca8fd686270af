import Database from 'better-sqlite3';
import type { Migration } from 'kysely';
import { Kysely, SqliteDialect } from 'kysely';
import { Failure } from '../../core/failure.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** Before this version a reset of the write-ahead log could corrupt the file (sqlite.org/wal.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;

export type Store = {
  readonly db: Kysely<Schema>;
  readonly path: string;
  /** Folds the write-ahead log into the file and closes it. */
  close(): Promise<void>;
};

/** Opens a project's store, makes sure that it is sound, and brings it to the newest schema. */
export async function openStore(
  path: string,
  options: { readonly migrations?: Readonly<Record<string, Migration>> } = {},
): Promise<Store> {
  const sqlite = open(path);
  try {
    assertSound(sqlite, path);
    assertVersion(sqlite);
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
  } catch (error) {
    sqlite.close();
    throw error;
  }
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  try {
    await migrate(db, sqlite, path, options.migrations);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    path,
    async close() {
      if (!sqlite.open) return;
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
      await db.destroy();
    },
  };
}

function open(path: string): Database.Database {
  try {
    return new Database(path, { timeout: 5_000 });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('store-not-opened', `The project's store ${path} cannot be opened: ${said}.`, {
      cause,
    });
  }
}

function assertVersion(sqlite: Database.Database): void {
  const { version } = sqlite.prepare<[], { version: string }>('select sqlite_version() as version').get()!;
  const parts = version.split('.').map(Number);
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new Failure(
        'sqlite-too-old',
        `SQLite ${version} can lose data in its write-ahead log; Hornbook needs ${OLDEST_SQLITE.join('.')} or newer (run npm ci).`,
      );
    }
  }
}

/** A check reads what it checks: some hundred megabytes in a second. */
const CHECKED_WHOLE_BYTES = 256 << 20;
/** What grows without end. SQLite notices a damaged page of theirs when it is read, and the lab says so then. */
const LARGE_TABLES: readonly (keyof Schema)[] = ['metrics', 'metric_levels', 'evaluation_samples'];

/**
 * A small store is checked whole. Of one that would keep its person waiting, every table is checked but the large ones:
 * a thousand runs of a hundred thousand points are eight gigabytes.
 */
function assertSound(sqlite: Database.Database, path: string): void {
  const damaged = (cause?: unknown): Failure =>
    new Failure(
      'store-damaged',
      `The project's store ${path} is damaged; put back a copy (${path}.before-…) or move it away: finished datasets, runs and reports stay in their folders.`,
      { cause },
    );
  let said: readonly unknown[];
  try {
    said = checks(sqlite).map((check) => sqlite.pragma(check, { simple: true }));
  } catch (cause) {
    throw damaged(cause);
  }
  const wrong = said.find((one) => one !== 'ok');
  if (wrong !== undefined) throw damaged(wrong);
}

function checks(sqlite: Database.Database): readonly string[] {
  const bytes =
    Number(sqlite.pragma('page_count', { simple: true })) *
    Number(sqlite.pragma('page_size', { simple: true }));
  if (bytes <= CHECKED_WHOLE_BYTES) return ['quick_check(1)'];
  const tables = sqlite
    .prepare<[], string>(`select name from sqlite_schema where type = 'table'`)
    .pluck()
    .all();
  return tables
    .filter((table) => !LARGE_TABLES.includes(table as keyof Schema))
    .map((table) => `quick_check('${table}')`);
}

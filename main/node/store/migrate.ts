import { existsSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Kysely, Migration } from 'kysely';
import { Migrator } from 'kysely';
import { Failure } from '../../core/failure.ts';
import * as first from './migrations/0001-first.ts';
import type { Schema } from './schema.ts';

/** In order; a migration that has shipped never changes. */
export const migrations: Readonly<Record<string, Migration>> = { '0001-first': first };

/**
 * Brings the file up to date, one migration at a time. Before each one the whole store is copied beside
 * itself, unless it holds nothing yet.
 */
export async function migrate(
  db: Kysely<Schema>,
  sqlite: Database.Database,
  path: string,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...known }) } });
  refuseNewerStore(sqlite, path, known);
  const pending = (await migrator.getMigrations()).filter((migration) => migration.executedAt === undefined);
  for (const { name } of pending) {
    if (hasTables(sqlite) && path !== ':memory:') {
      const copy = `${path}.before-${name}`;
      if (existsSync(copy)) rmSync(copy);
      await sqlite.backup(copy);
    }
    const { error } = await migrator.migrateTo(name);
    if (error !== undefined) {
      throw new Failure(
        'store-migration-failed',
        `The project's store ${path} could not be brought to version ${name} and was left as it was: ${said(error)}.`,
        { cause: error },
      );
    }
  }
}

function refuseNewerStore(
  sqlite: Database.Database,
  path: string,
  known: Readonly<Record<string, Migration>>,
): void {
  const table = sqlite.prepare(`select 1 from sqlite_schema where name = 'kysely_migration'`).get();
  if (!table) return;
  const names = sqlite.prepare<[], { name: string }>(`select name from kysely_migration`).all();
  const unknown = names.find(({ name }) => !(name in known));
  if (unknown) {
    throw new Failure(
      'store-too-new',
      `The project's store ${path} was written by a newer Hornbook (${unknown.name}); update Hornbook to open it.`,
    );
  }
}

const hasTables = (sqlite: Database.Database): boolean =>
  sqlite.prepare(`select 1 from sqlite_schema where name = 'jobs'`).get() !== undefined;

const said = (error: unknown): string => (error instanceof Error ? error.message : JSON.stringify(error));

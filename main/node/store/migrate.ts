import { rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Kysely, Migration } from 'kysely';
import { sql } from 'kysely';
import { Failure } from '../../core/failure.ts';
import * as first from './migrations/0001-first.ts';
import * as evaluations from './migrations/0002-evaluations.ts';
import * as jobQueue from './migrations/0003-job-queue.ts';
import * as runLabels from './migrations/0004-run-labels.ts';
import * as runSamples from './migrations/0006-run-samples.ts';
import * as metricLevels from './migrations/0007-metric-levels.ts';
import type { Schema } from './schema.ts';

/** In order; a migration that has shipped never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-evaluations': evaluations,
  '0003-job-queue': jobQueue,
  '0004-run-labels': runLabels,
  '0006-run-samples': runSamples,
  '0007-metric-levels': metricLevels,
};

/**
 * Brings the file up to date, one migration at a time, each in one transaction (kysely's own migrator
 * uses none for SQLite). Before each one the whole store is copied beside itself, unless it is new.
 */
export async function migrate(
  db: Kysely<Schema>,
  sqlite: Database.Database,
  path: string,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const isNew = sqlite.prepare(`select 1 from sqlite_schema where name = 'migrations'`).get() === undefined;
  sqlite.exec(`create table if not exists migrations (name text primary key, applied_at integer) strict`);
  const applied = new Set(sqlite.prepare<[], string>('select name from migrations').pluck().all());
  const newer = [...applied].find((name) => !Object.hasOwn(known, name));
  if (newer !== undefined) {
    throw new Failure(
      'store-too-new',
      `The project's store ${path} was written by a newer Hornbook (${newer}); update Hornbook to open it.`,
    );
  }
  for (const [name, migration] of Object.entries(known)) {
    if (applied.has(name)) continue;
    if (!isNew) await copyBefore(sqlite, path, name);
    try {
      await db.transaction().execute(async (transaction) => {
        // Also the lock: of two labs that open a store at once, the second finds it done.
        const mine =
          await sql`insert into migrations values (${name}, ${Date.now()}) on conflict do nothing`.execute(
            transaction,
          );
        if (mine.numAffectedRows === 1n) await migration.up(transaction);
      });
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new Failure(
        'store-migration-failed',
        `The project's store ${path} could not be brought to version ${name} and was left as it was: ${said}.`,
        { cause },
      );
    }
  }
}

async function copyBefore(sqlite: Database.Database, path: string, name: string): Promise<void> {
  const copy = `${path}.before-${name}`;
  rmSync(copy, { force: true });
  await sqlite.backup(copy);
}

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobId } from '../../../main/node/store/ids.ts';
import { migrations } from '../../../main/node/store/migrate.ts';
import { insertJob } from '../../../main/node/store/queries/jobs.ts';
import { upsertResultRow } from '../../../main/node/store/queries/stages.ts';
import { openStore } from '../../../main/node/store/store.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-store-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'hornbook.sqlite');
}

type Migrations = NonNullable<NonNullable<Parameters<typeof openStore>[1]>['migrations']>;

const second: Migrations[string] = {
  up: async (db) => {
    await db.schema.alterTable('jobs').addColumn('note', 'text').execute();
  },
};

/** Speaks to the file itself, past the store. */
function inFile<Result>(path: string, work: (file: Database.Database) => Result): Result {
  const file = new Database(path);
  try {
    return work(file);
  } finally {
    file.close();
  }
}

const job = (id: string) => ({
  id: jobId(id),
  kind: 'train',
  title: 't',
  params: '{}',
  started_at: 1,
  state: 'done' as const,
});

describe('opening a store', () => {
  it('folds its log into the file when it closes', async () => {
    const path = newPath();
    const store = await openStore(path);
    await insertJob(store.db, job('a'));
    expect(existsSync(`${path}-wal`)).toBe(true);
    await store.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(inFile(path, (file) => file.pragma('journal_mode', { simple: true }))).toBe('wal');
    expect(inFile(path, (file) => file.prepare('select id from jobs').all())).toEqual([{ id: 'a' }]);
  });

  it('keeps rows from pointing at nothing', async () => {
    const store = await openStore(newPath());
    const orphan = upsertResultRow(store.db, { job_id: jobId('none'), name: 'raw', row: '{}' });
    await expect(orphan).rejects.toThrow(/FOREIGN KEY/);
    await store.close();
  });

  it('copies itself before a migration, and the copy holds what was there', async () => {
    const path = newPath();
    const old = await openStore(path);
    await insertJob(old.db, job('kept'));
    await old.close();
    expect(existsSync(`${path}.before-0001-first`)).toBe(false);

    await (await openStore(path, { migrations: { ...migrations, '9999-note': second } })).close();
    const rows = (file: Database.Database) => file.prepare('select * from jobs').all();
    expect(inFile(path, rows)).toMatchObject([{ id: 'kept', note: null }]);
    const [before] = inFile(`${path}.before-9999-note`, rows);
    expect(before).toMatchObject({ id: 'kept' });
    expect(before).not.toHaveProperty('note');
  });

  it('stays as it was when a migration fails', async () => {
    const path = newPath();
    await (await openStore(path)).close();
    const broken: Migrations[string] = {
      up: async (db) => {
        await db.schema.createTable('half').addColumn('a', 'text').execute();
        throw new Error('no such column');
      },
    };
    await expect(
      openStore(path, { migrations: { ...migrations, '9999-broken': broken } }),
    ).rejects.toMatchObject({
      code: 'store-migration-failed',
      message: `The project's store ${path} could not be brought to version 9999-broken and was left as it was: no such column.`,
    });
    await (await openStore(path)).close();
    expect(
      inFile(path, (file) => file.prepare(`select 1 from sqlite_schema where name = 'half'`).all()),
    ).toEqual([]);
  });

  it('is migrated once when two labs open it at the same time', async () => {
    const path = newPath();
    const both = await Promise.all([openStore(path), openStore(path)]);
    for (const store of both) await store.close();
    expect(inFile(path, (file) => file.prepare('select name from migrations').pluck().all())).toEqual(
      Object.keys(migrations),
    );
  });

  it('refuses a store from a newer Hornbook', async () => {
    const path = newPath();
    await (await openStore(path, { migrations: { ...migrations, '9999-note': second } })).close();
    await expect(openStore(path)).rejects.toMatchObject({
      code: 'store-too-new',
      message: `The project's store ${path} was written by a newer Hornbook (9999-note); update Hornbook to open it.`,
    });
  });

  it('refuses a damaged file and leaves it alone', async () => {
    const path = newPath();
    const store = await openStore(path);
    for (let i = 0; i < 300; i++) await insertJob(store.db, { ...job(`job-${i}`), params: 'x'.repeat(300) });
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 8_192, 60_000);
    writeFileSync(path, bytes);
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store-damaged' });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    writeFileSync(path, 'not a database at all, but longer than a header would be '.repeat(20));
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store-damaged' });
  });
});

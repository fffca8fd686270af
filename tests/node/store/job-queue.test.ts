import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { jobId } from '../../../main/node/store/ids.ts';
import { migrations } from '../../../main/node/store/migrate.ts';
import { upsertStage, listStages } from '../../../main/node/store/queries/stages.ts';
import { findJob, insertJob } from '../../../main/node/store/queries/jobs.ts';
import { claimNextJob, queueJob } from '../../../main/node/store/queries/job-queue.ts';
import { openStore } from '../../../main/node/store/store.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Speaks to the file itself, past the store. */
function inFile(path: string, work: (file: Database.Database) => void): void {
  const file = new Database(path);
  try {
    work(file);
  } finally {
    file.close();
  }
}

describe('the migration to a line of jobs', () => {
  it('keeps every job with its state and what belongs to it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hornbook-store-'));
    const path = join(folder, 'hornbook.sqlite');
    const states = ['running', 'stopping', 'done', 'stopped', 'failed', 'interrupted'];
    const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0003'));
    const old = await openStore(path, { migrations: before });
    for (const state of states) {
      inFile(path, (file) => {
        file
          .prepare(`insert into jobs values (?, 'recipe', 't', '{}', ?, 1, null, null, null, null)`)
          .run(state, state);
      });
      await upsertStage(old.db, {
        job_id: jobId(state),
        stage: 'import',
        state: 'done',
        seconds: 1,
        counts: '[]',
        scrap: null,
        bytes_out: null,
      });
    }
    await old.close();

    const store = await openStore(path);
    for (const state of states) {
      expect(await findJob(store.db, jobId(state))).toMatchObject({
        state,
        queue_position: null,
        intent: null,
      });
      expect(await listStages(store.db, jobId(state))).toHaveLength(1);
    }
    await queueJob(store.db, jobId('stopped'), 'back');
    expect(await findJob(store.db, jobId('stopped'))).toMatchObject({ state: 'queued', queue_position: 0 });
    inFile(path, (file) => {
      expect(() => file.prepare(`update jobs set state = 'lost'`).run()).toThrow(/CHECK/);
    });
    await store.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the line of jobs in the store', () => {
  it('gives each job to one of two labs, and no more than may run at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hornbook-store-'));
    const [one, other] = [await openStore(join(folder, 's')), await openStore(join(folder, 's'))];
    for (const id of ['a', 'b', 'c']) {
      const job = { kind: 'data', title: id, params: '{}', started_at: 1, state: 'queued' } as const;
      await insertJob(one.db, { id: jobId(id), ...job });
      await queueJob(one.db, jobId(id), id === 'c' ? 'front' : 'back');
    }
    const claimed = [];
    for (const { db } of [one, other, one, other]) claimed.push((await claimNextJob(db, 2))?.id);
    expect(claimed).toEqual(['c', 'a', undefined, undefined]);
    for (const { close } of [one, other]) await close();
    rmSync(folder, { recursive: true });
  });
});

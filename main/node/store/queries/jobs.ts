import type { Kysely } from 'kysely';
import type { JobId } from '../ids.ts';
import type { JobRow, Schema } from '../schema.ts';

/** A job as its request says it; nothing of it has run yet. */
export async function insertJob(
  db: Kysely<Schema>,
  job: Pick<JobRow, 'id' | 'kind' | 'title' | 'params' | 'started_at' | 'state'>,
): Promise<void> {
  const unknown = {
    queue_position: null,
    intent: null,
    ended_at: null,
    progress: null,
    error: null,
    result: null,
  };
  const row = { ...job, ...unknown };
  await db
    .insertInto('jobs')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function updateJob(
  db: Kysely<Schema>,
  id: JobId,
  change: Partial<Omit<JobRow, 'id'>>,
): Promise<void> {
  await db.updateTable('jobs').set(change).where('id', '=', id).execute();
}

export async function findJob(db: Kysely<Schema>, id: JobId): Promise<JobRow | undefined> {
  return db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Those that are over, newest first. */
export async function listEndedJobs(db: Kysely<Schema>, limit: number): Promise<JobRow[]> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('state', 'not in', ['queued', 'running', 'stopping'])
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Changes a job only while it is in one of these states: another lab may have seen it end meanwhile. */
export async function updateJobIn(
  db: Kysely<Schema>,
  id: JobId,
  states: readonly JobRow['state'][],
  change: Partial<Omit<JobRow, 'id'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', states)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function latestJobOfKind(db: Kysely<Schema>, kind: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** Newest first. */
export async function listJobsOfKind(db: Kysely<Schema>, kind: string): Promise<JobRow[]> {
  return db.selectFrom('jobs').selectAll().where('kind', '=', kind).orderBy('started_at', 'desc').execute();
}

export async function listJobsInState(
  db: Kysely<Schema>,
  states: readonly JobRow['state'][],
): Promise<JobRow[]> {
  return db.selectFrom('jobs').selectAll().where('state', 'in', states).orderBy('started_at').execute();
}

export async function listJobIds(db: Kysely<Schema>): Promise<JobId[]> {
  return (await db.selectFrom('jobs').select('id').execute()).map((row) => row.id);
}

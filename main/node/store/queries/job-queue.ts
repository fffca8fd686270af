import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { JobId } from '../ids.ts';
import type { JobRow, Schema } from '../schema.ts';

/** Jobs that wait, in the order in which they will start. */
export async function listQueuedJobs(db: Kysely<Schema>): Promise<JobRow[]> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', 'queued')
    .orderBy('queue_position')
    .orderBy('started_at')
    .execute();
}

/** Puts a job that does not run in line; `front` lets it start before all that wait. */
export async function queueJob(db: Kysely<Schema>, id: JobId, place: 'front' | 'back'): Promise<void> {
  const end = place === 'front' ? sql`min(queue_position) - 1` : sql`max(queue_position) + 1`;
  await db
    .updateTable('jobs')
    .set({
      state: 'queued',
      ended_at: null,
      error: null,
      intent: null,
      queue_position: sql<number>`(select coalesce(${end}, 0) from jobs where state = 'queued')`,
    })
    .where('id', '=', id)
    .execute();
}

/**
 * Takes the first of the line as running, unless `atOnce` are running already. One statement, so that of two labs that
 * look at a project only one starts it.
 */
export async function claimNextJob(db: Kysely<Schema>, atOnce: number): Promise<JobRow | undefined> {
  return db
    .updateTable('jobs')
    .set({ state: 'running', queue_position: null, intent: null, progress: null })
    .where('id', '=', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('state', '=', 'queued')
        .orderBy('queue_position')
        .orderBy('started_at')
        .limit(1),
    )
    .where(
      (eb) =>
        eb
          .selectFrom('jobs')
          .select((count) => count.fn.countAll<number>().as('running'))
          .where('state', 'in', ['running', 'stopping']),
      '<',
      atOnce,
    )
    .returningAll()
    .executeTakeFirst();
}

/** Moves a waiting job before another one, or to the end of the line; one that waits no more stays as it is. */
export async function moveQueuedJob(db: Kysely<Schema>, id: JobId, before: JobId | null): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const line = (await listQueuedJobs(transaction)).map((job) => job.id);
    if (!line.includes(id)) return;
    const others = line.filter((other) => other !== id);
    const at = before === null || !others.includes(before) ? others.length : others.indexOf(before);
    for (const [position, job] of others.toSpliced(at, 0, id).entries()) {
      await transaction
        .updateTable('jobs')
        .set({ queue_position: position })
        .where('id', '=', job)
        .where('state', '=', 'queued')
        .execute();
    }
  });
}

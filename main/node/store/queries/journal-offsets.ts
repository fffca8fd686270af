import type { Kysely } from 'kysely';
import type { JobId } from '../ids.ts';
import type { Schema } from '../schema.ts';

export async function journalOffset(db: Kysely<Schema>, job: JobId): Promise<number> {
  const row = await db
    .selectFrom('journal_offsets')
    .select('offset')
    .where('job_id', '=', job)
    .executeTakeFirst();
  return row?.offset ?? 0;
}

/**
 * Moves a journal's offset, if it still stands where the caller read from. `false`: another lab took
 * that slice in first, and the caller's transaction must leave it alone.
 */
export async function moveJournalOffset(
  db: Kysely<Schema>,
  job: JobId,
  from: number,
  to: number,
): Promise<boolean> {
  await db
    .insertInto('journal_offsets')
    .values({ job_id: job, offset: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const moved = await db
    .updateTable('journal_offsets')
    .set({ offset: to })
    .where('job_id', '=', job)
    .where('offset', '=', from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

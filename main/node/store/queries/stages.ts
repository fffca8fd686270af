import type { Kysely } from 'kysely';
import type { JobId } from '../ids.ts';
import type { ResultRow, Schema, StageRow } from '../schema.ts';

/** A stage's latest word; what it leaves out (`null`) keeps what was said before. */
export async function upsertStage(db: Kysely<Schema>, row: StageRow & { counts: string }): Promise<void> {
  await db
    .insertInto('stages')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['job_id', 'stage']).doUpdateSet((eb) => ({
        state: row.state,
        seconds: eb.fn.coalesce('excluded.seconds', 'stages.seconds'),
        counts: row.counts === '[]' ? eb.ref('stages.counts') : row.counts,
        scrap: eb.fn.coalesce('excluded.scrap', 'stages.scrap'),
        bytes_out: eb.fn.coalesce('excluded.bytes_out', 'stages.bytes_out'),
      })),
    )
    .execute();
}

export async function listStages(db: Kysely<Schema>, id: JobId): Promise<StageRow[]> {
  return db.selectFrom('stages').selectAll().where('job_id', '=', id).execute();
}

/** A stage that was running when its job went away did not finish. */
export async function closeRunningStages(db: Kysely<Schema>, id: JobId, state: string): Promise<void> {
  await db
    .updateTable('stages')
    .set({ state })
    .where('job_id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

export async function upsertResultRow(db: Kysely<Schema>, row: ResultRow): Promise<void> {
  await db
    .insertInto('result_rows')
    .values(row)
    .onConflict((conflict) => conflict.columns(['job_id', 'name']).doUpdateSet({ row: row.row }))
    .execute();
}

export async function listResultRows(db: Kysely<Schema>, id: JobId): Promise<ResultRow[]> {
  return db.selectFrom('result_rows').selectAll().where('job_id', '=', id).execute();
}

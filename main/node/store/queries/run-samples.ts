import type { Kysely } from 'kysely';
import type { RunId } from '../ids.ts';
import type { RunSamplesRow, Schema } from '../schema.ts';

/** What comes again after a resume is the same text, and counts once. A run that is not known has no samples. */
export async function upsertRunSamples(db: Kysely<Schema>, row: RunSamplesRow): Promise<void> {
  const known = await db.selectFrom('runs').select('id').where('id', '=', row.run_id).executeTakeFirst();
  if (known === undefined) return;
  await db
    .insertInto('run_samples')
    .values(row)
    .onConflict((conflict) => conflict.columns(['run_id', 'step']).doUpdateSet({ samples: row.samples }))
    .execute();
}

/** By step. */
export async function listRunSamples(db: Kysely<Schema>, run: RunId): Promise<RunSamplesRow[]> {
  return db.selectFrom('run_samples').selectAll().where('run_id', '=', run).orderBy('step').execute();
}

import type { Kysely } from 'kysely';
import type { EvaluationId } from '../ids.ts';
import type { EvaluationRow, Schema } from '../schema.ts';

export async function upsertEvaluation(db: Kysely<Schema>, row: EvaluationRow): Promise<void> {
  await db
    .insertInto('evaluations')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Newest first. */
export async function listEvaluations(db: Kysely<Schema>): Promise<EvaluationRow[]> {
  return db.selectFrom('evaluations').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
}

export async function findEvaluation(
  db: Kysely<Schema>,
  id: EvaluationId,
): Promise<EvaluationRow | undefined> {
  return db.selectFrom('evaluations').selectAll().where('id', '=', id).executeTakeFirst();
}

import type { Kysely } from 'kysely';
import type { ReportId } from '../ids.ts';
import type { ReportRow, Schema } from '../schema.ts';

export async function upsertReport(db: Kysely<Schema>, row: ReportRow): Promise<void> {
  await db
    .insertInto('reports')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Newest first. */
export async function listReports(db: Kysely<Schema>): Promise<ReportRow[]> {
  return db.selectFrom('reports').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
}

export async function findReport(db: Kysely<Schema>, id: ReportId): Promise<ReportRow | undefined> {
  return db.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst();
}

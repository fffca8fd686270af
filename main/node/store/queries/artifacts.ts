import type { Kysely } from 'kysely';
import type { JobId } from '../ids.ts';
import type { ArtifactRow, Schema } from '../schema.ts';

export async function upsertArtifact(db: Kysely<Schema>, row: ArtifactRow): Promise<void> {
  await db
    .insertInto('artifacts')
    .values(row)
    .onConflict((conflict) => conflict.column('path').doUpdateSet(row))
    .execute();
}

export async function listArtifacts(
  db: Kysely<Schema>,
  job: JobId,
  kind: ArtifactRow['kind'],
): Promise<ArtifactRow[]> {
  return db
    .selectFrom('artifacts')
    .selectAll()
    .where('job_id', '=', job)
    .where('kind', '=', kind)
    .orderBy('created_at')
    .orderBy('path')
    .execute();
}

/** What several jobs made, oldest first, without the checkpoints that trainings leave by the dozen. */
export async function listArtifactsOfJobs(
  db: Kysely<Schema>,
  jobs: readonly JobId[],
): Promise<Pick<ArtifactRow, 'job_id' | 'kind' | 'path'>[]> {
  if (jobs.length === 0) return [];
  return db
    .selectFrom('artifacts')
    .select(['job_id', 'kind', 'path'])
    .where('job_id', 'in', jobs)
    .where('kind', 'in', ['dataset', 'evaluation', 'report'])
    .orderBy('created_at')
    .orderBy('path')
    .execute();
}

/** Checkpoints that lie in a run's folder. */
export async function listCheckpoints(db: Kysely<Schema>, runPath: string): Promise<ArtifactRow[]> {
  const prefix = `${runPath}/`;
  return db
    .selectFrom('artifacts')
    .selectAll()
    .where('kind', '=', 'checkpoint')
    .where((eb) => eb.fn<string>('substr', ['path', eb.val(1), eb.val(prefix.length)]), '=', prefix)
    .orderBy('created_at')
    .execute();
}

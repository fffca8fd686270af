import type { Kysely } from 'kysely';
import type { JobId, RunId } from '../ids.ts';
import type { RunRow, Schema } from '../schema.ts';

type NewRun = Pick<RunRow, 'id' | 'job_id' | 'name' | 'path' | 'config' | 'parameters' | 'total_steps'> &
  Partial<Pick<RunRow, 'flops' | 'environment' | 'origin'>> & { readonly at: number };

/** A run that starts, or goes on after a resume: it keeps its colour, its start and its past. */
export async function startRun(db: Kysely<Schema>, run: NewRun): Promise<void> {
  const { at, ...fixed } = run;
  const { count } = await db
    .selectFrom('runs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await db
    .insertInto('runs')
    .values({
      flops: '[]',
      environment: '{}',
      origin: 'null',
      ...fixed,
      state: 'running',
      started_at: at,
      ended_at: null,
      step: 0,
      tokens: 0,
      loss: null,
      held_out_loss: null,
      tokens_per_second: null,
      colour: count,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ ...fixed, state: 'running', ended_at: null }),
    )
    .execute();
}

export async function updateRun(
  db: Kysely<Schema>,
  id: RunId,
  change: Partial<Omit<RunRow, 'id'>>,
): Promise<void> {
  await db.updateTable('runs').set(change).where('id', '=', id).execute();
}

/** Runs whose job went away without ending them. */
export async function closeRunningRuns(
  db: Kysely<Schema>,
  job: JobId,
  state: RunRow['state'],
  at: number,
): Promise<void> {
  await db
    .updateTable('runs')
    .set({ state, ended_at: at })
    .where('job_id', '=', job)
    .where('state', '=', 'running')
    .execute();
}

export type ListedRun = Omit<RunRow, 'path' | 'environment' | 'origin'> & { pass_at_1: number | null };

/** Newest first, each with its best score on the lab's own problems; all, or those that are named. */
export async function listRuns(db: Kysely<Schema>, ids?: readonly RunId[]): Promise<ListedRun[]> {
  return db
    .selectFrom('runs')
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids!))
    .select([
      'id',
      'job_id',
      'name',
      'config',
      'state',
      'parameters',
      'total_steps',
      'started_at',
      'ended_at',
      'step',
      'tokens',
      'loss',
      'held_out_loss',
      'tokens_per_second',
      'colour',
      'flops',
    ])
    .select((eb) =>
      eb
        .selectFrom('evaluations')
        .whereRef('evaluations.run_id', '=', 'runs.id')
        .where('evaluations.benchmark', '=', 'hornbook')
        .select((score) => score.fn.max('evaluations.pass_at_1').as('best'))
        .as('pass_at_1'),
    )
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .execute();
}

export async function findRun(db: Kysely<Schema>, id: RunId): Promise<RunRow | undefined> {
  return db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The run that a job is training, if it is. */
export async function runAtWork(db: Kysely<Schema>, job: JobId): Promise<RunId | undefined> {
  const row = await db
    .selectFrom('runs')
    .select('id')
    .where('job_id', '=', job)
    .where('state', '=', 'running')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** Those of some ids that are runs of this project. */
export async function knownRuns(db: Kysely<Schema>, ids: readonly RunId[]): Promise<RunId[]> {
  return (await db.selectFrom('runs').select('id').where('id', 'in', ids).execute()).map((row) => row.id);
}

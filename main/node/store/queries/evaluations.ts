import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { EvaluationId, JobId } from '../ids.ts';
import type { EvaluationProblemRow, EvaluationRow, EvaluationSampleRow, JobRow, Schema } from '../schema.ts';

/** Rows of a statement: SQLite binds at most 32,766 values. */
const ROWS_AT_ONCE = 1_000;

export async function upsertEvaluation(db: Kysely<Schema>, row: EvaluationRow): Promise<void> {
  await db
    .insertInto('evaluations')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** An evaluation that starts, or goes on: it keeps what was judged before. */
export async function startEvaluationRow(db: Kysely<Schema>, row: EvaluationRow): Promise<void> {
  const { judged: _judged, passed: _passed, created_at: _since, ...fixed } = row;
  await db
    .insertInto('evaluations')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(fixed).where('evaluations.ended_at', 'is', null),
    )
    .execute();
}

/** An evaluation with the state of the job that makes it. */
export type ListedEvaluation = EvaluationRow & {
  job_state: JobRow['state'] | null;
  job_progress: string | null;
  job_error: string | null;
};

const listed = (db: Kysely<Schema>) =>
  db
    .selectFrom('evaluations')
    .leftJoin('jobs', 'jobs.id', 'evaluations.job_id')
    .selectAll('evaluations')
    .select(['jobs.state as job_state', 'jobs.progress as job_progress', 'jobs.error as job_error']);

/** Newest first. */
export async function listEvaluations(db: Kysely<Schema>): Promise<ListedEvaluation[]> {
  return listed(db).orderBy('evaluations.created_at', 'desc').orderBy('evaluations.id').execute();
}

export async function findEvaluation(
  db: Kysely<Schema>,
  id: EvaluationId,
): Promise<ListedEvaluation | undefined> {
  return listed(db).where('evaluations.id', '=', id).executeTakeFirst();
}

/** Finished evaluations of which neither problems nor samples are known. */
export async function listUnfilledEvaluations(db: Kysely<Schema>): Promise<EvaluationRow[]> {
  return db
    .selectFrom('evaluations')
    .selectAll()
    .where('ended_at', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('evaluation_problems')
            .select('ordinal')
            .whereRef('evaluation_problems.evaluation_id', '=', 'evaluations.id'),
        ),
      ),
    )
    .execute();
}

/** The evaluations that a job made or makes, oldest first. */
export async function listEvaluationsOfJob(db: Kysely<Schema>, job: JobId): Promise<ListedEvaluation[]> {
  return listed(db)
    .where('evaluations.job_id', '=', job)
    .orderBy('evaluations.created_at')
    .orderBy('evaluations.id')
    .execute();
}

/** The finished evaluations of a run's checkpoints, by step. */
export async function listEvaluationsOfRun(db: Kysely<Schema>, run: string): Promise<EvaluationRow[]> {
  return db
    .selectFrom('evaluations')
    .selectAll()
    .where('run_id', '=', run)
    .where('ended_at', 'is not', null)
    .orderBy('step')
    .orderBy('created_at')
    .execute();
}

/** The problems of an evaluation; said again, they stay as they are. */
export async function upsertEvaluationProblems(
  db: Kysely<Schema>,
  rows: readonly EvaluationProblemRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await db
      .insertInto('evaluation_problems')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['evaluation_id', 'ordinal']).doUpdateSet((eb) => ({
          task_id: eb.ref('excluded.task_id'),
          difficulty: eb.ref('excluded.difficulty'),
          topics: eb.ref('excluded.topics'),
          prompt: eb.ref('excluded.prompt'),
        })),
      )
      .execute();
  }
}

/** Judged samples; the latest word on one counts. */
export async function upsertEvaluationSamples(
  db: Kysely<Schema>,
  rows: readonly EvaluationSampleRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await db
      .insertInto('evaluation_samples')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['evaluation_id', 'ordinal', 'sample']).doUpdateSet((eb) => ({
          verdict: eb.ref('excluded.verdict'),
          detail: eb.ref('excluded.detail'),
          elapsed_ms: eb.ref('excluded.elapsed_ms'),
          mean_log_probability: eb.ref('excluded.mean_log_probability'),
          searched: eb.ref('excluded.searched'),
          position: eb.ref('excluded.position'),
          bytes: eb.ref('excluded.bytes'),
        })),
      )
      .execute();
  }
}

/** Counts anew what was judged and what passed. */
export async function countEvaluationSamples(db: Kysely<Schema>, id: EvaluationId): Promise<void> {
  const of = (eb: Kysely<Schema>) => eb.selectFrom('evaluation_samples').where('evaluation_id', '=', id);
  const judged = of(db).select((eb) => eb.fn.countAll<number>().as('n'));
  const passed = judged.where('verdict', '=', 'passed');
  await db.updateTable('evaluations').set({ judged, passed }).where('id', '=', id).execute();
}

export type TalliedProblem = EvaluationProblemRow & {
  judged: number;
  passed: number;
  /** JSON of counts by verdict. */
  verdicts: string;
};

/** Every problem of an evaluation with what became of its samples so far. */
export async function tallyEvaluationProblems(
  db: Kysely<Schema>,
  id: EvaluationId,
): Promise<TalliedProblem[]> {
  const { rows } = await sql<TalliedProblem>`
    with counted as (
      select ordinal, verdict, count(*) as n from evaluation_samples
      where evaluation_id = ${id} group by ordinal, verdict
    )
    select p.*,
      coalesce(sum(c.n), 0) as judged,
      coalesce(sum(case when c.verdict = 'passed' then c.n end), 0) as passed,
      coalesce(json_group_object(c.verdict, c.n) filter (where c.verdict is not null), '{}') as verdicts
    from evaluation_problems p left join counted c on c.ordinal = p.ordinal
    where p.evaluation_id = ${id} group by p.ordinal order by p.ordinal`.execute(db);
  return rows;
}

export type SampleQuery = {
  readonly offset: number;
  readonly limit: number;
  /** Text that the prompt, the completion or the detail must hold, whatever the case; empty for all. */
  readonly query: string;
  readonly verdict?: string | undefined;
  readonly taskId?: string | undefined;
  readonly sort?:
    | {
        readonly column: 'taskId' | 'verdict' | 'elapsedMs' | 'difficulty' | 'meanLogProbability';
        readonly descending: boolean;
      }
    | undefined;
};

export type ListedSample = Omit<EvaluationSampleRow, 'searched'> &
  Pick<EvaluationProblemRow, 'task_id' | 'difficulty' | 'topics'>;

const SORTED = {
  taskId: 'evaluation_samples.ordinal',
  verdict: 'verdict',
  elapsedMs: 'elapsed_ms',
  difficulty: 'difficulty',
  meanLogProbability: 'mean_log_probability',
} as const;

const samplesOf = (db: Kysely<Schema>, id: EvaluationId) =>
  db
    .selectFrom('evaluation_samples')
    .innerJoin('evaluation_problems', (join) =>
      join
        .onRef('evaluation_problems.evaluation_id', '=', 'evaluation_samples.evaluation_id')
        .onRef('evaluation_problems.ordinal', '=', 'evaluation_samples.ordinal'),
    )
    .where('evaluation_samples.evaluation_id', '=', id);

const SAMPLE_COLUMNS = [
  'evaluation_samples.evaluation_id',
  'evaluation_samples.ordinal',
  'sample',
  'verdict',
  'detail',
  'elapsed_ms',
  'mean_log_probability',
  'position',
  'bytes',
  'task_id',
  'difficulty',
  'topics',
] as const;

/** One page of an evaluation's judged samples, and how many match in all. */
export async function selectEvaluationSamples(
  db: Kysely<Schema>,
  id: EvaluationId,
  { offset, limit, query, verdict, taskId, sort }: SampleQuery,
): Promise<{ rows: ListedSample[]; total: number }> {
  let matching = samplesOf(db, id);
  if (verdict !== undefined) matching = matching.where('verdict', '=', verdict);
  if (taskId !== undefined) matching = matching.where('task_id', '=', taskId);
  if (query !== '') {
    const needle = query.toLowerCase();
    matching = matching.where((eb) =>
      eb.or([
        eb(eb.fn<number>('instr', ['searched', eb.val(needle)]), '>', 0),
        eb(eb.fn<number>('instr', ['prompt', eb.val(needle)]), '>', 0),
      ]),
    );
  }
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let ordered = matching.select(SAMPLE_COLUMNS);
  if (sort !== undefined) {
    ordered = ordered.orderBy(SORTED[sort.column], (by) =>
      (sort.descending ? by.desc() : by.asc()).nullsLast(),
    );
  }
  const rows = await ordered
    .orderBy('evaluation_samples.ordinal')
    .orderBy('sample')
    .limit(limit)
    .offset(offset)
    .execute();
  return { rows, total };
}

export async function findEvaluationSample(
  db: Kysely<Schema>,
  id: EvaluationId,
  taskId: string,
  sample: number,
): Promise<ListedSample | undefined> {
  return samplesOf(db, id)
    .select(SAMPLE_COLUMNS)
    .where('task_id', '=', taskId)
    .where('sample', '=', sample)
    .executeTakeFirst();
}

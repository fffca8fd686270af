import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * Evaluations that can be watched while they run, with their problems and samples. SQLite cannot drop a
 * `not null`, so the table is made anew; what it held was finished.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table evaluations rename to finished_evaluations`,
  `drop index evaluations_by_run`,
  `create table evaluations (
    id text primary key not null,
    job_id text references jobs (id) on delete set null,
    run_id text not null,
    run_name text not null,
    step integer,
    checkpoint_hash text not null,
    benchmark text not null,
    benchmark_hash text not null,
    settings text not null,
    problems integer not null,
    samples_per_problem integer not null,
    judged integer not null,
    passed integer not null,
    pass_at_1 real,
    ci_low real,
    ci_high real,
    scores text not null,
    versions text not null,
    isolation text not null,
    path text not null,
    created_at integer not null,
    ended_at integer
  ) strict, without rowid`,
  `insert into evaluations select
    id, null, run_id, run_name, null, '', benchmark, '', '{}', problems, 1, problems, passed,
    pass_at_1, ci_low, ci_high, '{}', '{}', isolation, path, created_at, created_at
    from finished_evaluations`,
  `drop table finished_evaluations`,
  `create index evaluations_by_run on evaluations (run_id, benchmark)`,
  `create table evaluation_problems (
    evaluation_id text not null references evaluations (id) on delete cascade,
    ordinal integer not null,
    task_id text not null,
    difficulty real,
    topics text not null,
    prompt text not null,
    primary key (evaluation_id, ordinal)
  ) strict, without rowid`,
  `create table evaluation_samples (
    evaluation_id text not null references evaluations (id) on delete cascade,
    ordinal integer not null,
    sample integer not null,
    verdict text not null,
    detail text not null,
    elapsed_ms real not null,
    mean_log_probability real,
    searched text not null,
    position integer,
    bytes integer,
    primary key (evaluation_id, ordinal, sample)
  ) strict, without rowid`,
];

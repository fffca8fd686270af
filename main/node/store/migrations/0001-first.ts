import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** The first schema. Migrations speak SQL of their own, not the current types: those move on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table jobs (
    id text primary key not null,
    kind text not null,
    title text not null,
    params text not null,
    state text not null check (state in ('running', 'stopping', 'done', 'stopped', 'failed', 'interrupted')),
    started_at integer not null,
    ended_at integer,
    progress text,
    error text,
    result text
  ) strict`,
  `create index jobs_by_start on jobs (started_at)`,
  `create table stages (
    job_id text not null references jobs (id) on delete cascade,
    stage text not null,
    state text not null,
    seconds real,
    counts text not null,
    scrap text,
    bytes_out integer,
    primary key (job_id, stage)
  ) strict, without rowid`,
  `create table result_rows (
    job_id text not null references jobs (id) on delete cascade,
    name text not null,
    row text not null,
    primary key (job_id, name)
  ) strict, without rowid`,
  `create table artifacts (
    path text primary key not null,
    job_id text not null references jobs (id) on delete cascade,
    kind text not null,
    name text not null,
    hash text not null,
    parents text not null,
    created_at integer not null
  ) strict, without rowid`,
  `create index artifacts_by_job on artifacts (job_id, kind)`,
  `create table runs (
    id text primary key not null,
    job_id text not null references jobs (id) on delete cascade,
    name text not null,
    path text not null,
    config text not null,
    parameters integer not null,
    total_steps integer not null,
    state text not null check (state in ('running', 'done', 'stopped', 'failed', 'interrupted')),
    started_at integer not null,
    ended_at integer,
    step integer not null,
    tokens integer not null,
    loss real,
    held_out_loss real,
    tokens_per_second real,
    colour integer not null
  ) strict, without rowid`,
  `create index runs_by_job on runs (job_id)`,
  `create table metrics (
    run_id text not null references runs (id) on delete cascade,
    step integer not null,
    at integer not null,
    tokens integer not null,
    loss real,
    held_out_loss real,
    rate real,
    gradient_norm real,
    tokens_per_second real,
    primary key (run_id, step)
  ) strict, without rowid`,
  `create table evaluations (
    id text primary key not null,
    run_id text not null,
    run_name text not null,
    benchmark text not null,
    problems integer not null,
    passed integer not null,
    pass_at_1 real not null,
    ci_low real not null,
    ci_high real not null,
    isolation text not null,
    path text not null,
    created_at integer not null
  ) strict, without rowid`,
  `create index evaluations_by_run on evaluations (run_id, benchmark)`,
  `create table reports (
    id text primary key not null,
    title text not null,
    path text not null,
    bytes integer not null,
    created_at integer not null
  ) strict, without rowid`,
  `create table journal_offsets (
    job_id text primary key not null references jobs (id) on delete cascade,
    offset integer not null
  ) strict, without rowid`,
];

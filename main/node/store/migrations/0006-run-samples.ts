import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** What a run computes for each step, where it runs, the memory it takes, and what it writes at its checkpoints. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table runs add column flops text not null default '[]'`,
  `alter table runs add column environment text not null default '{}'`,
  `alter table runs add column origin text not null default 'null'`,
  `alter table metrics add column memory_bytes integer`,
  `alter table metrics add column gpu_memory_bytes integer`,
  `create table run_samples (
    run_id text not null references runs (id) on delete cascade,
    step integer not null,
    samples text not null,
    primary key (run_id, step)
  ) strict, without rowid`,
];

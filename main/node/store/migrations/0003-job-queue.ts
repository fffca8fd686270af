import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * Jobs that wait in line or are paused. The states a column may have cannot be changed in SQLite, and the table cannot
 * be made anew while others refer to it, so the state moves to a column with the longer list.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table jobs add column standing text not null default 'queued' check (standing in
    ('queued', 'running', 'stopping', 'paused', 'done', 'stopped', 'failed', 'interrupted'))`,
  `update jobs set standing = state`,
  `alter table jobs drop column state`,
  `alter table jobs rename column standing to state`,
  `alter table jobs add column queue_position real`,
  `alter table jobs add column intent text check (intent in ('pause', 'kill'))`,
  `create index jobs_in_line on jobs (queue_position) where state = 'queued'`,
];

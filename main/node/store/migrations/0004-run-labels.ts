import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** What a person says of a run. Apart from the run, whose row is written anew when its job goes on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table run_labels (
        run_id text primary key,
        tags text not null default '[]',
        note text not null default ''
      ) strict`,
    )
    .execute(db);
}

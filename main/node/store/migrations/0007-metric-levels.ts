import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * The lowest and the highest value of each quantity in every 64, 4,096 and 262,144 steps, so that a curve of any length
 * can be drawn without reading all of its points. `step` is one of the quantities: it counts the points and knows the ends.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [table, ...QUANTITIES.map(firstLevel), higherLevel(2), higherLevel(3)]) {
    await sql.raw(statement).execute(db);
  }
}

const QUANTITIES = [
  'step',
  'loss',
  'held_out_loss',
  'rate',
  'gradient_norm',
  'tokens_per_second',
  'memory_bytes',
  'gpu_memory_bytes',
] as const;

const table = `create table metric_levels (
  run_id text not null references runs (id) on delete cascade,
  quantity text not null,
  level integer not null,
  bucket integer not null,
  points integer not null,
  low real not null,
  low_step integer not null,
  high real not null,
  high_step integer not null,
  primary key (run_id, quantity, level, bucket)
) strict, without rowid`;

const firstLevel = (quantity: (typeof QUANTITIES)[number]): string => `
  insert into metric_levels
  select run_id, '${quantity}', 1, bucket, points, low, low_step, high, high_step from (
    select run_id, step / 64 as bucket, count(*) as points, min(${quantity}) as low, step as low_step
    from metrics where ${quantity} is not null group by run_id, step / 64
  ) join (
    select run_id, step / 64 as bucket, max(${quantity}) as high, step as high_step
    from metrics where ${quantity} is not null group by run_id, step / 64
  ) using (run_id, bucket)`;

const higherLevel = (level: 2 | 3): string => `
  insert into metric_levels
  select run_id, quantity, ${level}, bucket, points, low, low_step, high, high_step from (
    select run_id, quantity, bucket / 64 as bucket, sum(points) as points, min(low) as low, low_step
    from metric_levels where level = ${level - 1} group by run_id, quantity, bucket / 64
  ) join (
    select run_id, quantity, bucket / 64 as bucket, max(high) as high, high_step
    from metric_levels where level = ${level - 1} group by run_id, quantity, bucket / 64
  ) using (run_id, quantity, bucket)`;

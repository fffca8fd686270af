import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RunId } from '../ids.ts';
import type { Quantity, Schema } from '../schema.ts';
import { QUANTITIES } from '../schema.ts';

/** A bucket of level n covers 64ⁿ steps; of three levels the last is coarse enough for any run. */
export const FAN = 64;
const LEVELS = 3;
/** In the statement's text: a number that is bound is a float to SQLite, and would divide as one. */
const fan = sql.lit(FAN);

/** Steps from `from` to `to`, both included. */
export type Steps = { readonly from: number; readonly to: number };

/** Where a quantity is lowest and highest in some steps in a row, and in how many of them it is known. */
export type Extent = {
  readonly points: number;
  readonly low: number;
  readonly low_step: number;
  readonly high: number;
  readonly high_step: number;
};

/**
 * Brings the levels up to date with the points in `steps`: every bucket that they touch is made anew from the level
 * below it, so a step that is replaced after a resume leaves no trace of what it said before.
 */
export async function refreshLevels(db: Kysely<Schema>, run: RunId, steps: Steps): Promise<void> {
  for (const quantity of QUANTITIES) {
    const value = sql.ref(quantity);
    const { from, to } = widened(steps, FAN);
    const within = sql`from metrics
      where run_id = ${run} and step between ${from} and ${to} and ${value} is not null group by step / ${fan}`;
    await sql`insert or replace into metric_levels
      select ${run}, ${quantity}, 1, bucket, points, low, low_step, high, high_step from (
        select step / ${fan} as bucket, count(*) as points, min(${value}) as low, step as low_step ${within}
      ) join (
        select step / ${fan} as bucket, max(${value}) as high, step as high_step ${within}
      ) using (bucket)`.execute(db);
  }
  for (let level = 2; level <= LEVELS; level += 1) {
    const wide = FAN ** (level - 1);
    const { from, to } = widened(
      { from: Math.floor(steps.from / wide), to: Math.floor(steps.to / wide) },
      FAN,
    );
    const within = sql`from metric_levels
      where run_id = ${run} and quantity in (${sql.join(QUANTITIES)}) and level = ${level - 1}
        and bucket between ${from} and ${to} group by quantity, bucket / ${fan}`;
    await sql`insert or replace into metric_levels
      select ${run}, quantity, ${level}, bucket, points, low, low_step, high, high_step from (
        select quantity, bucket / ${fan} as bucket, sum(points) as points, min(low) as low, low_step ${within}
      ) join (
        select quantity, bucket / ${fan} as bucket, max(high) as high, high_step ${within}
      ) using (quantity, bucket)`.execute(db);
  }
}

/** A stretch made longer on both sides until whole buckets of `width` fill it. */
const widened = ({ from, to }: Steps, width: number): Steps => ({
  from: Math.floor(from / width) * width,
  to: Math.floor(to / width) * width + width - 1,
});

/**
 * Extents that together cover exactly the points of `steps`, in their order, none over more than `finest` steps: whole
 * buckets in the middle, finer ones and at last single points towards both ends.
 */
export async function readExtents(
  db: Kysely<Schema>,
  run: RunId,
  quantity: Quantity,
  steps: Steps,
  finest: number,
): Promise<Extent[]> {
  const level = Math.min(LEVELS, Math.floor(Math.log(Math.max(1, finest)) / Math.log(FAN) + 1e-9));
  return atLevel(db, run, quantity, steps, level);
}

async function atLevel(
  db: Kysely<Schema>,
  run: RunId,
  quantity: Quantity,
  { from, to }: Steps,
  level: number,
): Promise<Extent[]> {
  if (from > to) return [];
  if (level === 0) return singlePoints(db, run, quantity, { from, to });
  const wide = FAN ** level;
  const first = Math.ceil(from / wide);
  const last = Math.floor((to + 1) / wide) - 1;
  if (first > last) return atLevel(db, run, quantity, { from, to }, level - 1);
  const whole = await db
    .selectFrom('metric_levels')
    .select(['points', 'low', 'low_step', 'high', 'high_step'])
    .where('run_id', '=', run)
    .where('quantity', '=', quantity)
    .where('level', '=', level)
    .where('bucket', '>=', first)
    .where('bucket', '<=', last)
    .orderBy('bucket')
    .execute();
  return [
    ...(await atLevel(db, run, quantity, { from, to: first * wide - 1 }, level - 1)),
    ...whole,
    ...(await atLevel(db, run, quantity, { from: (last + 1) * wide, to }, level - 1)),
  ];
}

async function singlePoints(
  db: Kysely<Schema>,
  run: RunId,
  quantity: Quantity,
  { from, to }: Steps,
): Promise<Extent[]> {
  const value = sql.ref(quantity);
  const { rows } = await sql<Extent>`
    select 1 as points, ${value} as low, step as low_step, ${value} as high, step as high_step
    from metrics where run_id = ${run} and step between ${from} and ${to} and ${value} is not null order by step`.execute(
    db,
  );
  return rows;
}

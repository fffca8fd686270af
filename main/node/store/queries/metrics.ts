import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RunId } from '../ids.ts';
import type { MetricRow, Quantity, Schema } from '../schema.ts';
import { type Extent, FAN, readExtents, refreshLevels } from './metric-levels.ts';

/** SQLite takes at most 32,766 values in one statement; a row has eleven. */
const ROWS_PER_INSERT = 1_000;

/** A step that comes again after a resume replaces what it said before, but keeps a held-out loss. */
export async function upsertMetrics(db: Kysely<Schema>, rows: readonly MetricRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await db
      .insertInto('metrics')
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'step']).doUpdateSet((eb) => ({
          at: eb.ref('excluded.at'),
          tokens: eb.ref('excluded.tokens'),
          loss: eb.fn.coalesce('excluded.loss', 'metrics.loss'),
          held_out_loss: eb.fn.coalesce('excluded.held_out_loss', 'metrics.held_out_loss'),
          rate: eb.fn.coalesce('excluded.rate', 'metrics.rate'),
          gradient_norm: eb.fn.coalesce('excluded.gradient_norm', 'metrics.gradient_norm'),
          tokens_per_second: eb.fn.coalesce('excluded.tokens_per_second', 'metrics.tokens_per_second'),
          memory_bytes: eb.fn.coalesce('excluded.memory_bytes', 'metrics.memory_bytes'),
          gpu_memory_bytes: eb.fn.coalesce('excluded.gpu_memory_bytes', 'metrics.gpu_memory_bytes'),
        })),
      )
      .execute();
  }
  for (const [run, steps] of touched(rows)) await refreshLevels(db, run, steps);
}

/** From the first to the last step of each run in some rows. */
function touched(rows: readonly MetricRow[]): ReadonlyMap<RunId, { from: number; to: number }> {
  const runs = new Map<RunId, { from: number; to: number }>();
  for (const { run_id, step } of rows) {
    const { from, to } = runs.get(run_id) ?? { from: step, to: step };
    runs.set(run_id, { from: Math.min(from, step), to: Math.max(to, step) });
  }
  return runs;
}

export type MetricQuery = {
  readonly run: RunId;
  /** First and last step, both included. */
  readonly from: number;
  readonly to: number;
  readonly maxPoints: number;
  /** Those whose highest and lowest values must not be lost; the loss and the held-out loss unless they are named. */
  readonly keep?: readonly Quantity[];
};

export type MetricSlice = { readonly rows: readonly MetricRow[]; readonly stored: number };

/**
 * Points of a run in order of steps. When more are stored than asked for, the range is cut into stretches of equal
 * width and each gives the lowest and the highest of what is to be kept, so no spike is hidden; the first and the last
 * point always stay. Read from the levels: the cost follows what is asked for, not what is stored.
 */
export async function selectMetrics(db: Kysely<Schema>, query: MetricQuery): Promise<MetricSlice> {
  const { run, maxPoints, keep = ['loss', 'held_out_loss'] } = query;
  const ends = await findEnds(db, query);
  if (ends === null) return { rows: [], stored: 0 };
  const stored = (await readExtents(db, run, 'step', ends, ends.to - ends.from + 1)).reduce(
    (sum, { points }) => sum + points,
    0,
  );
  const points = db.selectFrom('metrics').selectAll().where('run_id', '=', run).orderBy('step');
  if (stored <= maxPoints) {
    const rows = await points.where('step', '>=', ends.from).where('step', '<=', ends.to).execute();
    return { rows, stored };
  }
  // Two ends, and of each quantity two points in each stretch; one that is rare leaves its room to the others.
  const kept = new Set([ends.from, ends.to]);
  let room = maxPoints - 2;
  const known = await Promise.all(
    keep.map(async (quantity) => {
      const coarse = await readExtents(db, run, quantity, ends, (ends.to - ends.from + 1) / 2);
      return { quantity, there: coarse.reduce((sum, extent) => sum + extent.points, 0) };
    }),
  );
  const rarestFirst = known.filter(({ there }) => there > 0).sort((a, b) => a.there - b.there);
  for (const [index, { quantity, there }] of rarestFirst.entries()) {
    const share = Math.floor(room / (rarestFirst.length - index));
    const stretches = Math.max(1, Math.floor(share / 2));
    // What is rarer than its share keeps all that the finest level names.
    const width = there <= share ? FAN : (ends.to - ends.from + 1) / stretches;
    const steps = extremes(await readExtents(db, run, quantity, ends, width), ends.from, width);
    for (const step of steps) kept.add(step);
    room -= Math.min(share, new Set(steps).size);
  }
  const chosen = JSON.stringify([...kept]);
  const rows = await points
    .where('step', 'in', sql<number>`(select value from json_each(${chosen}))`)
    .execute();
  return { rows, stored };
}

/** The steps of the lowest and the highest value in each stretch. */
function extremes(extents: readonly Extent[], from: number, width: number): number[] {
  const stretches = new Map<number, { low: Extent; high: Extent }>();
  for (const extent of extents) {
    const at = Math.floor((extent.low_step - from) / width);
    const { low, high } = stretches.get(at) ?? { low: extent, high: extent };
    stretches.set(at, {
      low: extent.low < low.low ? extent : low,
      high: extent.high > high.high ? extent : high,
    });
  }
  return [...stretches.values()].flatMap(({ low, high }) => [low.low_step, high.high_step]);
}

/** The first and the last step that a run has in a range; null where it has none. */
async function findEnds(
  db: Kysely<Schema>,
  { run, from, to }: MetricQuery,
): Promise<{ from: number; to: number } | null> {
  const within = db
    .selectFrom('metrics')
    .select('step')
    .where('run_id', '=', run)
    .where('step', '>=', from)
    .where('step', '<=', to)
    .limit(1);
  const first = await within.orderBy('step').executeTakeFirst();
  const last = await within.orderBy('step', 'desc').executeTakeFirst();
  return first && last ? { from: first.step, to: last.step } : null;
}

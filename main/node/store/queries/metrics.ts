import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RunId } from '../ids.ts';
import type { MetricRow, Schema } from '../schema.ts';

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
}

export type MetricQuery = {
  readonly run: RunId;
  /** First and last step, both included. */
  readonly from: number;
  readonly to: number;
  readonly maxPoints: number;
};

export type MetricSlice = { readonly rows: readonly MetricRow[]; readonly stored: number };

/**
 * Points of a run in order of steps. When more are stored than asked for, the range is cut into buckets
 * of equal width and each gives its lowest and highest loss and held-out loss, so no spike is hidden;
 * the first and the last point always stay.
 */
export async function selectMetrics(db: Kysely<Schema>, query: MetricQuery): Promise<MetricSlice> {
  const within = db
    .selectFrom('metrics')
    .where('run_id', '=', query.run)
    .where('step', '>=', query.from)
    .where('step', '<=', query.to);
  const extent = await within
    .select((eb) => [
      eb.fn.countAll<number>().as('stored'),
      eb.fn.count<number>('held_out_loss').as('heldOut'),
      eb.fn.min<number | null>('step').as('first'),
      eb.fn.max<number | null>('step').as('last'),
    ])
    .executeTakeFirstOrThrow();
  const { stored, heldOut, first, last } = extent;
  if (stored <= query.maxPoints || first === null || last === null) {
    return { rows: await within.selectAll().orderBy('step').execute(), stored };
  }

  // Two ends, and in each bucket two points of each series that there is.
  const buckets = Math.max(1, Math.floor((query.maxPoints - 2) / (heldOut > 0 ? 4 : 2)));
  const width = (last - first + 1) / buckets;
  const extremes = (order: 'min' | 'max', column: 'loss' | 'held_out_loss') => sql`
    select step from (
      select step, ${sql.raw(order)}(${sql.ref(column)}) from metrics
      where run_id = ${query.run} and step between ${first} and ${last} and ${sql.ref(column)} is not null
      group by cast((step - ${first}) / ${width} as integer)
    )`;
  const { rows } = await sql<MetricRow>`
    select * from metrics where run_id = ${query.run} and step in (
      select ${first} union select ${last}
      union ${extremes('min', 'loss')} union ${extremes('max', 'loss')}
      union ${extremes('min', 'held_out_loss')} union ${extremes('max', 'held_out_loss')}
    ) order by step`.execute(db);
  return { rows, stored };
}

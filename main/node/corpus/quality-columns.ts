import { withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { Failure } from '../../core/failure.ts';

/** The quality that `share` of all reach: equal ones stay together, so that no order of records decides. */
export function thresholdForShare(quality: Float64Array, share: number): number {
  const rising = quality.slice().sort();
  const count = Math.max(1, Math.round(share * rising.length));
  return rising[rising.length - count]!;
}

/** The quality of every record, in order; −1 where a record has none. Texts are not read. */
export async function readQualities(dataset: Dataset): Promise<Float64Array> {
  requireQuality(dataset);
  const qualities = new Float64Array(dataset.manifest.records).fill(-1);
  let place = 0;
  await withConnection('read', async (connection) => {
    for (const shard of dataset.manifest.shards) {
      const result = await connection.stream(`SELECT quality FROM ${shardTable(dataset, [shard])}`);
      for await (const rows of result.yieldRowObjectJs()) {
        for (const row of rows) qualities[place++] = (row['quality'] as number | null) ?? -1;
      }
    }
  });
  return qualities;
}

/** Steps of quality that consequences are told for: thresholds 0, 1/STEPS … 1. */
export const QUALITY_STEPS = 1000;

/** What a threshold would keep: for each step i, records and bytes of quality ≥ i / {@link QUALITY_STEPS}. */
export type KeptCurve = {
  readonly records: readonly number[];
  readonly bytes: readonly number[];
};

/**
 * How much each threshold keeps, counted once over the whole dataset, so that a slider can move without asking again.
 *
 * @throws Failure `not-scored` where the dataset has no qualities.
 */
export async function keptCurve(dataset: Dataset): Promise<KeptCurve> {
  requireQuality(dataset);
  const records = new Array<number>(QUALITY_STEPS + 1).fill(0);
  const bytes = new Array<number>(QUALITY_STEPS + 1).fill(0);
  await withConnection('read', async (connection) => {
    // A quality that a step names exactly is kept at that step, whatever its last bits are.
    const found = await connection.run(
      `SELECT least(greatest(floor(quality * ${String(QUALITY_STEPS)} + 1e-9), 0), ${String(QUALITY_STEPS)})::INTEGER AS step,
         count(*)::DOUBLE AS records, sum(bytes)::DOUBLE AS bytes
       FROM ${shardTable(dataset)} WHERE quality IS NOT NULL GROUP BY step`,
    );
    for (const row of await found.getRowObjectsJS()) {
      records[row['step'] as number] = row['records'] as number;
      bytes[row['step'] as number] = row['bytes'] as number;
    }
  });
  for (let step = QUALITY_STEPS - 1; step >= 0; step--) {
    records[step] = records[step]! + records[step + 1]!;
    bytes[step] = bytes[step]! + bytes[step + 1]!;
  }
  return { records, bytes };
}

/** A record near the line. */
export type NearLine = {
  readonly id: string;
  readonly source: string;
  readonly bytes: number;
  readonly quality: number;
  readonly preview: string;
};

const PREVIEW_CHARACTERS = 1200;

/** The records just above a threshold, nearest first, and just below it. */
export async function nearThreshold(
  dataset: Dataset,
  threshold: number,
  count: number,
): Promise<{ readonly above: readonly NearLine[]; readonly below: readonly NearLine[] }> {
  requireQuality(dataset);
  return withConnection('read', async (connection) => {
    const side = async (condition: string, order: string): Promise<NearLine[]> => {
      const found = await connection.run(
        `SELECT id, source, bytes, quality, left(text, ${String(PREVIEW_CHARACTERS)}) AS preview
         FROM ${shardTable(dataset)} WHERE quality ${condition} $1
         ORDER BY quality ${order}, ordinal LIMIT ${String(Math.trunc(count))}`,
        [threshold],
      );
      return (await found.getRowObjectsJS()).map((row) => ({
        id: row['id'] as string,
        source: row['source'] as string,
        bytes: row['bytes'] as number,
        quality: row['quality'] as number,
        preview: row['preview'] as string,
      }));
    };
    return { above: await side('>=', 'ASC'), below: await side('<', 'DESC') };
  });
}

function requireQuality({ manifest }: Dataset): void {
  if (manifest.scores.includes('quality')) return;
  throw new Failure(
    'not-scored',
    `The dataset ${manifest.name} was not scored by quality yet; run classify on it first.`,
  );
}

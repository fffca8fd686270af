import { FEATURE_NAMES } from '../../core/corpus/feature-names.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readTextsWithIds } from '../datasets/read-records.ts';
import type { PoolOptions } from './workers/pool.ts';
import { runInWorkers } from './workers/pool.ts';
import { textBatches } from './workers/text-batches.ts';

/** The syntax features of every record in its order, measured on all cores. */
export async function* measureFeatures(
  dataset: Dataset,
  pool: PoolOptions = {},
): AsyncGenerator<Float64Array> {
  const width = FEATURE_NAMES.length;
  for await (const { result } of runInWorkers(
    'features',
    null,
    textBatches(readTextsWithIds(dataset)),
    pool,
  )) {
    for (let at = 0; at < result.length; at += width) yield result.subarray(at, at + width);
  }
}

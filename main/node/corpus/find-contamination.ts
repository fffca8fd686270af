import type { DetectorOptions } from '../../core/corpus/contamination.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readTextsWithIds } from '../datasets/read-records.ts';
import type { PoolOptions } from './workers/pool.ts';
import { runInWorkers } from './workers/pool.ts';
import type { FoundPair } from './workers/tasks.ts';
import { textBatches } from './workers/text-batches.ts';

/** A record that is too close to a problem, by one detector. */
export type ContaminatedRecord = FoundPair & { readonly recordId: string };

/** The records that are too close to a problem by their words or trees, in their order; compared on all cores. */
export async function* findContaminated(
  dataset: Dataset,
  problems: readonly Problem[],
  options: DetectorOptions,
  { onProgress, ...pool }: PoolOptions & { readonly onProgress?: (done: number, total: number) => void } = {},
): AsyncGenerator<ContaminatedRecord> {
  let done = 0;
  const batches = textBatches(readTextsWithIds(dataset));
  for await (const { batch, result } of runInWorkers('contamination', { problems, options }, batches, pool)) {
    for (const pair of result) yield { ...pair, recordId: batch.ids[pair.text]! };
    done += batch.ids.length;
    onProgress?.(done, dataset.manifest.records);
  }
}

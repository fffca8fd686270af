import type { Dataset } from '../datasets/open-dataset.ts';
import { readTextsWithIds } from '../datasets/read-records.ts';
import type { PoolOptions } from './workers/pool.ts';
import { runInWorkers } from './workers/pool.ts';
import { textBatches } from './workers/text-batches.ts';

/**
 * The tokens of every record in its order, encoded on all cores.
 * @param tokenizerJson the text of a `tokenizer.json`
 */
export async function* encodeDocuments(
  dataset: Dataset,
  tokenizerJson: string,
  pool: PoolOptions = {},
): AsyncGenerator<Int32Array> {
  for await (const { result } of runInWorkers(
    'tokens',
    tokenizerJson,
    textBatches(readTextsWithIds(dataset)),
    pool,
  )) {
    let at = 0;
    for (const length of result.lengths) yield result.ids.subarray(at, (at += length));
  }
}

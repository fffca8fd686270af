import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FEATURE_NAMES, FEATURES_VERSION } from '../../core/corpus/feature-names.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import type { ScoredRecord } from '../datasets/manifest.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readTextsWithIds } from '../datasets/read-records.ts';
import { refusedWrite } from '../files/refused-write.ts';
import { cacheFolder } from '../files/user-folders.ts';
import { CHUNK_RECORDS, KeptVectors } from './kept-vectors.ts';
import type { PoolOptions } from './workers/pool.ts';
import { runInWorkers } from './workers/pool.ts';
import { textBatches } from './workers/text-batches.ts';

const width = FEATURE_NAMES.length;
/** What a worker is told of a record. */
type Told = Pick<ScoredRecord, 'id' | 'text' | 'kind'>;

/** The syntax features of every record in its order, measured on all cores. */
export async function* measureFeatures(
  dataset: Dataset,
  pool: PoolOptions = {},
): AsyncGenerator<Float64Array> {
  yield* measured(readTextsWithIds(dataset), pool);
}

async function* measured(records: AsyncIterable<Told>, pool: PoolOptions): AsyncGenerator<Float64Array> {
  for await (const { result } of runInWorkers('features', null, textBatches(records), pool)) {
    for (let at = 0; at < result.length; at += width) yield result.subarray(at, at + width);
  }
}

/**
 * The same, measured once: what is in the cache is taken from there, and a measurement that was stopped goes on behind
 * its last whole chunk. The key is the dataset's content and the version of the features.
 */
export async function measureOnce(
  dataset: Dataset,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
    /** Where features are kept; the user's cache folder without it. */
    readonly cache?: string;
  },
): Promise<KeptVectors<'f64'>> {
  const { signal, onProgress, cache = join(cacheFolder(), 'features') } = options;
  const { contentHash, records } = dataset.manifest;
  const key = { features: FEATURES_VERSION, names: [...FEATURE_NAMES], dataset: contentHash, records };
  const kept = new KeptVectors(join(cache, sha256(canonicalJson(key))), 'f64', { records, width });
  if (kept.isWhole) return kept;
  await mkdir(kept.folder, { recursive: true }).catch((cause: unknown) => {
    throw refusedWrite(kept.folder, cause);
  });
  async function* missing(): AsyncGenerator<Told> {
    let place = 0;
    for await (const record of readTextsWithIds(dataset)) {
      const isThere = kept.hasChunk(place - (place % CHUNK_RECORDS));
      place += 1;
      if (!isThere) yield record;
    }
  }
  const nextFrom = (from: number): number => {
    while (from < records && kept.hasChunk(from)) from += CHUNK_RECORDS;
    return from;
  };
  let from = nextFrom(0);
  let chunk: number[] = [];
  for await (const vector of measured(missing(), { signal })) {
    signal.throwIfAborted();
    chunk.push(...vector);
    const done = chunk.length / width;
    onProgress?.(from + done, records);
    if (done < Math.min(CHUNK_RECORDS, records - from)) continue;
    kept.writeChunk(from, Float64Array.from(chunk));
    chunk = [];
    from = nextFrom(from);
  }
  return kept;
}

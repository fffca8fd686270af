import type { DuplicateMeasure } from '../../node/corpus/deduplicate.ts';
import { findDuplicates } from '../../node/corpus/deduplicate.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import type { Split } from './split.ts';
import { splitDataset } from './split.ts';

export type DedupRequest = {
  readonly dataset: string;
  readonly out: string;
  readonly by: DuplicateMeasure;
  readonly leastSimilarity: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
};

export type DedupResult = Split & {
  /** Groups of records that count as one. */
  readonly groups: number;
};

/** Keeps the first record of each group of duplicates; the others say which record they repeat. */
export async function dedupData(request: DedupRequest): Promise<DedupResult> {
  const { by, leastSimilarity, signal, onProgress } = request;
  const source = await openDataset(request.dataset);
  const found = await findDuplicates(source, { by, leastSimilarity, signal, onProgress });
  const parameters = by === 'near' ? { by, leastSimilarity } : { by };
  const split = await splitDataset(
    source,
    request.out,
    { operation: 'dedup', parameters },
    (id) => found.get(id)?.reason,
  );
  return { ...split, groups: new Set([...found.values()].map(({ keptId }) => keptId)).size };
}

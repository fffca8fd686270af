import { jaccard, NEAR_DUPLICATES } from '../../core/corpus/minhash.ts';
import { duplicateGroups, joinSimilar, NearDuplicateIndex } from '../../core/corpus/near-duplicates.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { ShingleFile } from './shingle-file.ts';
import { runInWorkers } from './workers/pool.ts';
import type { TaskName, TaskResult, TaskSetup } from './workers/tasks.ts';
import { textBatches } from './workers/text-batches.ts';

/**
 * When two texts count as one: `exact` but for blank space at line ends and blank lines; `near` when their shingles
 * overlap; `structure` when their syntax trees are equal but for the names the author chose, comments and layout.
 */
export const DUPLICATE_MEASURES = ['exact', 'near', 'structure'] as const;
export type DuplicateMeasure = (typeof DUPLICATE_MEASURES)[number];

/** A record to be dropped, and the one that is kept for it. */
export type Duplicate = {
  readonly keptId: string;
  readonly reason: string;
  /** The member of the group that it was found to repeat, and how much of their shingles they share; 1 where the measure knows no degrees. */
  readonly likeId: string;
  readonly similarity: number;
};

export type DeduplicateOptions = {
  readonly by: DuplicateMeasure;
  /** Least Jaccard similarity of near duplicates. */
  readonly leastSimilarity: number;
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

/** The records that repeat an earlier one, by id. Of each group the first record is kept. */
export async function findDuplicates(
  dataset: Dataset,
  options: DeduplicateOptions,
): Promise<Map<string, Duplicate>> {
  switch (options.by) {
    case 'exact':
      return findEqual(dataset, options, 'exact', null, (id) => `the same text as ${id}`);
    case 'structure':
      return findEqual(
        dataset,
        options,
        'structure',
        { leastSymbols: LEAST_SYMBOLS },
        (id) => `the same syntax tree as ${id}, but for names`,
      );
    case 'near':
      return findNear(dataset, options);
  }
}

/** One statement says too little to call two texts the same. */
const LEAST_SYMBOLS = 12;

/** Runs a task on every text and hands its results over in the records' order. */
async function visitAll<Name extends TaskName>(
  dataset: Dataset,
  { onProgress, signal, workers }: DeduplicateOptions,
  task: Name,
  setup: TaskSetup<Name>,
  visit: (ids: readonly string[], result: TaskResult<Name>) => void,
): Promise<void> {
  const pool = {
    ...(workers === undefined ? {} : { workers }),
    ...(signal === undefined ? {} : { signal }),
  };
  let done = 0;
  for await (const { batch, result } of runInWorkers(task, setup, textBatches(readRecords(dataset)), pool)) {
    visit(batch.ids, result);
    done += batch.ids.length;
    onProgress?.(done, dataset.manifest.records);
  }
}

/** One decimal, never rounded up: what is under a threshold does not read like it. */
const percent = (share: number): string => `${(Math.floor(1000 * share + 1e-9) / 10).toFixed(1)} %`;

/** Records whose keys are equal. Memory: one number and one id for each record. */
async function findEqual<Name extends 'exact' | 'structure'>(
  dataset: Dataset,
  options: DeduplicateOptions,
  task: Name,
  setup: TaskSetup<Name>,
  why: (keptId: string) => string,
): Promise<Map<string, Duplicate>> {
  const firsts = new Map<number, string>();
  const found = new Map<string, Duplicate>();
  await visitAll(dataset, options, task, setup, (ids, keys) => {
    ids.forEach((id, at) => {
      const key = keys[at]!;
      if (Number.isNaN(key)) return;
      const keptId = firsts.get(key);
      if (keptId === undefined) firsts.set(key, id);
      else found.set(id, { keptId, reason: why(keptId), likeId: keptId, similarity: 1 });
    });
  });
  return found;
}

/**
 * MinHash bands stay in memory (168 bytes a record); the sets of shingles that candidates are verified by go to a file,
 * about as large as the text.
 */
async function findNear(dataset: Dataset, options: DeduplicateOptions): Promise<Map<string, Duplicate>> {
  const ids: string[] = [];
  const index = new NearDuplicateIndex();
  const sets = await ShingleFile.create();
  try {
    await visitAll(dataset, options, 'shingles', NEAR_DUPLICATES, (batchIds, batch) => {
      for (const id of batchIds) ids.push(id);
      index.addKeys(batch.keys);
      sets.append(batch.sets, batch.lengths);
    });
    const similarityOf = (one: number, other: number): number => {
      options.signal?.throwIfAborted();
      return jaccard(sets.read(one), sets.read(other));
    };
    const pairs = joinSimilar(index.candidates(), ids.length, similarityOf, options.leastSimilarity);
    const found = new Map<string, Duplicate>();
    for (const { kept, dropped } of duplicateGroups(pairs)) {
      for (const { text, like, similarity } of dropped) {
        const closest = like === kept ? '' : `, through ${ids[like]!}`;
        const withKept = like === kept ? similarity : jaccard(sets.read(kept), sets.read(text));
        const reason = `shares ${percent(withKept)} of its shingles with ${ids[kept]!}${closest}`;
        found.set(ids[text]!, { keptId: ids[kept]!, reason, likeId: ids[like]!, similarity });
      }
    }
    return found;
  } finally {
    sets.remove();
  }
}

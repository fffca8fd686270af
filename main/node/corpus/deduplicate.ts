import { FirstWithKey } from '../../core/corpus/first-with-key.ts';
import { jaccard, NEAR_DUPLICATES } from '../../core/corpus/minhash.ts';
import { candidatePairs, duplicateGroups, joinSimilar } from '../../core/corpus/near-duplicates.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readIds, readTextsWithIds } from '../datasets/read-records.ts';
import { BandFile, ShingleSets } from './shingle-files.ts';
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
  visit: (result: TaskResult<Name>) => void,
): Promise<void> {
  const pool = {
    ...(workers === undefined ? {} : { workers }),
    ...(signal === undefined ? {} : { signal }),
  };
  let done = 0;
  for await (const { batch, result } of runInWorkers(
    task,
    setup,
    textBatches(readTextsWithIds(dataset)),
    pool,
  )) {
    visit(result);
    done += batch.ids.length;
    onProgress?.(done, dataset.manifest.records);
  }
}

/** One decimal, never rounded up: what is under a threshold does not read like it. */
const percent = (share: number): string => `${(Math.floor(1000 * share + 1e-9) / 10).toFixed(1)} %`;

/** A record by its place that repeats others by theirs; names come when all is known. */
type Repeat = Pick<Duplicate, 'similarity'> & {
  readonly text: number;
  readonly kept: number;
  readonly like: number;
  readonly reason: (nameOf: (text: number) => string) => string;
};

/** Gives records their ids, of which only those that are spoken of are held. */
async function named(dataset: Dataset, repeats: readonly Repeat[]): Promise<Map<string, Duplicate>> {
  const ids = new Map<number, string>();
  const wanted = new Uint8Array(dataset.manifest.records);
  for (const { text, kept, like } of repeats) wanted[text] = wanted[kept] = wanted[like] = 1;
  let place = 0;
  if (repeats.length > 0) {
    for await (const id of readIds(dataset)) {
      if (wanted[place] === 1) ids.set(place, id);
      place += 1;
    }
  }
  const nameOf = (text: number): string => ids.get(text)!;
  return new Map(
    repeats.map(({ text, kept, like, similarity, reason }) => [
      nameOf(text),
      { keptId: nameOf(kept), reason: reason(nameOf), likeId: nameOf(like), similarity },
    ]),
  );
}

/** Records whose keys are equal. Memory: 16 to 24 bytes a record, and the records found. */
async function findEqual<Name extends 'exact' | 'structure'>(
  dataset: Dataset,
  options: DeduplicateOptions,
  task: Name,
  setup: TaskSetup<Name>,
  why: (keptId: string) => string,
): Promise<Map<string, Duplicate>> {
  const keys = new Float64Array(dataset.manifest.records);
  const firsts = new FirstWithKey(keys);
  const repeats: Repeat[] = [];
  let text = 0;
  await visitAll(dataset, options, task, setup, (batch) => {
    keys.set(batch, text);
    for (const end = text + batch.length; text < end; text++) {
      const kept = firsts.firstOf(text);
      if (kept === text) continue;
      repeats.push({ text, kept, like: kept, similarity: 1, reason: (nameOf) => why(nameOf(kept)) });
    }
  });
  return named(dataset, repeats);
}

/**
 * The keys of bands and the sets of shingles that candidates are verified by go to files, about as large as the text. Memory:
 * 40 bytes a record, and the records found.
 */
async function findNear(dataset: Dataset, options: DeduplicateOptions): Promise<Map<string, Duplicate>> {
  const { records } = dataset.manifest;
  const bands = await BandFile.create(NEAR_DUPLICATES.bands);
  const sets = await ShingleSets.create(records).catch((error: unknown) => {
    bands.remove();
    throw error;
  });
  try {
    await visitAll(dataset, options, 'shingles', NEAR_DUPLICATES, (batch) => {
      bands.append(batch.keys);
      sets.append(batch.sets, batch.lengths);
    });
    const similarityOf = (one: number, other: number): number => {
      options.signal?.throwIfAborted();
      return jaccard(sets.read(one), sets.read(other));
    };
    const pairs = joinSimilar(candidatePairs(bands), records, similarityOf, options.leastSimilarity);
    const repeats = duplicateGroups(pairs).flatMap(({ kept, dropped }) =>
      dropped.map(({ text, like, similarity }): Repeat => {
        const withKept = like === kept ? similarity : jaccard(sets.read(kept), sets.read(text));
        const reason = (nameOf: (text: number) => string): string =>
          `shares ${percent(withKept)} of its shingles with ${nameOf(kept)}${like === kept ? '' : `, through ${nameOf(like)}`}`;
        return { text, kept, like, similarity, reason };
      }),
    );
    return await named(dataset, repeats);
  } finally {
    sets.remove();
    bands.remove();
  }
}

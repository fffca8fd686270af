import { DuplicateIndex } from '../../core/corpus/duplicates.ts';
import { NEAR_DUPLICATES } from '../../core/corpus/minhash.ts';
import { duplicateGroups, NearDuplicateIndex, similarPairs } from '../../core/corpus/near-duplicates.ts';
import type { Pair, SimilarPair } from '../../core/corpus/near-duplicates.ts';
import { StructureAlphabet, structureOf } from '../../core/corpus/structure.ts';
import { quoteName, withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { createPythonParser } from './tree-sitter-python.ts';

/**
 * When two texts count as one: `exact` but for blank space at line ends and blank lines; `near` when their shingles
 * overlap; `structure` when their syntax trees are equal but for the names the author chose, comments and layout.
 */
export const DUPLICATE_MEASURES = ['exact', 'near', 'structure'] as const;
export type DuplicateMeasure = (typeof DUPLICATE_MEASURES)[number];

/** A record to be dropped, and the one that is kept for it. */
export type Duplicate = { readonly keptId: string; readonly reason: string };

export type DeduplicateOptions = {
  readonly by: DuplicateMeasure;
  /** Least Jaccard similarity of near duplicates. */
  readonly leastSimilarity: number;
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
      return findExact(dataset, options);
    case 'near':
      return findNear(dataset, options);
    case 'structure':
      return findStructural(dataset, options);
  }
}

/** Calls `visit` for every record in its order. */
async function visitAll(
  dataset: Dataset,
  { onProgress, signal }: DeduplicateOptions,
  visit: (id: string, text: string) => void,
): Promise<void> {
  let done = 0;
  for await (const { id, text } of readRecords(dataset)) {
    signal?.throwIfAborted();
    visit(id, text);
    onProgress?.(++done, dataset.manifest.records);
  }
}

async function findExact(dataset: Dataset, options: DeduplicateOptions): Promise<Map<string, Duplicate>> {
  const index = new DuplicateIndex();
  const found = new Map<string, Duplicate>();
  await visitAll(dataset, options, (id, text) => {
    const keptId = index.firstLike(id, text);
    if (keptId !== undefined) found.set(id, { keptId, reason: `the same text as ${keptId}` });
  });
  return found;
}

async function findStructural(
  dataset: Dataset,
  options: DeduplicateOptions,
): Promise<Map<string, Duplicate>> {
  const parser = await createPythonParser();
  const alphabet = new StructureAlphabet();
  const firsts = new Map<string, string>();
  const found = new Map<string, Duplicate>();
  await visitAll(dataset, options, (id, text) => {
    const structure = structureOf(parser.parse(text), 0, alphabet);
    // One statement says too little to call two texts the same.
    if (structure.length < LEAST_SYMBOLS) return;
    const key = structure.join(' ');
    const keptId = firsts.get(key);
    if (keptId === undefined) firsts.set(key, id);
    else found.set(id, { keptId, reason: `the same syntax tree as ${keptId}, but for names` });
  });
  return found;
}

const LEAST_SYMBOLS = 12;

async function findNear(dataset: Dataset, options: DeduplicateOptions): Promise<Map<string, Duplicate>> {
  const ids: string[] = [];
  const index = new NearDuplicateIndex();
  await visitAll(dataset, options, (id, text) => {
    ids.push(id);
    index.add(text);
  });
  const pairs: SimilarPair[] = [];
  for (const batch of batches(index.candidates())) {
    options.signal?.throwIfAborted();
    const texts = await textsOf(dataset, new Set(batch.flat()));
    pairs.push(...similarPairs(batch, (text) => texts.get(text)!, options.leastSimilarity, NEAR_DUPLICATES));
  }
  const found = new Map<string, Duplicate>();
  for (const { kept, dropped } of duplicateGroups(pairs)) {
    for (const { text, like, similarity } of dropped) {
      const closest = like === kept ? '' : `, through ${ids[like]!}`;
      const reason = `shares ${(100 * similarity).toFixed(1)} % of its shingles with ${ids[kept]!}${closest}`;
      found.set(ids[text]!, { keptId: ids[kept]!, reason });
    }
  }
  return found;
}

/** Texts that are held at once to be compared. */
const BATCH_TEXTS = 2_000;

/** Consecutive pairs that speak of at most `BATCH_TEXTS` texts together. */
function* batches(pairs: readonly Pair[]): Generator<Pair[]> {
  let batch: Pair[] = [];
  let texts = new Set<number>();
  for (const pair of pairs) {
    if (texts.size + 2 > BATCH_TEXTS) {
      yield batch;
      batch = [];
      texts = new Set();
    }
    batch.push(pair);
    texts.add(pair[0]).add(pair[1]);
  }
  if (batch.length > 0) yield batch;
}

/** The texts of the records with these places in the dataset. */
async function textsOf(dataset: Dataset, ordinals: ReadonlySet<number>): Promise<Map<number, string>> {
  const wanted = [...ordinals].sort((one, other) => one - other).join(', ');
  return withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT ordinal::DOUBLE AS at, ${quoteName('text')} AS text FROM ${shardTable(dataset)} WHERE ordinal IN (${wanted})`,
    );
    const rows = (await result.getRowObjectsJS()) as { at: number; text: string }[];
    return new Map(rows.map(({ at, text }) => [at, text]));
  });
}

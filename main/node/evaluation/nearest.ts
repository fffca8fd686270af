import { LAB_DETECTORS } from '../../core/corpus/contamination.ts';
import { embeddingDistance } from '../../core/corpus/embedding-distance.ts';
import { insertNearest, nearestRuns, nearestStructures, type Nearness } from '../../core/corpus/nearest.ts';
import { viewOfProblem } from '../../core/corpus/problem-view.ts';
import { StructureAlphabet } from '../../core/corpus/structure.ts';
import type { PythonParser } from '../../core/corpus/syntax.ts';
import { words } from '../../core/corpus/word-overlap.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { ProblemVectors } from '../corpus/embedding-detector.ts';
import { createPythonParser } from '../corpus/tree-sitter-python.ts';
import { quoteName, withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import type { NearestIndex, SyntaxTable } from './nearest-index.ts';
import { openNearestIndex } from './nearest-index.ts';

/** The detectors that the nearest texts are searched by. */
export const NEAREST_BY = ['ngram', 'syntax', 'order', 'embedding'] as const;
export type NearestBy = (typeof NEAREST_BY)[number];

/** A training text that is near a problem by one detector. */
export type NearSample = {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly recordId: string;
  readonly text: string;
  /**
   * `ngram`: words in a row that both have. `syntax`, `order`: match rate of the syntax trees, 1 for the same tree.
   * `embedding`: Euclidean distance of the normalised embeddings, 0 for the same text.
   */
  readonly measure: number;
  /** Whether it is past the threshold at which decontamination removes a text; embeddings have none of their own. */
  readonly contaminated: boolean;
};

export type NearestSamples = Readonly<Record<NearestBy, readonly NearSample[] | null>> & {
  /** Records that were compared. */
  readonly compared: number;
};

/**
 * Thresholds for looking rather than removing: what decontamination let through is farther away than its own
 * thresholds, and the nearest of it is still worth seeing.
 */
const LOOKING = { ngram: 6, matchRate: 0.6 };

export type NearestOptions = {
  /** Where indexes are kept. */
  readonly indexes: string;
  readonly most?: number;
  readonly signal?: AbortSignal;
  /** Vectors of the problem and of the datasets, where they are to be compared. */
  readonly vectors?: ProblemVectors | null;
};

type Candidate = Nearness & { readonly dataset: number };

/**
 * The training texts nearest to a problem by each contamination detector, nearest first, from the datasets given. The
 * first search in a dataset indexes it; every other answers from the index.
 */
export async function nearestSamples(
  problem: Problem,
  datasets: readonly { readonly id: string; readonly dataset: Dataset }[],
  { indexes, most = 5, signal, vectors = null }: NearestOptions,
): Promise<NearestSamples> {
  const parser = await createPythonParser();
  const best: Record<NearestBy, Candidate[]> = { ngram: [], syntax: [], order: [], embedding: [] };
  let compared = 0;
  for (const [at, { dataset }] of datasets.entries()) {
    signal?.throwIfAborted();
    const index = await heldIndex(dataset, indexes, signal);
    const near = nearInIndex(problem, parser, index, most);
    for (const by of ['ngram', 'syntax', 'order'] as const) {
      for (const one of near[by]) insertNearest(best[by], { ...one, dataset: at } as Candidate, most);
    }
    if (vectors !== null) {
      let record = 0;
      for await (const row of vectors.rows(dataset)) {
        const measure = -embeddingDistance(vectors.problem, row);
        insertNearest(best.embedding, { entry: record++, measure, dataset: at } as Candidate, most);
      }
    }
    compared += dataset.manifest.records;
  }
  const samples = async (by: NearestBy): Promise<NearSample[]> =>
    Promise.all(
      best[by].map(async ({ dataset: at, entry, measure }) => {
        const { id, dataset } = datasets[at]!;
        const { ngram, matchRate } = LAB_DETECTORS;
        return {
          datasetId: id,
          datasetName: dataset.manifest.name,
          ...(await recordAt(dataset, entry)),
          measure: Math.abs(measure),
          contaminated: by !== 'embedding' && measure >= (by === 'ngram' ? ngram : matchRate),
        };
      }),
    );
  return {
    ngram: await samples('ngram'),
    syntax: await samples('syntax'),
    order: await samples('order'),
    embedding: vectors === null ? null : await samples('embedding'),
    compared,
  };
}

function nearInIndex(
  problem: Problem,
  parser: PythonParser,
  index: NearestIndex,
  most: number,
): Record<'ngram' | 'syntax' | 'order', Nearness[]> {
  const alphabet = new StructureAlphabet();
  for (const symbol of index.syntax.words) alphabet.number(symbol);
  const { functions } = viewOfProblem(problem, parser, alphabet);
  const { structures, ordered, starts } = index.syntax.numbers;
  const wanted = functions.map(({ structure }) => structure);
  const syntax = nearestStructures({ flat: structures, starts }, wanted, most, LOOKING.matchRate);
  const inOrder = nearestStructures(
    { flat: ordered, starts },
    functions.map((view) => view.ordered),
    most,
    LOOKING.matchRate,
  );
  const rates = new Map(syntax.map(({ entry, measure }) => [entry, measure]));
  const numberOf = new Map(index.words.words.map((word, number) => [word, number]));
  const sought = Int32Array.from(
    words(problem.kind === 'function' ? problem.prompt : problem.text),
    (word) => numberOf.get(word) ?? -1,
  );
  const { words: flat, starts: wordStarts } = index.words.numbers;
  return {
    ngram: nearestRuns({ flat, starts: wordStarts }, sought, most, LOOKING.ngram),
    syntax: examplesOf(index.syntax, syntax, most),
    // What is as near in its own order is not said twice.
    order: examplesOf(
      index.syntax,
      inOrder.filter(({ entry, measure }) => measure > (rates.get(entry) ?? 0) + 1e-9),
      most,
    ),
  };
}

/** Records that have these structures. */
function examplesOf({ numbers }: SyntaxTable, near: readonly Nearness[], most: number): Nearness[] {
  const found: Nearness[] = [];
  for (const { entry, measure } of near) {
    for (let at = numbers.exampleStarts[entry]!; at < numbers.exampleStarts[entry + 1]!; at++) {
      const record = numbers.examples[at]!;
      if (!found.some((one) => one.entry === record)) insertNearest(found, { entry: record, measure }, most);
    }
  }
  return found;
}

/** The indexes that were used last stay in memory: a reader goes from problem to problem. */
const held = new Map<string, Promise<NearestIndex>>();
const HELD_AT_MOST = 3;

function heldIndex(dataset: Dataset, folder: string, signal: AbortSignal | undefined): Promise<NearestIndex> {
  const key = `${folder} ${dataset.manifest.contentHash}`;
  const known = held.get(key) ?? openNearestIndex(dataset, folder, signal);
  held.delete(key);
  held.set(key, known);
  known.catch(() => held.delete(key));
  while (held.size > HELD_AT_MOST) held.delete(held.keys().next().value!);
  return known;
}

async function recordAt(dataset: Dataset, ordinal: number): Promise<{ recordId: string; text: string }> {
  return withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT id, ${quoteName('text')} AS text FROM ${shardTable(dataset)} WHERE ordinal = ${ordinal}`,
    );
    const row = (await result.getRowObjectsJS())[0] as { id: string; text: string };
    return { recordId: row.id, text: row.text };
  });
}

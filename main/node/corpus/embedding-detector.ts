import { embeddingDistance } from '../../core/corpus/embedding-distance.ts';
import { embedTexts } from '../../core/corpus/embedding.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { loadModel } from '../generation/load-model.ts';
import { embedDataset } from './embed-dataset.ts';

/** The reference solution with its prompt: what a training text is compared with. */
export const problemText = (problem: Problem): string =>
  problem.kind === 'function' ? problem.prompt + problem.canonicalSolution : problem.code;

/** A problem's vector, and the rows of a dataset's vectors. */
export type ProblemVectors = {
  readonly problem: Float32Array;
  rows(dataset: Dataset): AsyncIterable<Float32Array>;
};

/** [problems · d], row after row. */
export async function embedProblems(
  checkpoint: string,
  problems: readonly Problem[],
  signal?: AbortSignal,
): Promise<readonly Float32Array[]> {
  const model = await loadModel(checkpoint);
  try {
    const vectors = await embedTexts(model, problems.map(problemText), signal ? { signal } : {});
    const width = vectors.length / Math.max(1, problems.length);
    return problems.map((_, at) => vectors.subarray(at * width, (at + 1) * width));
  } finally {
    await model.close();
  }
}

export type EmbeddingSearch = {
  readonly checkpoint: string;
  /** Greatest distance that counts as similar. */
  readonly distance: number;
  /** Pairs whose distance is asked for however large it is. */
  readonly wanted: (recordId: string, taskId: string) => boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, done: number, total: number) => void;
};

/**
 * The pairs of a record and a problem whose embeddings lie within a distance, or that are asked for, in the records'
 * order. The dataset's vectors are computed once and kept.
 */
export async function* distancesOf(
  dataset: Dataset,
  problems: readonly Problem[],
  { checkpoint, distance: greatest, wanted, signal, onProgress }: EmbeddingSearch,
): AsyncGenerator<{ readonly recordId: string; readonly taskId: string; readonly distance: number }> {
  const vectors = await embedProblems(checkpoint, problems, signal);
  const embedded = await embedDataset(dataset, {
    checkpoint,
    signal,
    onProgress: (done, total) => {
      onProgress('reading texts with the model', done, total);
    },
  });
  const rows = embedded[Symbol.asyncIterator]();
  let done = 0;
  for await (const { id } of readRecords(dataset)) {
    signal.throwIfAborted();
    const row = (await rows.next()).value as Float32Array;
    for (const [at, { taskId }] of problems.entries()) {
      const distance = embeddingDistance(vectors[at]!, row);
      if (distance <= greatest || wanted(id, taskId)) yield { recordId: id, taskId, distance };
    }
    onProgress('comparing embeddings', ++done, dataset.manifest.records);
  }
}

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

export type EmbeddingHit = {
  readonly recordId: string;
  readonly taskId: string;
  readonly distance: number;
};

export type EmbeddingSearch = {
  readonly checkpoint: string;
  /** Greatest distance that counts as similar. */
  readonly distance: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doing: string, done: number, total: number) => void;
};

/** The records whose embedding lies within a distance of a problem's; vectors are computed once and kept. */
export async function findByEmbedding(
  dataset: Dataset,
  problems: readonly Problem[],
  { checkpoint, distance, signal, onProgress }: EmbeddingSearch,
): Promise<EmbeddingHit[]> {
  const wanted = await embedProblems(checkpoint, problems, signal);
  const embedded = await embedDataset(dataset, {
    checkpoint,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done, total) => onProgress?.('embedding texts', done, total),
  });
  const rows = embedded[Symbol.asyncIterator]();
  const hits: EmbeddingHit[] = [];
  let done = 0;
  for await (const { id } of readRecords(dataset)) {
    signal?.throwIfAborted();
    const row = (await rows.next()).value as Float32Array;
    wanted.forEach((vector, at) => {
      const found = embeddingDistance(vector, row);
      if (found <= distance) hits.push({ recordId: id, taskId: problems[at]!.taskId, distance: found });
    });
    onProgress?.('comparing embeddings', ++done, dataset.manifest.records);
  }
  return hits;
}

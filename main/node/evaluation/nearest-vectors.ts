import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { ProblemVectors } from '../corpus/embedding-detector.ts';
import { embedProblems } from '../corpus/embedding-detector.ts';
import type { EmbeddedDataset } from '../corpus/embed-dataset.ts';
import { checkpointIdentity, embedDataset } from '../corpus/embed-dataset.ts';
import type { Dataset } from '../datasets/open-dataset.ts';

export type VectorOptions = {
  readonly checkpoint: string;
  /** Whether vectors that are missing are computed, which takes minutes. */
  readonly compute: boolean;
  readonly indexes: string;
  readonly signal: AbortSignal;
};

/** The vectors to compare a problem by; null where some are missing and none are to be computed. */
export async function problemVectors(
  problem: Problem,
  datasets: readonly Dataset[],
  { checkpoint, compute, indexes, signal }: VectorOptions,
): Promise<ProblemVectors | null> {
  const identity = (await checkpointIdentity(checkpoint)).slice(0, 16);
  const markOf = ({ manifest }: Dataset): string =>
    join(indexes, `${manifest.contentHash.slice(0, 16)}-${identity}.embedded`);
  if (!compute && !datasets.every((dataset) => existsSync(markOf(dataset)))) return null;
  const embedded = new Map<Dataset, EmbeddedDataset>();
  for (const dataset of datasets) {
    embedded.set(dataset, await embedDataset(dataset, { checkpoint, signal }));
    mkdirSync(indexes, { recursive: true });
    // Whether all vectors are there would otherwise be known only by asking for them.
    writeFileSync(markOf(dataset), '');
  }
  const [vector] = await embedProblems(checkpoint, [problem], signal);
  return { problem: vector!, rows: (dataset) => embedded.get(dataset)! };
}

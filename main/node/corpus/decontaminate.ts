import type { DetectorOptions } from '../../core/corpus/contamination.ts';
import type { PairMeasures } from '../../core/corpus/pair-measures.ts';
import { PairMeter } from '../../core/corpus/pair-measures.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { distancesOf } from './embedding-detector.ts';
import { findContaminated } from './find-contamination.ts';
import { createPythonParser } from './tree-sitter-python.ts';

/** What a text and a problem were found to be alike by. */
export type Detector = 'ngram' | 'syntax' | 'order' | 'embedding';

/** A record and a problem that are too close, with what every detector says of them. */
export type ClosePair = PairMeasures & {
  readonly recordId: string;
  readonly taskId: string;
  /** The detectors whose thresholds it is past. */
  readonly by: readonly Detector[];
  /** Distance of the normalised embeddings; null where none were compared. */
  readonly distance: number | null;
};

export type DecontaminationOptions = {
  readonly detectors: DetectorOptions;
  /** Null: embeddings are not compared. */
  readonly embedding: { readonly checkpoint: string; readonly distance: number } | null;
  readonly workers?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, done: number, total: number) => void;
};

/** A record close to very many problems says the same many times over. */
const PROBLEMS_PER_RECORD = 8;

/**
 * The pairs of a record and a problem that any detector finds too close, in the records' order, each measured by all
 * detectors. Memory: the pairs.
 */
export async function findClosePairs(
  dataset: Dataset,
  problems: readonly Problem[],
  options: DecontaminationOptions,
): Promise<ClosePair[]> {
  const { detectors, embedding, signal, onProgress, workers } = options;
  const found = new Map<string, Map<string, { by: Set<Detector>; distance: number | null }>>();
  const take = (
    recordId: string,
    taskId: string,
    detector: Detector | null,
    distance: number | null,
  ): void => {
    const tasks = found.get(recordId) ?? new Map<string, { by: Set<Detector>; distance: number | null }>();
    found.set(recordId, tasks);
    const pair = tasks.get(taskId) ?? { by: new Set(), distance: null };
    if (tasks.size < PROBLEMS_PER_RECORD) tasks.set(taskId, pair);
    if (detector !== null) pair.by.add(detector);
    pair.distance = distance ?? pair.distance;
  };
  const pool = { signal, ...(workers === undefined ? {} : { workers }) };
  const byText = findContaminated(dataset, problems, detectors, {
    ...pool,
    onProgress: (done, total) => {
      onProgress('comparing texts', done, total);
    },
  });
  for await (const { recordId, taskId, kind } of byText) take(recordId, taskId, kind, null);
  if (embedding !== null) {
    const wanted = (recordId: string, taskId: string): boolean => found.get(recordId)?.has(taskId) === true;
    const near = distancesOf(dataset, problems, { ...embedding, wanted, signal, onProgress });
    for await (const { recordId, taskId, distance } of near) {
      take(recordId, taskId, distance <= embedding.distance ? 'embedding' : null, distance);
    }
  }
  const meter = new PairMeter(problems, await createPythonParser());
  const pairs: ClosePair[] = [];
  if (found.size === 0) return pairs;
  let done = 0;
  for await (const record of readRecords(dataset)) {
    const tasks = found.get(record.id);
    if (tasks === undefined) continue;
    signal.throwIfAborted();
    for (const [taskId, { by, distance }] of tasks) {
      if (by.size === 0) continue;
      pairs.push({
        recordId: record.id,
        taskId,
        by: [...by],
        distance,
        ...meter.measure(record, taskId),
      });
    }
    onProgress('measuring pairs', ++done, found.size);
  }
  return pairs;
}

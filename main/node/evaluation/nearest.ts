import { setImmediate } from 'node:timers/promises';
import type { ContaminationHit } from '../../core/corpus/contamination.ts';
import { ContaminationDetector, PAPER_DETECTORS } from '../../core/corpus/contamination.ts';
import { words } from '../../core/corpus/word-overlap.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import { createPythonParser } from '../corpus/tree-sitter-python.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';

/** A training text that is near a problem by one detector. */
export type NearSample = {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly recordId: string;
  readonly text: string;
  /** `ngram`: words in a row that both have. `syntax`: match rate of the syntax trees, 1 for the same tree. */
  readonly measure: number;
  /** Whether it is past the threshold at which decontamination removes a text. */
  readonly contaminated: boolean;
};

export type NearestSamples = {
  readonly ngram: readonly NearSample[];
  readonly syntax: readonly NearSample[];
  /** Records that were compared. */
  readonly compared: number;
};

/**
 * Thresholds for looking rather than removing: what decontamination let through is farther away than its own
 * thresholds, and the nearest of it is still worth seeing.
 */
const LOOKING = { ngram: 6, matchRate: 0.6 };

/** Comparing takes seconds; whoever shares its process is let in this often, milliseconds. */
const REST_EVERY_MS = 10;

/**
 * The training texts nearest to a problem by each contamination detector, nearest first, from the datasets
 * given. The whole text is read once; memory does not grow with it.
 */
export async function nearestSamples(
  problem: Problem,
  datasets: readonly { readonly id: string; readonly dataset: Dataset }[],
  { most = 5, signal }: { readonly most?: number; readonly signal?: AbortSignal } = {},
): Promise<NearestSamples> {
  const detector = new ContaminationDetector([problem], await createPythonParser(), LOOKING);
  const problemWords = words(problem.kind === 'function' ? problem.prompt : problem.text);
  const nearest = { ngram: [] as NearSample[], syntax: [] as NearSample[] };
  let compared = 0;
  let rested = performance.now();
  for (const { id, dataset } of datasets) {
    for await (const record of readRecords(dataset)) {
      if (performance.now() - rested > REST_EVERY_MS) {
        await setImmediate();
        rested = performance.now();
        signal?.throwIfAborted();
      }
      compared += 1;
      for (const hit of detector.check(record)) {
        const measure = measureOf(hit, problemWords);
        const threshold = hit.kind === 'ngram' ? PAPER_DETECTORS.ngram : PAPER_DETECTORS.matchRate;
        const near = {
          datasetId: id,
          datasetName: dataset.manifest.name,
          recordId: record.id,
          text: record.text,
          measure,
          contaminated: measure >= threshold,
        };
        insert(nearest[hit.kind], near, most);
      }
    }
  }
  return { ...nearest, compared };
}

const measureOf = (hit: ContaminationHit, problemWords: readonly string[]): number =>
  hit.kind === 'syntax' ? hit.matchRate : longestCommonRun(problemWords, words(hit.recordText));

/** Keeps the `most` greatest, the earlier of equals first. */
function insert(sorted: NearSample[], near: NearSample, most: number): void {
  const at = sorted.findIndex(({ measure }) => near.measure > measure);
  if (at < 0 && sorted.length >= most) return;
  sorted.splice(at < 0 ? sorted.length : at, 0, near);
  sorted.length = Math.min(sorted.length, most);
}

/** Words of the longest run that both have: dynamic programming over the ends of runs, O(a·b). */
function longestCommonRun(a: readonly string[], b: readonly string[]): number {
  let longest = 0;
  let before = new Int32Array(b.length + 1);
  for (const word of a) {
    const ending = new Int32Array(b.length + 1);
    for (let at = 0; at < b.length; at++) {
      if (b[at] !== word) continue;
      ending[at + 1] = before[at]! + 1;
      longest = Math.max(longest, ending[at + 1]!);
    }
    before = ending;
  }
  return longest;
}

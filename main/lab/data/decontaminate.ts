import type { ContaminationHit } from '../../core/corpus/contamination.ts';
import { ContaminationDetector } from '../../core/corpus/contamination.ts';
import { readProblems } from '../../node/benchmarks/read-problems.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { benchmarkHash } from '../../node/evaluation/evaluate-model.ts';
import type { Split } from './split.ts';
import { splitDataset } from './split.ts';

export type DecontaminateRequest = {
  readonly dataset: string;
  readonly out: string;
  /** Files in HumanEval's or MBPP's format. */
  readonly benchmarks: readonly string[];
  readonly ngram: number;
  readonly matchRate: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
};

export type DecontaminateResult = Split & {
  readonly hits: readonly ContaminationHit[];
  /** Problems of all the benchmarks, and those that a record came too close to. */
  readonly problems: number;
  readonly touchedProblems: readonly string[];
};

/** Leaves out the records that are too close to a problem; each says to which and by which detector. */
export async function decontaminateData(request: DecontaminateRequest): Promise<DecontaminateResult> {
  const { ngram, matchRate, signal } = request;
  const sets = await Promise.all(request.benchmarks.map((path) => readProblems(path)));
  const source = await openDataset(request.dataset);
  const detector = new ContaminationDetector(sets.flat(), await createPythonParser(), { ngram, matchRate });
  const hits: ContaminationHit[] = [];
  const reasons = new Map<string, string>();
  let done = 0;
  for await (const record of readRecords(source)) {
    signal.throwIfAborted();
    for (const hit of detector.check(record)) {
      hits.push(hit);
      if (!reasons.has(record.id)) reasons.set(record.id, reasonOf(hit, ngram));
    }
    request.onProgress(++done, source.manifest.records);
  }
  const split = await splitDataset(
    source,
    request.out,
    {
      operation: 'decontaminate',
      parameters: { ngram, matchRate, benchmarks: sets.map((problems) => benchmarkHash(problems)) },
    },
    (id) => reasons.get(id),
  );
  const touched = new Set(hits.map(({ taskId }) => taskId));
  return {
    ...split,
    hits,
    problems: sets.reduce((sum, problems) => sum + problems.length, 0),
    touchedProblems: [...touched].sort(),
  };
}

/** Why a record counts as too close to a problem, in words. */
function reasonOf(hit: ContaminationHit, ngram: number): string {
  return hit.kind === 'ngram'
    ? `${String(ngram)} words in a row of ${hit.taskId}: ${hit.run}`
    : `syntax tree like that of ${hit.taskId} by ${hit.matchRate.toFixed(3)}`;
}

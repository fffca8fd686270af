import { basename } from 'node:path';
import type { ParsedInput } from '../../preload/contract/contract.ts';
import type { Contamination, Neighbour } from '../../preload/contract/evaluations.ts';
import { PAPER_DETECTORS } from '../core/corpus/contamination.ts';
import type { Problem } from '../core/evaluation/problem.ts';
import { Failure } from '../core/failure.ts';
import { listBenchmarks, openBenchmark } from '../node/benchmarks/library.ts';
import type { Dataset } from '../node/datasets/open-dataset.ts';
import { listDatasets } from '../node/datasets/open-dataset.ts';
import type { NearSample } from '../node/evaluation/nearest.ts';
import { runId } from '../node/store/ids.ts';
import type { ListedEvaluation } from '../node/store/queries/evaluations.ts';
import { findRun } from '../node/store/queries/runs.ts';
import { requireEvaluation } from './evaluations.ts';
import type { LabParts } from './lab.ts';

/** Answers that were worked out: a reader goes back and forth between problems. */
const known = new Map<string, Contamination>();
const KNOWN_AT_MOST = 256;

/** The training texts nearest to a problem, by each detector that decontamination uses. */
export async function problemContamination(
  parts: LabParts,
  { id, taskId }: ParsedInput<'evaluations.contamination'>,
): Promise<Contamination> {
  const row = await requireEvaluation(parts, id);
  const problem = await findProblem(parts, row, taskId);
  if (problem === null) {
    return none(`The problems of ${row.benchmark} are not in this project; import the benchmark to compare.`);
  }
  const datasets = await trainingData(parts, row);
  if (datasets.length === 0) {
    return none('The data that this model was trained on is not in this project.');
  }
  const key = [problem.taskId, row.benchmark_hash, ...datasets.map(({ manifest }) => manifest.hash)].join(' ');
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const found = await parts.playground.nearest({
    problem,
    datasets: datasets.map(({ folder }) => ({ id: basename(folder), folder })),
  });
  const { ngram, matchRate } = PAPER_DETECTORS;
  const answer: Contamination = {
    detectors: [
      {
        name: 'words in a row',
        about: `Longest run of words that the problem's text and a training text share; ${ngram} or more count as contamination.`,
        neighbours: found.ngram.map((near) =>
          neighbour(near, `${near.measure} words in a row`, Math.min(1, near.measure / ngram)),
        ),
      },
      {
        name: 'syntax tree',
        about: `How alike the syntax trees of the reference and a training function are; a match rate of ${matchRate} or more counts as contamination.`,
        neighbours: found.syntax.map((near) =>
          neighbour(near, `match rate ${near.measure.toFixed(2)}`, near.measure),
        ),
      },
    ],
    compared: found.compared,
    missing: null,
  };
  if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value!);
  known.set(key, answer);
  return answer;
}

const none = (missing: string): Contamination => ({ detectors: [], compared: 0, missing });

const neighbour = (near: NearSample, closeness: string, score: number): Neighbour => ({
  datasetId: near.datasetId,
  datasetName: near.datasetName,
  recordId: near.recordId,
  closeness,
  score,
  contaminated: near.contaminated,
  text: near.text,
});

/** The problem of an evaluation; null where its benchmark is not in the project. */
export async function findProblem(
  parts: LabParts,
  row: ListedEvaluation,
  taskId: string,
): Promise<Problem | null> {
  const folder = parts.project.benchmarks;
  for (const { id, name } of await listBenchmarks(folder)) {
    if (name !== row.benchmark) continue;
    const problem = (await openBenchmark(folder, id)).list.find((one) => one.taskId === taskId);
    if (problem !== undefined) return problem;
  }
  return null;
}

/** The datasets of the project that the evaluated run was trained on. */
async function trainingData(parts: LabParts, row: ListedEvaluation): Promise<Dataset[]> {
  const run = await findRun(parts.store.db, runId(row.run_id));
  if (run === undefined) return [];
  const { datasets = [] } = JSON.parse(run.config) as { datasets?: unknown };
  if (!Array.isArray(datasets)) throw new Failure('run-damaged', `The run ${run.name} does not say what data it saw.`);
  const hashes = new Set(datasets as readonly string[]);
  return (await listDatasets(parts.project.datasets)).filter(({ manifest }) => hashes.has(manifest.hash));
}

import { basename, join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { Contamination, Neighbour } from '../../../preload/contract/evaluations.ts';
import { LAB_DETECTORS } from '../../core/corpus/contamination.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { listBenchmarks, openBenchmark } from '../../node/benchmarks/library.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { listDatasets } from '../../node/datasets/open-dataset.ts';
import type { NearestBy, NearSample } from '../../node/evaluation/nearest.ts';
import { NEAREST_BY } from '../../node/evaluation/nearest.ts';
import { absolutePath } from '../../node/projects/project.ts';
import { runId } from '../../node/store/ids.ts';
import type { ListedEvaluation } from '../../node/store/queries/evaluations.ts';
import { findRun } from '../../node/store/queries/runs.ts';
import { requireEvaluation } from './evaluations.ts';
import type { LabParts } from '../lab.ts';
import { listModelChoices } from '../playground/models.ts';

/** Answers that were worked out: a reader goes back and forth between problems. */
const known = new Map<string, Contamination>();
const KNOWN_AT_MOST = 256;

/** The training texts nearest to a problem, by each detector that decontamination uses. */
export async function problemContamination(
  parts: LabParts,
  { id, taskId, embed }: ParsedInput<'evaluations.contamination'>,
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
  const checkpoint = await checkpointOf(parts, row);
  const key = [problem.taskId, row.benchmark_hash, ...datasets.map(({ manifest }) => manifest.hash)].join(' ');
  const earlier = known.get(key);
  if (earlier !== undefined && !(embed && earlier.canEmbed)) return earlier;
  const found = await parts.playground.nearest({
    problem,
    datasets: datasets.map(({ folder }) => ({ id: basename(folder), folder })),
    indexes: join(parts.project.path, 'indexes'),
    embedding: checkpoint === null ? null : { checkpoint, compute: embed },
  });
  const answer: Contamination = {
    detectors: NEAREST_BY.flatMap((by) => {
      const samples = found[by];
      const { name, about, closeness, score } = DETECTORS[by];
      if (samples === null) return [];
      const neighbours = samples.map((near) => neighbour(near, closeness(near.measure), score(near.measure)));
      return [{ name, about, neighbours }];
    }),
    compared: found.compared,
    canEmbed: checkpoint !== null && found.embedding === null,
    missing: null,
  };
  if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value!);
  known.set(key, answer);
  return answer;
}

/** How each detector is spoken of. */
const DETECTORS: Readonly<
  Record<
    NearestBy,
    {
      readonly name: string;
      readonly about: string;
      closeness(measure: number): string;
      score(measure: number): number;
    }
  >
> = {
  ngram: {
    name: 'words in a row',
    about: `Longest run of words that the problem's text and a training text share; ${LAB_DETECTORS.ngram} or more count as contamination.`,
    closeness: (measure) => `${measure} words in a row`,
    score: (measure) => Math.min(1, measure / LAB_DETECTORS.ngram),
  },
  syntax: {
    name: 'syntax tree',
    about: `How alike the syntax trees of the reference and a training function are; a match rate of ${LAB_DETECTORS.matchRate} or more counts as contamination.`,
    closeness: (measure) => `match rate ${threeDecimals(measure)}`,
    score: (measure) => measure,
  },
  order: {
    name: 'statements in any order',
    about: 'The same for trees whose statements were put in a settled order, where that brings them nearer.',
    closeness: (measure) => `match rate ${threeDecimals(measure)} in any order`,
    score: (measure) => measure,
  },
  embedding: {
    name: 'embedding',
    about: 'Distance of the normalised embeddings under this model: 0 for the same text, 2 at most.',
    closeness: (measure) => `distance ${measure.toFixed(3)}`,
    score: (measure) => Math.max(0, 1 - measure / 2),
  },
};

/** Never rounded up: 0.9497 is not yet 0.95, and stands beside that threshold. */
const threeDecimals = (rate: number): string => (Math.floor(rate * 1000 + 1e-9) / 1000).toFixed(3);

const none = (missing: string): Contamination => ({ detectors: [], compared: 0, canEmbed: false, missing });

const neighbour = (near: NearSample, closeness: string, score: number): Neighbour => ({
  datasetId: near.datasetId,
  datasetName: near.datasetName,
  recordId: near.recordId,
  closeness,
  score,
  contaminated: near.contaminated,
  text: near.text,
});

/** The last checkpoint of the evaluated run that is still on the disk; null where none is. */
async function checkpointOf(parts: LabParts, row: ListedEvaluation): Promise<string | null> {
  const choices = await listModelChoices(parts);
  const latest = choices.find(({ runId: run, latest }) => run === row.run_id && latest);
  return latest === undefined ? null : absolutePath(parts.project, latest.path);
}

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

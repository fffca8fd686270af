import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { EvaluationFile, JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import { scorePassAt1 } from '../../core/evaluation/score.ts';
import type {
  Report,
  ReportedBenchmark,
  ReportedRow,
  ReportedSetting,
} from '../../core/evaluation/report.ts';
import { tally } from '../../core/evaluation/pass-at-k.ts';
import { Failure } from '../../core/failure.ts';
import { seededRandom } from '../../core/training/random.ts';
import { readEvaluation } from '../evaluation/read-evaluation.ts';
import { benchmarkTitle } from './format.ts';
import { lineageOf, withAncestors } from './lineage.ts';
import {
  describeDataset,
  makingInWords,
  overlapsAt,
  projectDatasets,
  readOverlaps,
  readRunFacts,
  type RunFacts,
} from './project-facts.ts';

type Read = {
  readonly file: EvaluationFile;
  readonly samples: readonly JudgedSample[];
  /** The project that the evaluation lies in. */
  readonly project: string;
};

/** What older evaluations did not record. */
type Recorded = Omit<EvaluationFile, 'versions' | 'step'> &
  Partial<Pick<EvaluationFile, 'versions' | 'step'>>;

/**
 * A report on evaluations, each a folder of a project: models side by side, with what their runs and datasets say
 * where those lie in the same project. Made from files alone: the same files give the same report.
 *
 * @throws Failure where one of them is not whole.
 */
export async function evaluationReport(folders: readonly string[]): Promise<Report> {
  if (folders.length === 0)
    throw new Failure('no-evaluation', 'A report needs an evaluation; name its folder.');
  const read: Read[] = [];
  for (const folder of folders) {
    const path = resolve(folder);
    read.push({ ...(await readEvaluation(path)), project: dirname(dirname(path)) });
  }
  const models = groupByModel(read);
  const facts = new Map<string, RunFacts>();
  for (const [name, [first]] of models)
    facts.set(name, await readRunFacts(join(first.project, 'runs', first.file.runId)));
  const projects = [...new Set(read.map(({ project }) => project))];
  const datasets = (await Promise.all(projects.map(projectDatasets))).flat();
  const manifests = datasets.map(({ manifest }) => manifest);
  const used = withAncestors(
    [...facts.values()].flatMap((of) => of.datasets),
    manifests,
  );
  const benchmarks = await benchmarksOf(read, used);
  const rows = [...models].map(([name, of]) => rowOf(name, of, facts.get(name)!, benchmarks));
  const names = new Map(used.map(({ hash, name }) => [hash, name]));
  const described = await Promise.all(
    used.map((manifest) =>
      describeDataset(
        datasets.find((dataset) => dataset.manifest.hash === manifest.hash)!,
        makingInWords(manifest, names),
      ),
    ),
  );
  const tokenizer = [...facts.values()].find((of) => of.tokenizer)?.tokenizer;
  const weakest = read.map(({ file }) => file.isolation).sort((a, b) => weakness(a) - weakness(b))[0]!;
  return {
    title: titleOf(rows, benchmarks),
    finishedAt: new Date(Math.max(...read.map(({ file }) => file.createdAt))).toISOString(),
    rows,
    benchmarks,
    datasets: described,
    ...(used.length === 0 ? {} : { lineage: lineageOf(manifests, rows, benchmarks) }),
    ...(tokenizer === undefined ? {} : { tokenizer }),
    isolation: weakest,
    configuration: configurationOf(models, facts),
    versions: Object.assign({}, ...read.map(({ file }) => (file as Recorded).versions ?? {})) as Record<
      string,
      string
    >,
    machine: {},
    verification: [],
    limitations: [...leftOut(read), ...judgedTogether(read)],
  };
}

const ISOLATIONS: readonly string[] = [
  'permission',
  'bubblewrap+native',
  'bubblewrap+permission',
  'chromium',
];
const weakness = (isolation: string): number => ISOLATIONS.indexOf(isolation);

/** Evaluations of one checkpoint on different benchmarks are one row; on the same one with other settings, another. */
function groupByModel(read: readonly Read[]): Map<string, [Read, ...Read[]]> {
  const models = new Map<string, [Read, ...Read[]]>();
  for (const one of read) {
    const { runName, runId, benchmarkHash, checkpointHash } = one.file;
    const { step } = one.file as Recorded;
    const at = step === undefined || step === null ? '' : `, step ${String(step)}`;
    let name = `${runName}${at}`;
    for (let number = 2; ; number++) {
      const known = models.get(name);
      if (known === undefined) {
        models.set(name, [one]);
        break;
      }
      const sameModel = known[0].file.checkpointHash === checkpointHash && known[0].file.runId === runId;
      if (sameModel && known.every(({ file }) => file.benchmarkHash !== benchmarkHash)) {
        known.push(one);
        break;
      }
      name = `${runName}${at} (${String(number)})`;
    }
  }
  return models;
}

async function benchmarksOf(
  read: readonly Read[],
  used: Parameters<typeof readOverlaps>[1],
): Promise<ReportedBenchmark[]> {
  const byHash = new Map<string, Read>();
  for (const one of read) if (!byHash.has(one.file.benchmarkHash)) byHash.set(one.file.benchmarkHash, one);
  return Promise.all(
    [...byHash.values()].map(async ({ file, samples, project }) => {
      const overlaps = await readOverlaps(project, used, file.benchmarkHash);
      const problems = new Map(samples.map((sample) => [sample.taskId, sample]));
      return {
        name: benchmarkTitle(file.benchmark),
        sha256: file.benchmarkHash,
        problems: [...problems.values()].map(({ taskId, prompt, difficulty, topics }) => ({
          taskId,
          prompt,
          ...(difficulty === undefined ? {} : { difficulty }),
          ...(topics === undefined ? {} : { topics }),
          ...overlapsAt(overlaps, taskId),
        })),
      };
    }),
  );
}

function rowOf(
  name: string,
  read: readonly [Read, ...Read[]],
  { parameters, tokens, steps, loss, datasets }: RunFacts,
  benchmarks: readonly ReportedBenchmark[],
): ReportedRow {
  const asked = benchmarks.map(({ sha256 }) => read.find(({ file }) => file.benchmarkHash === sha256));
  const first = asked.find((one) => one !== undefined)!;
  const random = seededRandom(first.file.settings.seed);
  return {
    name,
    ...(parameters === undefined ? {} : { parameters }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(steps === undefined ? {} : { steps }),
    score: scorePassAt1(tally(first.samples), () => random.uniform()),
    loss,
    checkpointSha256: first.file.checkpointHash,
    datasets,
    answers: asked.map((one) =>
      (one?.samples ?? []).map(({ taskId, raw, completion, verdict, detail, elapsedMs }) => ({
        taskId,
        raw,
        cut: completion,
        verdict,
        detail,
        elapsedMs,
      })),
    ),
  };
}

function titleOf(rows: readonly ReportedRow[], benchmarks: readonly ReportedBenchmark[]): string {
  const on = benchmarks.map(({ name }) => name).join(' and ');
  return rows.length === 1 ? `${rows[0]!.name} on ${on}` : `${String(rows.length)} models on ${on}`;
}

/** How each model was asked and how it was trained, group by group. */
function configurationOf(
  models: ReadonlyMap<string, readonly Read[]>,
  facts: ReadonlyMap<string, RunFacts>,
): ReportedSetting[] {
  return [...models].flatMap(([name, read]) => [
    ...(facts.get(name)?.settings ?? []).map(([setting, value]) => ({
      group: `Training of ${name}`,
      name: setting,
      value,
    })),
    ...read.flatMap(({ file }) => {
      const group = `${name} on ${benchmarkTitle(file.benchmark)}`;
      return Object.entries(file.settings).map(([setting, value]) => ({
        group,
        name: settingNames[setting] ?? setting,
        value: Array.isArray(value)
          ? value.map((one) => JSON.stringify(one)).join(' ') || 'none'
          : String(value),
      }));
    }),
  ]);
}

const settingNames: Readonly<Record<string, string>> = {
  samplesPerProblem: 'samples a problem',
  temperature: 'temperature (0 is greedy)',
  topP: 'top-p',
  topK: 'top-k (0 keeps all)',
  maxNewTokens: 'new tokens at most',
  seed: 'seed',
  promptForm: 'prompt form',
  stopStrings: 'stop strings',
  sanitise: 'sanitising',
  timeLimitMs: 'time limit, ms',
  timeFactor: 'time limit, times the reference',
  without: 'problems left out',
};

function leftOut(read: readonly Read[]): string[] {
  const left = new Map<string, readonly string[]>();
  for (const { file } of read) {
    const { without } = file.settings as Partial<EvaluationFile['settings']>;
    if (without !== undefined && without.length > 0) left.set(benchmarkTitle(file.benchmark), without);
  }
  return [...left].map(([name, tasks]) => `Left out of ${name} as doubtful: ${tasks.join(', ')}.`);
}

/** Until the second version of the record, tests ran in the interpreter of what they tested. */
function judgedTogether(read: readonly Read[]): string[] {
  const old = read.filter(({ file }) => (file.formatVersion as number) === 1);
  return old.length === 0
    ? []
    : [
        `Some answers (${[...new Set(old.map(({ file }) => file.id))].join(', ')}) were judged by tests that ran in the same interpreter, so one written to deceive them (an object that equals everything) would have passed.`,
      ];
}

/** Whether a path is the folder of a finished evaluation. */
export const isEvaluation = (path: string): boolean => existsSync(join(path, 'evaluation.json'));

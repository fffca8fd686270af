import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { presets, type PresetName } from '../../core/model/config.ts';
import { pruneTable } from '../../core/study/prune-table.ts';
import { listBenchmarks, storeBenchmark } from '../../node/benchmarks/library.ts';
import { findContaminated } from '../../node/corpus/find-contamination.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import type { DatasetManifest } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { listDatasets, openDataset } from '../../node/datasets/open-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import { benchmarkHash } from '../../node/evaluation/request.ts';
import { readStudyPlan, readStudyResult } from '../../node/projects/study-folder.ts';
import {
  datasetField,
  datasetParameter,
  outField,
  outParameter,
  seedField,
  seedParameter,
} from './fields.ts';
import type { OperationContext } from './operation.ts';
import { operation } from './operation.ts';

/** phi-1's thresholds, most alike first. */
export const THRESHOLDS = [0.95, 0.9, 0.85, 0.8] as const;

const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];

/** phi-1's section 5 in one action: prune at each τ, train a model on what is left, and score the problems by similarity. */
export const pruneStudy = operation({
  name: 'prune-study',
  title: 'Prune and retrain',
  summary:
    'Remove what is like a benchmark at τ = 0.95, 0.9, 0.85 and 0.8, train a model on all and on what is left each time, and compare them on problems with similar texts and without.',
  version: 1,
  fields: [
    datasetField('What the models are trained on.'),
    {
      name: 'benchmarks',
      label: 'Benchmark',
      hint: 'One benchmark in HumanEval’s form, which all models are asked.',
      optional: false,
      type: 'benchmarks',
    },
    {
      name: 'preset',
      label: 'Model',
      hint: 'The size of the five models.',
      optional: true,
      type: 'choice',
      options: presetNames.map((value) => ({ value, label: value })),
      default: 'nano',
    },
    {
      name: 'tokens',
      label: 'Tokens to learn from',
      hint: 'Each of the five models sees as many.',
      optional: true,
      type: 'integer',
      min: 1000,
      unit: 'tokens',
      default: 2_000_000,
    },
    {
      name: 'vocabulary',
      label: 'Vocabulary',
      hint: 'Of the tokenizer that is learned from all the data.',
      optional: true,
      advanced: true,
      type: 'integer',
      min: 257,
      max: 65_536,
      unit: 'tokens',
      default: 1024,
    },
    seedField,
    outField('pruned'),
  ],
  parameters: z.strictObject({
    dataset: datasetParameter,
    benchmarks: z.array(z.string().min(1)).length(1),
    preset: z.enum(presetNames).default('nano'),
    tokens: z.number().int().min(1000).default(2_000_000),
    vocabulary: z.number().int().min(257).max(65_536).default(1024),
    seed: seedParameter,
    out: outParameter('pruned'),
  }),
  async run(context, { dataset, benchmarks, preset, tokens, vocabulary, seed, out }) {
    // On the command line the folder that was named becomes the project of the trainings.
    const projectDir = context.projectDir ?? context.resolvePath(out);
    const problems = await context.readProblems(benchmarks[0]!);
    const benchmark = await benchmarkIn(projectDir, problems, benchmarks[0]!);
    const source = await context.openDataset(dataset);
    const rates = await ratesOf(context, source, problems);
    const pruned: Pruned[] = [];
    for (const tau of THRESHOLDS) {
      // Where a lower τ removes nothing more, its data and its model are those of the higher one.
      const before = pruned.at(-1);
      const removed = removedAt(tau, rates.ofRecord);
      if (before?.removed === removed) pruned.push({ ...before, tau });
      else pruned.push(await prune(context, source, out, tau, rates.ofRecord));
    }

    const folders = [source.folder, ...pruned.map(({ folder }) => folder)];
    const { manifest } = source;
    const key = sha256(
      canonicalJson({ data: manifest.hash, benchmark: benchmark.hash, preset, tokens, vocabulary, seed }),
    );
    const id = `prune-${key.slice(0, 12)}`;
    const { study } = await import('../study/study.ts');
    await study({
      id,
      jobDir: context.checkpointDir(),
      projectDir,
      params: {
        name: `${manifest.name}, pruned`,
        datasets: [...new Set(folders)],
        presets: [preset],
        tokens: [tokens],
        seeds: [seed],
        vocabulary,
        benchmark: benchmark.id,
      },
      signal: context.signal,
      emit: (event) => {
        context.emit(event);
      },
      progress: (report) => {
        context.progress(report);
      },
    });

    const passed = await passedBy(projectDir, id);
    const rows = pruneTable({
      problems: problems.map(({ taskId }) => ({ taskId, closest: rates.ofProblem.get(taskId) ?? 0 })),
      full: passed.get(source.folder)!,
      thresholds: pruned.map(({ tau, folder, removed, kept }) => ({
        tau,
        removed,
        kept,
        retrained: passed.get(folder)!,
      })),
    });
    const widest = rows.at(-1)!;
    return {
      summary: `Of ${count(problems.length)} problems the model of all data passed ${count(widest.total.full)}; without what is like them by ${String(widest.tau)} or more (${count(widest.removed)} records) it passed ${count(widest.total.retrained)}.`,
      reasons: [],
      details: {
        rows: rows as unknown as Json,
        dataset: { id: basename(source.folder), name: manifest.name, records: manifest.records },
        benchmark: benchmark.name,
        preset,
        tokens,
        seed,
      },
    };
  },
});

const count = (value: number): string => value.toLocaleString('en-US');

/** The benchmark as the project holds it; a file is imported first. */
async function benchmarkIn(
  projectDir: string,
  problems: Awaited<ReturnType<OperationContext['readProblems']>>,
  reference: string,
) {
  if (problems.some(({ kind }) => kind !== 'function')) {
    throw new Failure(
      'benchmark-form',
      `${basename(reference)} is in MBPP's form; the models are asked problems in HumanEval's form, so choose such a benchmark.`,
    );
  }
  const folder = join(projectDir, 'benchmarks');
  const hash = benchmarkHash(problems);
  const known = (await listBenchmarks(folder)).find((one) => one.hash === hash);
  if (known !== undefined) return known;
  return storeBenchmark(folder, problems, {
    name: basename(reference).replace(/\.jsonl(\.gz)?$/, ''),
    format: "HumanEval's",
    license: 'not stated',
    source: basename(reference),
    fileSha256: '',
    selfTest: null,
    doubtful: [],
    importedAt: Date.now(),
  });
}

type Rates = {
  /** Best match rate of a record with any problem, and of a problem with any record; absent under the least τ. */
  readonly ofRecord: ReadonlyMap<string, number>;
  readonly ofProblem: ReadonlyMap<string, number>;
};

/** Match rates as the paper counts them: by the tree alone, short functions like any other. */
async function ratesOf(
  context: OperationContext,
  source: Dataset,
  problems: Awaited<ReturnType<OperationContext['readProblems']>>,
): Promise<Rates> {
  const ofRecord = new Map<string, number>();
  const ofProblem = new Map<string, number>();
  const raise = (rates: Map<string, number>, key: string, rate: number): void => {
    if (rate > (rates.get(key) ?? 0)) rates.set(key, rate);
  };
  const detectors = { ngram: 13, matchRate: THRESHOLDS.at(-1)! };
  const found = findContaminated(source, problems, detectors, {
    signal: context.signal,
    onProgress: (done, total) => {
      context.progress({ doing: 'comparing texts', done, total, unit: 'texts' });
    },
  });
  for await (const pair of found) {
    if (pair.kind !== 'syntax') continue;
    raise(ofRecord, pair.recordId, pair.matchRate);
    raise(ofProblem, pair.taskId, pair.matchRate);
  }
  return { ofRecord, ofProblem };
}

type Pruned = {
  readonly tau: number;
  readonly folder: string;
  readonly removed: number;
  readonly kept: number;
};

/** Rates are decimal: what is 0.95 may be a little less in binary. */
const isSimilar = (rate: number | undefined, tau: number): boolean => (rate ?? 0) >= tau - 1e-9;

const removedAt = (tau: number, rates: ReadonlyMap<string, number>): number =>
  [...rates.values()].filter((rate) => isSimilar(rate, tau)).length;

/** The records that are less alike than τ; what an interrupted study wrote is taken as it is. */
async function prune(
  context: OperationContext,
  source: Dataset,
  out: string,
  tau: number,
  rates: ReadonlyMap<string, number>,
): Promise<Pruned> {
  const name = `tau-${String(Math.round(tau * 100))}`;
  const { manifest } = source;
  const isKept = (id: string): boolean => !isSimilar(rates.get(id), tau);
  const removed = removedAt(tau, rates);
  async function* kept() {
    for await (const record of readRecords(source)) {
      context.signal.throwIfAborted();
      if (isKept(record.id)) yield record;
    }
  }
  const order = {
    out: context.projectDir === null ? join(out, 'datasets', name) : `${basename(out)}-${name}`,
    role: name,
    operation: `prune at ${String(tau)}`,
    parameters: { tau, problems: sha256(canonicalJson([...rates].sort())).slice(0, 16) },
    parents: [manifest.hash],
    scoreColumns: manifest.scores,
  };
  const there = context.resolvePath(order.out);
  const earlier = context.projectDir === null && existsSync(there) ? await openDataset(there) : null;
  const isSame = (found: DatasetManifest): boolean =>
    found.operation === order.operation &&
    canonicalJson(found.parameters) === canonicalJson(order.parameters) &&
    found.parents[0] === manifest.hash;
  if (earlier !== null && isSame(earlier.manifest)) {
    return { tau, folder: earlier.folder, removed, kept: earlier.manifest.records };
  }
  const made = await context.makeDataset(order, kept());
  const folder = context.projectDir === null ? there : await folderOf(context, made);
  return { tau, folder, removed, kept: made.records };
}

/** Where a project put a dataset that was just made. */
async function folderOf(context: OperationContext, { hash }: DatasetManifest): Promise<string> {
  const found = (await listDatasets(join(context.projectDir!, 'datasets'))).find(
    ({ manifest }) => manifest.hash === hash,
  );
  if (found === undefined) throw new Failure('dataset-missing', 'A pruned dataset is gone; start again.');
  return found.folder;
}

/** Tasks that each model of a study passed, by the folder of its dataset. */
async function passedBy(projectDir: string, study: string): Promise<Map<string, ReadonlySet<string>>> {
  const passed = new Map<string, ReadonlySet<string>>();
  for (const { key, dataset } of readStudyPlan(projectDir, study)!.cells) {
    const { answers } = readStudyResult(projectDir, key)!;
    const { samples } = await readEvaluation(join(projectDir, 'evaluations', answers!.evaluation));
    passed.set(
      dataset,
      new Set(samples.filter(({ verdict }) => verdict === 'passed').map(({ taskId }) => taskId)),
    );
  }
  return passed;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { readRunRecord, type RunRecord } from '../../node/checkpoints/run-record.ts';
import { tokensOf } from '../../node/datasets/dataset-tokens.ts';
import { openDataset, type Dataset } from '../../node/datasets/open-dataset.ts';
import { engineNamed } from '../../node/engines/open-engine.ts';
import { dataAgain, sizesOf } from '../../node/training/clone-run.ts';
import { prepareExtension } from '../../node/training/extend-run.ts';
import type { PhaseRequest, TrainRequest } from '../../node/training/train-request.ts';
import type { JobContext } from '../child.ts';
import { projectPlace } from '../data/place.ts';
import { learnedTokenizer, tokenFilesFolder } from '../learned-tokenizer.ts';
import { memoryWords, trainAndTell, type ToldRun } from '../train-and-tell.ts';
import { runOfJob, type ExtensionParams, type NewTrainingParams, type TrainParams } from './params.ts';

export type TrainOutcome = { readonly run: string; readonly checkpoint: string; readonly step: number };

/** One run, new or an extension of another. Gone on with after a stop or a crash, it ends with the same bytes. */
export async function trainJob(context: JobContext): Promise<TrainOutcome> {
  const params = context.params as unknown as TrainParams;
  const run = runOfJob(context.id);
  const path = join('runs', run);
  const outDir = join(context.projectDir, path);
  const { request, config, parents } =
    params.kind === 'new'
      ? await newRun(context, params, outDir)
      : await extendedRun(context, params, outDir);
  const told: ToldRun = {
    id: run,
    name: params.name,
    path,
    config: (record, total) => ({
      ...config(record),
      steps: total,
      engine: record.engine,
      memory: memoryWords(record),
    }),
    parents,
    onMetric: ({ step }, total) => {
      context.progress({
        stage: 'train',
        doing: `training ${params.name}`,
        done: step,
        total,
        unit: 'steps',
      });
    },
  };
  const report = await trainAndTell(context, request, told);
  return { run, checkpoint: report.checkpoint, step: report.state.step };
}

type Order = {
  readonly request: TrainRequest;
  readonly config: (record: RunRecord) => Readonly<Record<string, unknown>>;
  /** Hashes of the datasets. */
  readonly parents: readonly string[];
};

const runFolder = (context: JobContext, run: string): string => join(context.projectDir, 'runs', run);

async function newRun(context: JobContext, params: NewTrainingParams, outDir: string): Promise<Order> {
  const datasets = await datasetsOf(context, params);
  const tokenizer =
    params.tokenizer.kind === 'run'
      ? join(runFolder(context, params.tokenizer.run), 'tokenizer.json')
      : await learnedTokenizer(context, 'train', [...datasets.values()], params.tokenizer.vocabulary);
  const text = readFileSync(tokenizer, 'utf8');
  const phases: PhaseRequest[] = [];
  for (const { data, warmupSteps, ...phase } of params.phases) {
    const tokens =
      data.kind === 'run'
        ? await tokensOfRun(context, data.run, data.phase)
        : await tokensOfDataset(context, datasets.get(data.dataset)!, text);
    phases.push({ ...tokens, ...phase, ...(warmupSteps === undefined ? {} : { warmupSteps }) });
  }
  const { budget, batch, accumulate, context: window, weightDecay, clipNorm, seed, engine, threads } = params;
  const model = await modelOf(context, params);
  const names = params.phases.map(({ name, data, share }) => {
    const what = data.kind === 'run' ? data.label : datasets.get(data.dataset)!.manifest.name;
    return `${name}: ${what} (${String(share)})`;
  });
  return {
    request: {
      outDir,
      ...model.request,
      tokenizer,
      phases,
      budget,
      batch,
      accumulate,
      context: window,
      weightDecay,
      clipNorm,
      seed,
      checkpointEvery: params.checkpointEvery,
      evalEvery: params.evalEvery,
      samples:
        params.prompts.length === 0 ? { kind: 'held-out' } : { kind: 'prompts', prompts: params.prompts },
      ...(params.clonedFrom === null ? {} : { origin: { kind: 'clone', run: params.clonedFrom } }),
      resume: 'if-possible',
      ...(engine === undefined ? {} : { engine: engineNamed(engine) }),
      ...(threads === undefined ? {} : { threads }),
    },
    config: (record) => ({
      data: names,
      preset: model.name,
      context: window,
      batch,
      ...(accumulate === 1 ? {} : { accumulate }),
      rate: params.phases.map(({ rate }) => rate),
      warmup: record.plan.phases.map(({ warmupSteps }) => warmupSteps),
      weightDecay,
      clipNorm,
      seed,
      tokenizer: record.tokenizer.sha256,
      datasets: [...datasets.values()].map(({ manifest }) => manifest.hash),
    }),
    parents: [...datasets.values()].map(({ manifest }) => manifest.hash),
  };
}

async function datasetsOf(
  context: JobContext,
  { phases, tokenizer }: NewTrainingParams,
): Promise<ReadonlyMap<string, Dataset>> {
  const place = projectPlace(context.projectDir);
  const datasets = new Map<string, Dataset>();
  for (const { data } of phases) {
    if (data.kind === 'dataset' && !datasets.has(data.dataset))
      datasets.set(data.dataset, await openDataset(place.datasetFolder(data.dataset)));
  }
  if (tokenizer.kind === 'learn' && phases.some(({ data }) => data.kind === 'run')) {
    throw new Failure(
      'vocabulary',
      'The tokens of another run go with that run’s tokenizer; keep its tokenizer, or choose datasets for all phases.',
    );
  }
  return datasets;
}

async function tokensOfDataset(
  context: JobContext,
  dataset: Dataset,
  tokenizerText: string,
): Promise<{ readonly tokens: string }> {
  context.progress({ stage: 'train', doing: 'encoding the data', done: 0, total: 1, unit: 'steps' });
  const folder = tokenFilesFolder(context.projectDir);
  const tokenizer = readTokenizerJson(tokenizerText);
  const { path } = await tokensOf(dataset, tokenizer, tokenizerText, folder, context.signal);
  return { tokens: path };
}

/** Where a phase of another run has its tokens, and how it treats what the phase before left. */
async function tokensOfRun(
  context: JobContext,
  run: string,
  phase: number,
): Promise<ReturnType<typeof dataAgain>> {
  const planned = (await readRunRecord(runFolder(context, run))).plan.phases[phase];
  if (planned === undefined)
    throw new Failure(
      'no-phase',
      `The run ${run} has no phase ${String(phase + 1)}; choose other data for it.`,
    );
  return dataAgain(planned);
}

async function modelOf(
  context: JobContext,
  { model }: NewTrainingParams,
): Promise<{ readonly name: string; readonly request: Pick<TrainRequest, 'preset' | 'model' | 'from'> }> {
  if (model.kind === 'preset') return { name: model.preset, request: { preset: model.preset } };
  const record = await readRunRecord(runFolder(context, model.run));
  const { startedFrom } = record;
  const request = { model: sizesOf(record), ...(startedFrom === null ? {} : { from: startedFrom.path }) };
  return { name: `as in ${model.run}`, request };
}

async function extendedRun(context: JobContext, params: ExtensionParams, outDir: string): Promise<Order> {
  const { run, steps, rate, warmupSteps, decay } = params;
  const record = await prepareExtension({
    from: runFolder(context, run),
    name: run,
    outDir,
    steps,
    rate,
    warmupSteps,
    decay,
  });
  const { plan, tokenizer } = record;
  const last = plan.phases.at(-1)!;
  return {
    request: {
      outDir,
      tokenizer: join(outDir, 'tokenizer.json'),
      phases: [],
      budget: { kind: 'steps', steps },
      seed: plan.seed,
      resume: 'required',
    },
    config: () => ({
      data: plan.phases.map(({ name, steps: own }) => `${name} (${String(own)} steps)`),
      extends: run,
      extraSteps: steps,
      context: last.context,
      batch: last.batch,
      rate: plan.phases.map(({ peakRate }) => peakRate),
      warmup: plan.phases.map((phase) => phase.warmupSteps),
      decay: last.decay ?? 'linear',
      weightDecay: last.weightDecay,
      clipNorm: last.clipNorm,
      seed: plan.seed,
      tokenizer: tokenizer.sha256,
    }),
    parents: [...new Set(plan.phases.map(({ tokens }) => tokens.datasetHash))],
  };
}

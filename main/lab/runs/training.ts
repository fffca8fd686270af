import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { JobView } from '../../../preload/contract/jobs.ts';
import type {
  Extendable,
  NewTraining,
  TrainingChoices,
  TrainingEstimate,
  TrainingOutputs,
} from '../../../preload/contract/training.ts';
import { Failure } from '../../core/failure.ts';
import { configProblem, presets, type ModelConfig } from '../../core/model/config.ts';
import { parameterCount } from '../../core/model/parameters.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { planMemory } from '../../core/training/memory.ts';
import { totalSteps } from '../../core/training/run.ts';
import { stepFlops } from '../../core/training/step-flops.ts';
import { tokensPerStep } from '../../core/training/step-shape.ts';
import type { NewTrainingParams } from '../../jobs/train/params.ts';
import { readRunRecord, type RunRecord } from '../../node/checkpoints/run-record.ts';
import { listDatasets } from '../../node/datasets/open-dataset.ts';
import { examineEngines } from '../../node/engines/doctor/examine.ts';
import { engineNamed } from '../../node/engines/open-engine.ts';
import { absolutePath } from '../../node/projects/project.ts';
import { requireFinished } from '../../node/training/extend-run.ts';
import { freeBytes } from '../../node/training/fit-memory.ts';
import { presetNamed } from './preset-named.ts';
import { openInProject } from '../data/inspect/open.ts';
import { startJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { requireRun } from './runs.ts';
import { withComputing } from '../machine/settings.ts';
import { speedHere } from '../machine/speed-here.ts';

/** Every call about starting a training. */
export function trainingCalls(parts: LabParts): {
  readonly [Name in keyof TrainingOutputs]: (input: ParsedInput<Name>) => Promise<TrainingOutputs[Name]>;
} {
  return {
    'training.choices': () => trainingChoices(parts),
    'training.clone': ({ run }) => clonedTraining(parts, run),
    'training.estimate': (input) => estimateTraining(parts, input),
    'training.start': (input) => startTraining(parts, input),
    'training.extendable': ({ run }) => extendable(parts, run),
    'training.extend': (input) => extendRun(parts, input),
  };
}

async function trainingChoices(parts: LabParts): Promise<TrainingChoices> {
  const [datasets, { engines }] = await Promise.all([listDatasets(parts.project.datasets), examineEngines()]);
  return {
    datasets: datasets.map(({ folder, manifest: { name, bytes } }) => ({ id: basename(folder), name, bytes })),
    presets: Object.entries(presets).map(([name, config]) => ({
      name,
      parameters: parameterCount(config),
      context: config.context,
    })),
    engines: engines.filter(({ state }) => state.state !== 'missing').map(({ name }) => name),
  };
}

async function recordOf(parts: LabParts, run: string): Promise<{ folder: string; name: string; record: RunRecord }> {
  const { path, name } = await requireRun(parts, run);
  const folder = absolutePath(parts.project, path);
  return { folder, name, record: await readRunRecord(folder) };
}

/** A run's frozen configuration as a new training: started unchanged, it ends with the same bytes. */
async function clonedTraining(parts: LabParts, run: string): Promise<NewTraining> {
  const { name, record } = await recordOf(parts, run);
  const { plan, samples, evalEvery, engineName, threads } = record;
  const { batch, accumulate, context, weightDecay, clipNorm } = plan.phases[0]!;
  return {
    name: `${name}, again`,
    model: { kind: 'run', run },
    tokenizer: { kind: 'run', run },
    phases: plan.phases.map((phase, index) => ({
      name: phase.name,
      data: { kind: 'run', run, phase: index, label: `as ${phase.name} of ${name}` },
      share: phase.steps,
      rate: phase.peakRate,
      warmupSteps: phase.warmupSteps,
    })),
    budget: { kind: 'steps', steps: totalSteps(plan.phases) },
    batch,
    accumulate,
    context,
    weightDecay,
    clipNorm,
    seed: plan.seed,
    engine: engineName,
    threads,
    evalEvery,
    prompts: samples === null ? [] : [...samples.prompts],
    clonedFrom: run,
  };
}

type Order = ParsedInput<'training.start'>;

/** Sizes of the model as it will be, for what it takes. */
async function modelOf(parts: LabParts, { model, tokenizer, context }: Order): Promise<ModelConfig> {
  const base =
    model.kind === 'preset' ? presets[presetNamed(model.preset)] : (await recordOf(parts, model.run)).record.model;
  const vocabulary =
    tokenizer.kind === 'learn' ? tokenizer.vocabulary : await vocabularyOf(parts, tokenizer.run);
  const config = { ...base, context, vocabulary };
  const problem = configProblem(config);
  if (problem !== undefined) throw new Failure('bad-config', problem);
  return config;
}

async function vocabularyOf(parts: LabParts, run: string): Promise<number> {
  const { folder } = await recordOf(parts, run);
  return readTokenizerJson(readFileSync(join(folder, 'tokenizer.json'), 'utf8')).vocabularySize;
}

/** What a training takes here; the speed is that of this project's newest run of about that size. */
export async function estimateTraining(parts: LabParts, order: Order): Promise<TrainingEstimate> {
  const config = await modelOf(parts, order);
  const parameters = parameterCount(config);
  const free = freeBytes();
  const { bytes, recompute } = planMemory(config, order, free);
  const speed = await speedHere(parts, parameters);
  const perStep = tokensPerStep(order);
  const steps = stepsOfBudget(order.budget, perStep, speed);
  const tokens = steps === null ? null : steps * perStep;
  return {
    parameters,
    steps,
    tokens,
    flops: steps === null ? null : steps * stepFlops(config, order),
    seconds: tokens === null || speed === null ? null : tokens / speed,
    memoryBytes: bytes,
    freeBytes: free,
    recompute,
  };
}

function stepsOfBudget(budget: Order['budget'], perStep: number, speed: number | null): number | null {
  switch (budget.kind) {
    case 'steps':
      return budget.steps;
    case 'tokens':
      return Math.max(1, Math.floor(budget.tokens / perStep));
    case 'minutes':
      return speed === null ? null : Math.max(1, Math.floor((budget.minutes * 60 * speed) / perStep));
  }
}

export async function startTraining(parts: LabParts, input: Order): Promise<JobView> {
  const order = withComputing(parts, input);
  await modelOf(parts, order);
  for (const { data, name } of order.phases) {
    if (data.kind === 'dataset') await openInProject(parts, data.dataset);
    else await requireTokens(parts, data, name);
  }
  if (order.engine !== undefined) engineNamed(order.engine);
  const { model, ...rest } = order;
  const params: NewTrainingParams = {
    kind: 'new',
    ...rest,
    model: model.kind === 'run' ? model : { kind: 'preset', preset: presetNamed(model.preset) },
  };
  return startJob(parts, { kind: 'train', params: { ...params } }, `Training: ${order.name}`);
}

async function requireTokens(
  parts: LabParts,
  { run, phase }: { readonly run: string; readonly phase: number },
  name: string,
): Promise<void> {
  const { record, name: of } = await recordOf(parts, run);
  const path = record.plan.phases[phase]?.tokens.path;
  if (path !== undefined && existsSync(path)) return;
  throw new Failure(
    'tokens-gone',
    `The tokens that ${of} was trained on are no longer at ${path ?? 'their place'}; choose a dataset for ${name}.`,
  );
}

async function extendable(parts: LabParts, run: string): Promise<Extendable> {
  const { folder, name, record } = await recordOf(parts, run);
  const last = record.plan.phases.at(-1)!;
  const problem = await requireFinished(folder).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Failure) return error.message;
      throw error;
    },
  );
  return {
    run,
    name,
    step: totalSteps(record.plan.phases),
    peakRate: last.peakRate,
    tokensPerStep: tokensPerStep(last),
    tokensPerSecond: await speedHere(parts, record.parameters),
    problem,
  };
}

export async function extendRun(parts: LabParts, order: ParsedInput<'training.extend'>): Promise<JobView> {
  await requireFinished((await recordOf(parts, order.run)).folder);
  const params = { kind: 'extension', ...order };
  return startJob(parts, { kind: 'train', params }, `Training: ${order.name}`);
}

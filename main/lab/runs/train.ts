import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { seenOfMixture } from '../../core/corpus/mixing.ts';
import { Failure } from '../../core/failure.ts';
import { presets } from '../../core/model/config.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import type { Budget } from '../../core/training/budget.ts';
import type { Decay } from '../../core/training/schedule.ts';
import type { StepMetric } from '../../core/training/run.ts';
import { tokensPerStep } from '../../core/training/step-shape.ts';
import type { Recompute } from '../../core/training/step.ts';
import { openCheckpoint } from '../../node/checkpoints/read-checkpoint.ts';
import { hasRunRecord } from '../../node/checkpoints/run-record.ts';
import { tokensOf } from '../../node/datasets/dataset-tokens.ts';
import type { MixtureRecord } from '../../node/datasets/mixture-record.ts';
import { mixtureOf } from '../../node/datasets/mixture-record.ts';
import { learnTokenizer } from '../../node/datasets/learn-tokenizer.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { chooseEngine } from '../../node/engines/doctor/recommend.ts';
import { engineNamed } from '../../node/engines/open-engine.ts';
import { assertWritable } from '../../node/projects/project.ts';
import { refuseHopeless } from '../../node/training/fit-memory.ts';
import { cloneRequest } from '../../node/training/clone-run.ts';
import type { SampleRequest } from '../../node/training/checkpoint-samples.ts';
import { prepareExtension } from '../../node/training/extend-run.ts';
import type { TrainReport, TrainRequest } from '../../node/training/train-request.ts';
import { trainRun } from '../../node/training/train-run.ts';
import { presetNamed } from './preset-named.ts';
import { given } from '../given.ts';

export type TrainCommand = {
  /** Not needed where another run says it. */
  readonly dataset?: string;
  readonly out: string;
  /** Ignored when finetuning; `nano` without it. */
  readonly preset?: string;
  /** Folder of a run whose frozen configuration is trained again, changed where the command says so. */
  readonly fromRun?: string;
  /** Folder of a finished run that is gone on with from its last checkpoint, for the budget's steps. */
  readonly extend?: string;
  /** What the rate of an extension does after its warm-up. */
  readonly decay?: Decay;
  /** What the model is to write at its checkpoints; beginnings of held-out documents without it. */
  readonly samples?: SampleRequest | 'none';
  /** Checkpoint to start from, or the folder of a run. */
  readonly from?: string;
  /** Folder of a `tokenizer.json`; one is learned from the data without it. */
  readonly tokenizer?: string;
  readonly vocabularySize?: number;
  /** Three minutes, or what the run that is cloned had, without it. */
  readonly budget?: Budget;
  readonly batch?: number;
  /** Micro-batches of one step. */
  readonly accumulate?: number;
  /** What the backward pass computes again; chosen by the memory there is without it. */
  readonly recompute?: Recompute;
  readonly context?: number;
  readonly rate?: number;
  readonly warmupSteps?: number;
  /** 1, or the cloned run's, without it. */
  readonly seed?: number;
  /** Name of the engine to train on, or `auto`. */
  readonly engine?: string;
  readonly threads?: number;
  readonly checkpointEvery?: number;
  readonly checkpointMinutes?: number;
  readonly evalEvery?: number;
  readonly resume: boolean;
  readonly signal: AbortSignal;
  readonly onNote: (sentence: string) => void;
  readonly onStep: (metric: StepMetric, totalSteps: number) => void;
};

/**
 * The `train` and `finetune` commands: what the data still lacks (a tokenizer, a token file) is made
 * inside the run's folder, then the run goes on until its budget is used or it is stopped.
 */
export async function trainModel(command: TrainCommand): Promise<TrainReport> {
  const out = resolve(command.out);
  assertWritable(out);
  const resuming = command.resume && (await hasRunRecord(out));
  if (command.resume && !resuming) command.onNote(`There is no run in ${out} yet; starting one.`);
  const { dataset } = command;
  const mixture = resuming || dataset === undefined ? null : mixtureOf((await openDataset(dataset, 'sizes')).manifest);
  let totalSteps = 0;
  const report = await trainRun(resuming ? resumeRequest(command, out) : await requestOf(command, out), {
    onMemory: (needed, available) => {
      const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
      command.onNote(`This takes about ${gigabytes(needed)} of memory; ${gigabytes(available)} are free.`);
    },
    onPlan: (record, startStep, total) => {
      totalSteps = total;
      const from = startStep > 0 ? `going on at step ${startStep} of ${total}` : `${total} steps`;
      const { recompute } = record.plan.phases[0]!;
      const again = { none: '', attention: ', attention computed twice', block: ', blocks computed twice' }[recompute];
      const what = `${record.parameters.toLocaleString('en-US')} parameters, ${from}${again}`;
      command.onNote(`Training ${what} (${record.engine}).`);
      const [phase] = record.plan.phases;
      if (mixture === null || phase === undefined) return;
      command.onNote(seenSentence(mixture, total * tokensPerStep(phase), phase.tokens.count));
    },
    onMetric: (metric) => {
      command.onStep(metric, totalSteps);
    },
    onTrouble: command.onNote,
    signal: command.signal,
  });
  if (report.outcome === 'stopped') {
    const { step } = report.state;
    throw new Failure('stopped', `Stopped at step ${step} of ${totalSteps} and saved; the same command with --resume goes on.`);
  }
  return report;
}

/** How much a training will see of each source of its mixture. */
function seenSentence({ shares }: MixtureRecord, trainingTokens: number, mixtureTokens: number): string {
  const seen = seenOfMixture(shares, trainingTokens, mixtureTokens).map(
    ({ name, tokens, epochs }) =>
      `${name} ${Math.round(tokens).toLocaleString('en-US')} tokens (${epochs.toFixed(2)} passes)`,
  );
  return `It will see ${seen.join(', ')}.`;
}

/** All that a run is lies in its own `run.json`; only the rhythm of saving is the caller's, and an engine that is not
 * the run's own is refused. */
function resumeRequest(command: TrainCommand, outDir: string): TrainRequest {
  return {
    outDir,
    tokenizer: join(outDir, 'tokenizer.json'),
    phases: [],
    budget: defaultBudget,
    seed: 0,
    resume: 'required',
    // The fastest engine was chosen when the run began; it goes on with that one.
    ...(command.engine === undefined || command.engine === 'auto' ? {} : { engine: engineNamed(command.engine) }),
    ...given({ checkpointEvery: command.checkpointEvery, checkpointMinutes: command.checkpointMinutes }),
  };
}

const defaultBudget: Budget = { kind: 'minutes', minutes: 3 };
const defaultSeed = 1;

async function requestOf(command: TrainCommand, outDir: string): Promise<TrainRequest> {
  if (command.extend !== undefined) return extendedRequest(command, command.extend, outDir);
  if (command.fromRun !== undefined) return clonedRequest(command, command.fromRun, outDir);
  return newRequest(command, outDir);
}

async function extendedRequest(command: TrainCommand, from: string, outDir: string): Promise<TrainRequest> {
  const { budget, rate, warmupSteps, decay } = command;
  if (budget?.kind !== 'steps')
    throw new Failure('bad-budget', 'Say how many steps the run is extended by, as in --extend RUN --steps 500.');
  const name = basename(resolve(from));
  await prepareExtension({ from: resolve(from), name, outDir, steps: budget.steps, rate, warmupSteps, decay });
  return resumeRequest(command, outDir);
}

/** The run's own request, changed where the command says so. Other data are encoded with the run's tokenizer. */
async function clonedRequest(command: TrainCommand, from: string, outDir: string): Promise<TrainRequest> {
  const folder = resolve(from);
  const { record, samples, ...again } = await cloneRequest(folder, basename(folder), outDir);
  const { dataset, budget, batch, accumulate, context, recompute, rate, warmupSteps, seed, threads, evalEvery } = command;
  const engine = command.engine === undefined ? undefined : await chooseEngine(command.engine, command.onNote);
  const phases =
    dataset === undefined
      ? again.phases.map((phase) => ({ ...phase, ...given({ rate, warmupSteps }) }))
      : [await phaseOf(command, dataset, again.tokenizer, outDir)];
  command.onNote(`Cloned from ${folder} (${String(record.plan.phases.length)} phases).`);
  return {
    ...again,
    phases,
    ...given({ budget, batch, accumulate, context, recompute, rate, warmupSteps, seed, engine, threads, evalEvery }),
    ...given({ checkpointEvery: command.checkpointEvery, checkpointMinutes: command.checkpointMinutes }),
    ...samplesOf(command, samples),
  };
}

function samplesOf(
  { samples }: TrainCommand,
  otherwise: SampleRequest = { kind: 'held-out' },
): { readonly samples?: SampleRequest } {
  return samples === 'none' ? {} : { samples: samples ?? otherwise };
}

async function phaseOf(
  { signal, onNote }: TrainCommand,
  datasetFolder: string,
  tokenizer: string,
  outDir: string,
): Promise<{ readonly name: string; readonly tokens: string }> {
  const dataset = await openDataset(datasetFolder);
  const text = readFileSync(tokenizer, 'utf8');
  onNote('Encoding the data …');
  const { path } = await tokensOf(dataset, readTokenizerJson(text), text, join(outDir, 'tokens'), signal);
  return { name: dataset.manifest.name, tokens: path };
}

async function newRequest(command: TrainCommand, outDir: string): Promise<TrainRequest> {
  const preset = presetNamed(command.preset ?? 'nano');
  const { dataset, from, batch, accumulate, context, recompute } = command;
  const engine = command.engine === undefined ? undefined : await chooseEngine(command.engine, command.onNote);
  if (from === undefined) refuseHopeless({ preset, ...given({ batch, accumulate, context, recompute }) });
  if (dataset === undefined) throw new Failure('no-data', 'Name the dataset to train on with --data, or a run with --from-run.');
  await openDataset(dataset, 'sizes');
  const tokenizer = await tokenizerOf(command, dataset, outDir, presets[preset].vocabulary);
  const { rate, warmupSteps, threads, checkpointEvery, checkpointMinutes, evalEvery } = command;
  return {
    outDir,
    preset,
    tokenizer,
    phases: [await phaseOf(command, dataset, tokenizer, outDir)],
    budget: command.budget ?? defaultBudget,
    seed: command.seed ?? defaultSeed,
    resume: 'no',
    ...samplesOf(command),
    ...given({ engine }),
    ...given({ from, batch, accumulate, recompute, context, rate, warmupSteps, threads }),
    ...given({ checkpointEvery, checkpointMinutes, evalEvery }),
  };
}

async function tokenizerOf(
  command: TrainCommand,
  dataset: string,
  outDir: string,
  vocabulary: number,
): Promise<string> {
  if (command.tokenizer !== undefined) return join(resolve(command.tokenizer), 'tokenizer.json');
  if (command.from !== undefined) {
    const { tokenizerPath } = await openCheckpoint(command.from);
    if (tokenizerPath) return tokenizerPath;
    throw new Failure('no-tokenizer', `The checkpoint ${command.from} has no tokenizer.json; name its folder with --tokenizer.`);
  }
  command.onNote('Learning a tokenizer from the data …');
  const { file } = await learnTokenizer({
    datasets: [dataset],
    vocabularySize: command.vocabularySize ?? vocabulary,
    out: join(outDir, 'tokenizer'),
    signal: command.signal,
  });
  return file;
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { seenOfMixture } from '../core/corpus/mixing.ts';
import { Failure } from '../core/failure.ts';
import { presets } from '../core/model/config.ts';
import { readTokenizerJson } from '../core/tokenizer/tokenizer-json.ts';
import type { Budget } from '../core/training/budget.ts';
import type { StepMetric } from '../core/training/run.ts';
import { tokensPerStep } from '../core/training/step-shape.ts';
import type { Recompute } from '../core/training/step.ts';
import { openCheckpoint } from '../node/checkpoints/read-checkpoint.ts';
import { hasRunRecord } from '../node/checkpoints/run-record.ts';
import { tokensOf } from '../node/datasets/dataset-tokens.ts';
import type { MixtureRecord } from '../node/datasets/mixture-record.ts';
import { mixtureOf } from '../node/datasets/mixture-record.ts';
import { learnTokenizer } from '../node/datasets/learn-tokenizer.ts';
import { openDataset } from '../node/datasets/open-dataset.ts';
import { chooseEngine } from '../node/engines/doctor/recommend.ts';
import { engineNamed } from '../node/engines/open-engine.ts';
import { assertWritable } from '../node/projects/project.ts';
import { refuseHopeless } from '../node/training/fit-memory.ts';
import type { TrainReport, TrainRequest } from '../node/training/train-request.ts';
import { trainRun } from '../node/training/train-run.ts';
import { presetNamed } from './bench.ts';
import { given } from './given.ts';

export type TrainCommand = {
  readonly dataset: string;
  readonly out: string;
  /** Ignored when finetuning. */
  readonly preset: string;
  /** Checkpoint to start from, or the folder of a run. */
  readonly from?: string;
  /** Folder of a `tokenizer.json`; one is learned from the data without it. */
  readonly tokenizer?: string;
  readonly vocabularySize?: number;
  readonly budget: Budget;
  readonly batch?: number;
  /** Micro-batches of one step. */
  readonly accumulate?: number;
  /** What the backward pass computes again; chosen by the memory there is without it. */
  readonly recompute?: Recompute;
  readonly context?: number;
  readonly rate?: number;
  readonly warmupSteps?: number;
  readonly seed: number;
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
  const mixture = resuming ? null : mixtureOf((await openDataset(command.dataset, 'sizes')).manifest);
  let totalSteps = 0;
  const report = await trainRun(resuming ? resumeRequest(command, out) : await newRequest(command, out), {
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
    budget: command.budget,
    seed: command.seed,
    resume: 'required',
    // The fastest engine was chosen when the run began; it goes on with that one.
    ...(command.engine === undefined || command.engine === 'auto' ? {} : { engine: engineNamed(command.engine) }),
    ...given({ checkpointEvery: command.checkpointEvery, checkpointMinutes: command.checkpointMinutes }),
  };
}

async function newRequest(command: TrainCommand, outDir: string): Promise<TrainRequest> {
  const preset = presetNamed(command.preset);
  const { from, batch, accumulate, context, recompute } = command;
  const engine = command.engine === undefined ? undefined : await chooseEngine(command.engine, command.onNote);
  if (from === undefined) refuseHopeless({ preset, ...given({ batch, accumulate, context, recompute }) });
  const dataset = await openDataset(command.dataset);
  const tokenizer = await tokenizerOf(command, outDir, presets[preset].vocabulary);
  const text = readFileSync(tokenizer, 'utf8');
  command.onNote('Encoding the data …');
  const tokens = await tokensOf(dataset, readTokenizerJson(text), text, join(outDir, 'tokens'), command.signal);
  const { rate, warmupSteps, threads, checkpointEvery, checkpointMinutes, evalEvery } = command;
  return {
    outDir,
    preset,
    tokenizer,
    phases: [{ name: dataset.manifest.name, tokens: tokens.path }],
    budget: command.budget,
    seed: command.seed,
    resume: 'no',
    ...given({ engine }),
    ...given({ from, batch, accumulate, recompute, context, rate, warmupSteps, threads }),
    ...given({ checkpointEvery, checkpointMinutes, evalEvery }),
  };
}

async function tokenizerOf(command: TrainCommand, outDir: string, vocabulary: number): Promise<string> {
  if (command.tokenizer !== undefined) return join(resolve(command.tokenizer), 'tokenizer.json');
  if (command.from !== undefined) {
    const { tokenizerPath } = await openCheckpoint(command.from);
    if (tokenizerPath) return tokenizerPath;
    throw new Failure('no-tokenizer', `The checkpoint ${command.from} has no tokenizer.json; name its folder with --tokenizer.`);
  }
  command.onNote('Learning a tokenizer from the data …');
  const { file } = await learnTokenizer({
    datasets: [command.dataset],
    vocabularySize: command.vocabularySize ?? vocabulary,
    out: join(outDir, 'tokenizer'),
    signal: command.signal,
  });
  return file;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { freshParameters, parameterCount } from '../../core/model/parameters.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { END_OF_TEXT } from '../../core/tokenizer/tokenizer.ts';
import { budgetAmount } from '../../core/training/budget.ts';
import { CompiledSteps } from '../../core/training/compiled-steps.ts';
import { seededRandom } from '../../core/training/random.ts';
import { totalSteps, train } from '../../core/training/run.ts';
import { replaceText } from '../files/durable-file.ts';
import { hashFile, openCheckpoint, readTrainer, streamWeights } from '../checkpoints/read-checkpoint.ts';
import type { OpenCheckpoint } from '../checkpoints/read-checkpoint.ts';
import { checkpointName, latestCheckpoint, pruneCheckpoints } from '../checkpoints/retention.ts';
import type { CheckpointEntry } from '../checkpoints/retention.ts';
import {
  checkpointsFolder,
  hasRunRecord,
  makeRunFolder,
  readRunRecord,
  writeRunRecord,
} from '../checkpoints/run-record.ts';
import type { RunRecord, SampleSettings } from '../checkpoints/run-record.ts';
import type { PlannedPhase } from '../checkpoints/trainer-state.ts';
import { writeCheckpoint } from '../checkpoints/write-checkpoint.ts';
import type { TokenizerFile } from '../checkpoints/write-checkpoint.ts';
import { defaultEngine, engineNamed, openEngine, type EngineName } from '../engines/open-engine.ts';
import { physicalCores } from '../engines/physical-cores.ts';
import { openSampleWriter, sampleSettings, type SampleWriter } from './checkpoint-samples.ts';
import { fitMemory, freeBytes, requireMemory } from './fit-memory.ts';
import { openMetricLog, type MetricLog } from './metric-log.ts';
import { openPhase } from './phase-data.ts';
import { newModel, planPhases, requireFit, sketchPhase } from './plan-run.ts';
import type { TrainHooks, TrainReport, TrainRequest } from './train-request.ts';

const defaults = {
  checkpointEvery: 200,
  checkpointMinutes: 10,
  evalEvery: 50,
  keepLast: 2,
  heldOutBatches: 4,
};

/**
 * Trains as the request says, in `outDir`: plans a new run or takes up the one that is there, saves checkpoints as it
 * goes, and ends with the last of them. Every way to fail is a Failure with one sentence; what was saved stays.
 */
export async function trainRun(request: TrainRequest, hooks: TrainHooks = {}): Promise<TrainReport> {
  const started = performance.now();
  const known = await findRun(request);
  const threads = known?.record.threads ?? request.threads ?? physicalCores();
  const engine = hooks.engine ?? (await openEngine(engineOf(request, known), { threads }));
  try {
    const session =
      known === undefined
        ? await beginRun(request, hooks, engine, threads)
        : await takeUp(request, hooks, engine, known);
    try {
      return await runSession(request, hooks, session, started);
    } finally {
      await session.steps.dispose();
    }
  } finally {
    if (hooks.engine === undefined) await engine.close();
  }
}

/** The engine to open. A run stays with the one it was begun with: another rounds otherwise, and its curve would bend. */
function engineOf(request: TrainRequest, known: KnownRun | undefined): EngineName {
  if (known === undefined) return request.engine ?? defaultEngine;
  const begun = engineNamed(known.record.engineName);
  if (request.engine === undefined || request.engine === begun) return begun;
  throw new Failure(
    'other-engine',
    `The run in ${request.outDir} was begun with ${begun}, not ${request.engine}; resume it without --engine, or finetune from its checkpoint.`,
  );
}

type KnownRun = { readonly record: RunRecord; readonly latest: CheckpointEntry | undefined };

const ownTokenizer = (outDir: string): string => join(outDir, 'tokenizer.json');

/** A run that is ready to take its next step. */
type Session = {
  readonly record: RunRecord;
  readonly steps: CompiledSteps;
  readonly tokenizer: TokenizerFile;
  readonly latest: CheckpointEntry | undefined;
};

async function findRun(request: TrainRequest): Promise<KnownRun | undefined> {
  const { outDir, resume = 'no' } = request;
  if (!(await hasRunRecord(outDir))) {
    if (resume !== 'required') return undefined;
    throw new Failure(
      'no-run',
      `There is no run to resume in ${outDir}; check the folder, or train without --resume.`,
    );
  }
  const record = await readRunRecord(outDir);
  const latest = await latestCheckpoint(checkpointsFolder(outDir));
  if (resume !== 'no') return { record, latest };
  const done = `step ${String(latest?.state.step ?? 0)} of ${String(totalSteps(record.plan.phases))}`;
  throw new Failure(
    'run-exists',
    `${outDir} already holds a run (${done}); resume it with --resume or choose another folder.`,
  );
}

async function beginRun(
  request: TrainRequest,
  hooks: TrainHooks,
  engine: NonNullable<TrainHooks['engine']>,
  threads: number,
): Promise<Session> {
  if (request.phases.length === 0)
    throw new Failure('bad-request', 'There is nothing to train on; name at least one token file.');
  if (!Number.isSafeInteger(request.seed))
    throw new Failure('bad-request', `The seed is ${String(request.seed)}; give a whole number.`);
  budgetAmount(request.budget);
  await makeRunFolder(request.outDir);
  const tokenizer = await readTokenizerFile(request.tokenizer);
  const base = request.from === undefined ? undefined : await openCheckpoint(request.from);
  const model = base?.config ?? newModel(request, tokenizer.vocabularySize);
  if (base !== undefined) await requireSameTokenizer(base, tokenizer);
  const sketches = request.phases.map((phase) => sketchPhase(request, phase, model.context));
  requireFit(model, sketches, tokenizer.vocabularySize);
  const available = hooks.freeBytes ?? freeBytes();
  const { drafts, memoryBytes } = fitMemory({ ...request, lanes: engine.lanes }, model, sketches, available);
  hooks.onMemory?.(memoryBytes, available);

  const steps = new CompiledSteps(engine, model);
  try {
    await steps.load(
      base === undefined ? freshParameters(model, seededRandom(request.seed)) : streamWeights(base),
    );
    const evalEvery = request.evalEvery ?? defaults.evalEvery;
    const phases = await planPhases(request, drafts, steps, evalEvery, defaults.heldOutBatches);
    const record: RunRecord = {
      version: 1,
      model,
      parameters: parameterCount(model),
      plan: { seed: request.seed, phases },
      engineName: engine.name,
      engine: engine.description,
      threads,
      evalEvery,
      heldOutBatches: defaults.heldOutBatches,
      memoryBytes,
      tokenizer: { path: request.tokenizer, sha256: await hashFile(request.tokenizer) },
      startedFrom:
        base === undefined
          ? null
          : { path: base.path, sha256: await hashFile(join(base.path, 'model.safetensors')) },
      samples: samplesOf(request, phases, tokenizer),
      origin: request.origin ?? null,
    };
    // A run keeps its own copy: it outlives the file it was begun with.
    await replaceText(ownTokenizer(request.outDir), tokenizer.text);
    await writeRunRecord(request.outDir, record);
    return { record, steps, tokenizer, latest: undefined };
  } catch (error) {
    await steps.dispose();
    throw error;
  }
}

async function takeUp(
  request: TrainRequest,
  hooks: TrainHooks,
  engine: NonNullable<TrainHooks['engine']>,
  { record, latest }: KnownRun,
): Promise<Session> {
  const { model, plan } = record;
  const available = hooks.freeBytes ?? freeBytes();
  requireMemory({ ...request, lanes: engine.lanes }, model, plan.phases, available);
  const tokenizer = await readTokenizerFile(ownTokenizer(request.outDir));
  const steps = new CompiledSteps(engine, model);
  try {
    if (latest !== undefined) {
      const { parameters, moments } = await readTrainer(await openCheckpoint(latest.path));
      await steps.load(parameters, moments);
    } else {
      await steps.load(
        record.startedFrom === null
          ? freshParameters(model, seededRandom(plan.seed))
          : streamWeights(await openCheckpoint(record.startedFrom.path)),
      );
    }
    return { record, steps, tokenizer, latest };
  } catch (error) {
    await steps.dispose();
    throw error;
  }
}

async function runSession(
  request: TrainRequest,
  hooks: TrainHooks,
  session: Session,
  started: number,
): Promise<TrainReport> {
  const { record, steps, tokenizer } = session;
  const { plan, model } = record;
  const total = totalSteps(plan.phases);
  const folder = checkpointsFolder(request.outDir);
  let latest = session.latest;
  const startStep = latest?.state.step ?? 0;
  const data: ReturnType<typeof openPhase>[] = [];
  let log: MetricLog | undefined;
  let samples: SampleWriter | undefined;
  try {
    for (const phase of plan.phases) data.push(openPhase(phase));
    hooks.onPlan?.(record, startStep, total);
    log = openMetricLog(request.outDir, startStep);
    samples = samplesFor(request, hooks, session);
    await samples?.takeUp(startStep);
    const { outcome } = await train({
      steps,
      phases: data.map(({ phase }) => phase),
      seed: plan.seed,
      startStep,
      evalEvery: record.evalEvery,
      checkpointEvery: request.checkpointEvery ?? defaults.checkpointEvery,
      checkpointMinutes: request.checkpointMinutes ?? defaults.checkpointMinutes,
      heldOutBatchCount: record.heldOutBatches,
      clock: () => performance.now(),
      onMetric: (metric) => {
        log?.add(metric);
        hooks.onMetric?.(metric);
      },
      onCheckpoint: async ({ tensors, ...progress }) => {
        const path = join(folder, checkpointName(progress.step));
        const state = await writeCheckpoint(path, {
          config: model,
          tensors,
          tokenizer,
          state: { ...progress, totalSteps: total, plan },
        });
        latest = { path, state };
        await pruneCheckpoints(folder, request.keepLast ?? defaults.keepLast);
        hooks.onCheckpoint?.(path, state);
        if (progress.step > 0) await samples?.at(progress.step, progress.step === total);
      },
      ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    });
    const seconds = (performance.now() - started) / 1000;
    return { outcome, checkpoint: latest!.path, state: latest!.state, record, seconds };
  } finally {
    log?.close();
    await samples?.close();
    for (const opened of data) opened.close();
  }
}

function samplesOf(
  { samples }: TrainRequest,
  phases: readonly PlannedPhase[],
  { text }: TokenizerFile,
): SampleSettings | null {
  if (samples === undefined) return null;
  const opened = openPhase(phases.at(-1)!);
  try {
    return sampleSettings(samples, [opened.phase], readTokenizerJson(text));
  } finally {
    opened.close();
  }
}

function samplesFor(
  { outDir }: TrainRequest,
  { onSamples, onTrouble }: TrainHooks,
  { record, steps, tokenizer }: Session,
): SampleWriter | undefined {
  if (record.samples === null) return undefined;
  const nothing = (): void => undefined;
  const telling = { onSamples: onSamples ?? nothing, onTrouble: onTrouble ?? nothing };
  return openSampleWriter(outDir, record.samples, steps, readTokenizerJson(tokenizer.text), telling);
}

/** Finetuning continues a model in its own tokens; under another tokenizer the same numbers mean other texts. */
async function requireSameTokenizer(
  { path, tokenizerPath }: OpenCheckpoint,
  { text }: TokenizerFile,
): Promise<void> {
  if (tokenizerPath === null || (await readTokenizerFile(tokenizerPath)).text === text) return;
  throw new Failure(
    'vocabulary',
    `The data comes from another tokenizer than the model in ${path}; tokenise it with that model's tokenizer.json.`,
  );
}

async function readTokenizerFile(path: string): Promise<TokenizerFile & { readonly vocabularySize: number }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure(
      'missing-tokenizer',
      `The tokenizer ${path} cannot be read; train one or check the path.`,
      { cause },
    );
  }
  const tokenizer = readTokenizerJson(text);
  return {
    text,
    endOfText: tokenizer.endOfText,
    endOfTextName: END_OF_TEXT,
    vocabularySize: tokenizer.vocabularySize,
  };
}

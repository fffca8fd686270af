import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import { studyCells, type StudyCell } from '../../core/study/grid.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { openBenchmark } from '../../node/benchmarks/library.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import { tokensOf } from '../../node/datasets/dataset-tokens.ts';
import { openDataset, type Dataset } from '../../node/datasets/open-dataset.ts';
import { benchmarkHash } from '../../node/evaluation/request.ts';
import type { StudyResult } from '../../node/projects/study-folder.ts';
import { readStudyResult, writeStudyPlan, writeStudyResult } from '../../node/projects/study-folder.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import type { JobContext } from '../child.ts';
import { projectPlace } from '../data/place.ts';
import { learnedTokenizer, tokenFilesFolder } from '../learned-tokenizer.ts';
import { memoryWords, trainAndTell } from '../train-and-tell.ts';
import { measureModel, type StudyBenchmark } from './measure.ts';
import { parseStudyParams, type StudyParams } from './params.ts';

/** Raised when a model of a study would come out differently from the same inputs. */
const STUDY_VERSION = 1;

/** What every model of a study shares. */
type Ground = {
  readonly params: StudyParams;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly tokenizer: { readonly file: string; readonly text: string; readonly sha256: string };
  readonly benchmark: StudyBenchmark;
  readonly sandbox: Sandbox | null;
};

type PlannedCell = StudyCell & { readonly key: string };

export type StudyOutcome = { readonly models: number; readonly made: number };

/**
 * Trains and measures a grid of models, one after another. Each model is recorded under the hash of all that decides
 * it, so a study that was stopped, killed or extended makes only what is not there yet.
 */
export async function study(context: JobContext): Promise<StudyOutcome> {
  const params = parseStudyParams(context.params);
  const grid = studyCells(params);
  const ground = await prepare(context, params);
  try {
    const cells = grid.map((cell) => ({ ...cell, key: cellKey(cell, ground) }));
    const { benchmark, tokenizer } = ground;
    writeStudyPlan(context.projectDir, context.id, {
      datasets: [...ground.datasets].map(
        ([
          reference,
          {
            manifest: { name, hash },
          },
        ]) => ({ reference, name, hash }),
      ),
      cells,
      tokenizer: { path: tokenizer.file, sha256: tokenizer.sha256 },
      benchmark: {
        id: params.benchmark,
        name: benchmark.name,
        hash: benchmarkHash(benchmark.problems),
        problems: benchmark.problems.length,
      },
    });
    const total = cells.reduce((sum, { tokens }) => sum + tokens, 0);
    let behind = 0;
    let made = 0;
    for (const [at, cell] of cells.entries()) {
      context.signal.throwIfAborted();
      const progress = (share: number, doing: string): void => {
        context.progress({
          stage: 'study',
          doing: `model ${String(at + 1)} of ${String(cells.length)}: ${doing}`,
          done: Math.floor(behind + share * cell.tokens),
          total,
          unit: 'tokens',
        });
      };
      if (readStudyResult(context.projectDir, cell.key) === null) {
        writeStudyResult(context.projectDir, await makeModel(context, ground, cell, progress));
        made += 1;
      }
      behind += cell.tokens;
      progress(0, 'done');
    }
    return { models: cells.length, made };
  } finally {
    await ground.sandbox?.close();
  }
}

async function prepare(context: JobContext, params: StudyParams): Promise<Ground> {
  const place = projectPlace(context.projectDir);
  const datasets = new Map<string, Dataset>();
  for (const reference of params.datasets)
    datasets.set(reference, await openDataset(place.datasetFolder(reference)));
  const opened = await openBenchmark(join(context.projectDir, 'benchmarks'), params.benchmark);
  const problems = opened.list.filter((problem): problem is FunctionProblem => problem.kind === 'function');
  if (problems.length !== opened.list.length) {
    throw new Failure(
      'benchmark-form',
      `${opened.name} is in MBPP's form; a study asks problems in HumanEval's form, so choose such a benchmark.`,
    );
  }
  return {
    params,
    datasets,
    tokenizer: await tokenizerOf(context, params, datasets),
    benchmark: { name: opened.name, problems },
    sandbox: params.answer ? await openSandbox() : null,
  };
}

/** The one that was named, or one learned from all datasets and kept under their hashes. */
async function tokenizerOf(
  context: JobContext,
  params: StudyParams,
  datasets: ReadonlyMap<string, Dataset>,
): Promise<Ground['tokenizer']> {
  const named =
    params.tokenizer === undefined
      ? null
      : join(resolve(context.projectDir, params.tokenizer), 'tokenizer.json');
  if (named !== null && !existsSync(named))
    throw new Failure('no-tokenizer', `There is no ${named}; choose another tokenizer.`);
  const file = named ?? (await learnedTokenizer(context, 'study', [...datasets.values()], params.vocabulary));
  const text = readFileSync(file, 'utf8');
  return { file, text, sha256: sha256(text) };
}

/** Sixteen hex digits over everything that decides a model and its measures. */
function cellKey(cell: StudyCell, { params, datasets, tokenizer, benchmark }: Ground): string {
  const { context, batch, rate, answer } = params;
  const inputs: Json = {
    version: STUDY_VERSION,
    dataset: datasets.get(cell.dataset)!.manifest.hash,
    preset: cell.preset,
    tokens: cell.tokens,
    seed: cell.seed,
    tokenizer: tokenizer.sha256,
    benchmark: benchmarkHash(benchmark.problems),
    context,
    batch,
    rate,
    answer,
  };
  return sha256(canonicalJson(inputs)).slice(0, 16);
}

async function makeModel(
  context: JobContext,
  ground: Ground,
  cell: PlannedCell,
  progress: (share: number, doing: string) => void,
): Promise<StudyResult> {
  const { params, tokenizer, benchmark, sandbox } = ground;
  const dataset = ground.datasets.get(cell.dataset)!;
  const { manifest } = dataset;
  progress(0, 'encoding the data');
  const tokens = await tokensOf(
    dataset,
    readTokenizerJson(tokenizer.text),
    tokenizer.text,
    tokenFilesFolder(context.projectDir),
    context.signal,
  );
  const run = `study-${cell.key}`;
  const folder = join('runs', run);
  const name = `${manifest.name} · ${cell.preset} · ${cell.tokens.toLocaleString('en-US')} tokens · seed ${String(cell.seed)}`;
  const { threads, batch, rate } = params;
  const report = await trainAndTell(
    context,
    {
      outDir: join(context.projectDir, folder),
      preset: cell.preset as StudyParams['presets'][number],
      tokenizer: tokenizer.file,
      phases: [{ name: manifest.name, tokens: tokens.path }],
      budget: { kind: 'tokens', tokens: cell.tokens },
      context: params.context,
      batch,
      rate,
      seed: cell.seed,
      keepLast: 1,
      resume: 'if-possible',
      ...(threads === undefined ? {} : { threads }),
    },
    {
      id: run,
      name,
      path: folder,
      config: (record, total) => ({
        study: params.name,
        data: [manifest.name],
        preset: cell.preset,
        context: params.context,
        batch,
        rate,
        seed: cell.seed,
        steps: total,
        engine: record.engine,
        memory: memoryWords(record),
        tokenizer: tokenizer.sha256,
        datasets: [manifest.hash],
      }),
      parents: [manifest.hash],
      onMetric: ({ step }, total) => {
        progress((TRAINING_SHARE * step) / total, `training ${cell.preset} on ${manifest.name}`);
      },
    },
  );
  const { state, record, seconds } = report;
  const measured = await measureModel(
    context,
    { run, name, checkpoint: report.checkpoint, checkpointHash: state.weights.sha256, step: state.step },
    {
      benchmark,
      sandbox,
      seed: cell.seed,
      threads,
      onProgress: (share) => {
        progress(TRAINING_SHARE + share * (1 - TRAINING_SHARE), `asking it ${benchmark.name}`);
      },
    },
  );
  const { vocabulary, width } = record.model;
  return {
    key: cell.key,
    dataset: cell.dataset,
    datasetHash: manifest.hash,
    preset: cell.preset,
    tokensAsked: cell.tokens,
    seed: cell.seed,
    run,
    checkpointHash: state.weights.sha256,
    parameters: record.parameters,
    multiplying: record.parameters - vocabulary * width,
    tokens: state.tokens,
    seconds,
    heldOutLoss: state.heldOutLoss,
    ...measured,
  };
}

/** Part of a model's bar that its training fills; asking it takes the rest. */
const TRAINING_SHARE = 0.9;

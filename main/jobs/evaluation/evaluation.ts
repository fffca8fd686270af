import { join, resolve } from 'node:path';
import type { JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import type { EvaluationFile } from '../../core/evaluation/evaluation-file.ts';
import type { AskedProblem } from '../../core/evaluation/prompt-form.ts';
import type { Isolation, Sandbox } from '../../core/evaluation/sandbox.ts';
import { openBenchmark } from '../../node/benchmarks/library.ts';
import type { OpenBenchmark } from '../../node/benchmarks/library.ts';
import { engineNamed } from '../../node/engines/open-engine.ts';
import { benchmarkHash, evaluateModel } from '../../node/evaluation/evaluate-model.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import type { JobContext } from '../child.ts';
import type { EvaluationParams } from './params.ts';
import { evaluationIdOf, parseEvaluationParams } from './params.ts';

/** What an evaluation job returns: one entry for each model, in the order asked. */
export type EvaluationResult = {
  readonly evaluations: readonly {
    readonly id: string;
    readonly runName: string;
    readonly step: number | null;
    readonly passAt1: number;
    readonly ci95: readonly [number, number];
  }[];
};

/** Measures one model, or the checkpoints of a run one after another, on one benchmark. */
export async function evaluation(context: JobContext): Promise<EvaluationResult> {
  const params = parseEvaluationParams(context.params);
  const benchmark = await openBenchmark(join(context.projectDir, 'benchmarks'), params.benchmark);
  const { isolation } = params.settings;
  const sandbox = await openSandbox({ checking: true, ...(isolation === undefined ? {} : { isolation }) });
  try {
    const files: EvaluationFile[] = [];
    for (const index of params.models.keys()) {
      files.push(await evaluateOne(context, sandbox, params, benchmark, index));
    }
    return {
      evaluations: files.map(({ id, runName, step, passAt1, ci95 }) => ({
        id,
        runName,
        step,
        passAt1,
        ci95,
      })),
    };
  } finally {
    await sandbox.close();
  }
}

async function evaluateOne(
  context: JobContext,
  sandbox: Sandbox,
  params: EvaluationParams,
  benchmark: OpenBenchmark,
  index: number,
): Promise<EvaluationFile> {
  const { path, runId, runName, step } = params.models[index]!;
  const id = evaluationIdOf(context.id, params, index);
  const folder = join('evaluations', id);
  const { settings } = params;
  context.signal.throwIfAborted();
  const model = await loadModel(resolve(context.projectDir, path), {
    threads: params.threads,
    engine: params.engine === undefined ? undefined : engineNamed(params.engine),
  });
  const checkpointHash = model.sha256 ?? '';
  const tell = judgedTeller(context, id);
  try {
    const { file } = await evaluateModel(
      model,
      sandbox,
      {
        folder: join(context.projectDir, folder),
        id,
        run: { id: runId, name: runName, step, checkpointHash },
        benchmark: { name: benchmark.name, problems: benchmark.list },
        settings,
      },
      {
        signal: context.signal,
        onStart: (asked, isolation) => {
          tell.start(asked);
          emitStart(context, { id, folder, params, index, checkpointHash, benchmark, asked, isolation });
        },
        onJudged: tell.judged,
        onProgress: ({ written, judged, total }) => {
          const of = params.models.length > 1 ? `checkpoint ${index + 1} of ${params.models.length}: ` : '';
          const doing = written < total ? 'writing and running completions' : 'running completions';
          context.progress({
            stage: 'evaluate',
            doing: of + doing,
            // A sample counts half when it is written and whole when it is judged.
            done: Math.floor(index * total + (written + judged) / 2),
            total: params.models.length * total,
            unit: 'samples',
          });
        },
      },
    );
    tell.flush();
    context.emit({
      type: 'artifact',
      artifact: 'evaluation',
      name: `${runName}${step === null ? '' : `, step ${step}`} on ${benchmark.name}`,
      path: folder,
      hash: file.samplesHash,
      parents: [checkpointHash, file.benchmarkHash],
    });
    return file;
  } finally {
    tell.flush();
    await model.close();
  }
}

type Start = {
  readonly id: string;
  readonly folder: string;
  readonly params: EvaluationParams;
  readonly index: number;
  readonly checkpointHash: string;
  readonly benchmark: OpenBenchmark;
  readonly asked: readonly AskedProblem[];
  readonly isolation: Isolation;
};

function emitStart(context: JobContext, start: Start): void {
  const { id, folder, params, index, checkpointHash, benchmark, asked, isolation } = start;
  const problems = asked.map(({ problem }) => problem);
  const { runId, runName, step } = params.models[index]!;
  context.emit({
    type: 'evaluation',
    evaluation: id,
    path: folder,
    run: { id: runId, name: runName, step, checkpointHash },
    benchmark: { name: benchmark.name, hash: benchmarkHash(problems) },
    settings: params.settings,
    isolation,
    problems: problems.map((problem) => ({
      taskId: problem.taskId,
      difficulty: (problem.kind === 'function' ? problem.difficulty : undefined) ?? null,
      topics: (problem.kind === 'function' ? problem.topics : undefined) ?? [],
    })),
  });
}

/** Verdicts go out in parcels: a line for each would be most of the journal. */
const PARCEL = 64;
const PARCEL_MS = 250;

function judgedTeller(context: JobContext, evaluation: string) {
  const ordinals = new Map<string, number>();
  let parcel: {
    ordinal: number;
    sample: number;
    verdict: string;
    detail: string;
    elapsedMs: number;
    meanLogProbability: number | null;
  }[] = [];
  let sentAt = 0;
  const flush = (): void => {
    sentAt = Date.now();
    if (parcel.length > 0) context.emit({ type: 'judged', evaluation, samples: parcel });
    parcel = [];
  };
  return {
    start(asked: readonly AskedProblem[]): void {
      for (const [ordinal, { problem }] of asked.entries()) ordinals.set(problem.taskId, ordinal);
    },
    judged({ taskId, sample, verdict, detail, elapsedMs, logProbabilities }: JudgedSample): void {
      const ordinal = ordinals.get(taskId)!;
      const meanLogProbability = meanOf(logProbabilities);
      parcel.push({ ordinal, sample, verdict, detail, elapsedMs, meanLogProbability });
      if (parcel.length >= PARCEL || Date.now() - sentAt > PARCEL_MS) flush();
    },
    flush,
  };
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { greedySettings } from '../../core/evaluation/settings.ts';
import { solutionBitsPerByte, solutionLoss } from '../../core/evaluation/solution-loss.ts';
import { seededRandom } from '../../core/training/random.ts';
import { benchmarkHash } from '../../node/evaluation/request.ts';
import { evaluateModel } from '../../node/evaluation/evaluate-model.ts';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import type { StudyResult } from '../../node/projects/study-folder.ts';
import type { JobContext } from '../child.ts';

/** The problems that every model of a study is asked. */
export type StudyBenchmark = { readonly name: string; readonly problems: readonly FunctionProblem[] };

export type TrainedModel = {
  readonly run: string;
  readonly name: string;
  readonly checkpoint: string;
  readonly checkpointHash: string;
  readonly step: number;
};

type Measuring = {
  readonly benchmark: StudyBenchmark;
  /** Null: the loss on the solutions only. */
  readonly sandbox: Sandbox | null;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly onProgress: (share: number) => void;
};

export type Measured = Pick<StudyResult, 'solutionLoss' | 'answers'>;

const MAX_NEW_TOKENS = 96;
const TIME_LIMIT_MS = 1_000;
/** Resampling needs a seed of its own, so that a result can be computed again. */
const BOOTSTRAP_SEED = 1;

/** How well a model foresees the benchmark's solutions and, where there is a sandbox, how many problems it solves. */
export async function measureModel(
  context: JobContext,
  trained: TrainedModel,
  { benchmark, sandbox, seed, threads, onProgress }: Measuring,
): Promise<Measured> {
  const { problems } = benchmark;
  const model = await loadModel(trained.checkpoint, { threads });
  try {
    const bits: number[] = [];
    for (const problem of problems) {
      context.signal.throwIfAborted();
      bits.push(await solutionBitsPerByte(model, problem));
      onProgress(bits.length / problems.length / (sandbox === null ? 1 : 2));
    }
    const random = seededRandom(BOOTSTRAP_SEED);
    const loss = solutionLoss(bits, () => random.uniform());
    if (sandbox === null) return { solutionLoss: loss, answers: null };

    const id = `${trained.run}-${benchmarkHash(problems).slice(0, 8)}`;
    const folder = join('evaluations', id);
    const path = join(context.projectDir, folder);
    const { run, name, step, checkpointHash } = trained;
    const request = {
      folder: path,
      id,
      run: { id: run, name, step, checkpointHash },
      benchmark: { name: benchmark.name, problems },
      settings: {
        ...greedySettings,
        maxNewTokens: MAX_NEW_TOKENS,
        seed,
        timeLimitMs: TIME_LIMIT_MS,
        timeFactor: 0,
      },
    };
    const { file } = existsSync(join(path, 'evaluation.json'))
      ? await readEvaluation(path)
      : await evaluateModel(model, sandbox, request, {
          signal: context.signal,
          onProgress: ({ written, judged, total }) => {
            onProgress(0.5 + (written + judged) / total / 4);
          },
        });
    context.emit({
      type: 'artifact',
      artifact: 'evaluation',
      name: `${name} on ${benchmark.name}`,
      path: folder,
      hash: file.benchmarkHash,
      parents: [checkpointHash],
    });
    const { passAt1, ci95 } = file;
    const passed = Math.round(passAt1 * problems.length);
    return {
      solutionLoss: loss,
      answers: { passed, problems: problems.length, passAt1, ci95, evaluation: id },
    };
  } finally {
    await model.close();
  }
}

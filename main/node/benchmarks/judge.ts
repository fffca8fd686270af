import type { Problem, Sample } from '../../core/evaluation/problem.ts';
import { programText } from '../../core/evaluation/program-text.ts';
import type { Isolation, Sandbox, SandboxLimits, Verdict } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import { openSandbox } from '../sandbox/open-sandbox.ts';
import { readProblems } from './read-problems.ts';
import { readSamples } from './read-samples.ts';

export type JudgedSample = {
  readonly taskId: string;
  /** Which of the task's samples this is, from 0 in file order. */
  readonly sample: number;
  readonly verdict: Verdict['verdict'];
  readonly detail: string;
  readonly elapsedMs: number;
};

export type JudgeReport = {
  readonly total: number;
  readonly passed: number;
  readonly isolation: Isolation;
  readonly seconds: number;
  readonly results: readonly JudgedSample[];
};

export type JudgeOptions = {
  readonly onResult?: (result: JudgedSample, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<SandboxLimits>;
};

/**
 * Runs every sample against its problem, as many at a time as the sandbox has workers. Results come back
 * in the samples' order; `onResult` hears of each as it settles. Throws a `Failure` for an unknown task.
 */
export async function judgeSamples(
  sandbox: Sandbox,
  problems: readonly Problem[],
  samples: readonly Sample[],
  options: JudgeOptions = {},
): Promise<JudgedSample[]> {
  const byTask = new Map(problems.map((problem) => [problem.taskId, problem]));
  for (const { taskId } of samples) {
    if (!byTask.has(taskId)) {
      const example = problems[0]?.taskId ?? '(there are none)';
      throw new Failure(
        'unknown-task',
        `The samples name the task ${taskId}, which the problems do not have; theirs look like ${example}.`,
      );
    }
  }
  const counts = new Map<string, number>();
  const numbers = samples.map(({ taskId }) => {
    const number = counts.get(taskId) ?? 0;
    counts.set(taskId, number + 1);
    return number;
  });
  const results = new Array<JudgedSample>(samples.length);
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < samples.length) {
      options.signal?.throwIfAborted();
      const at = next++;
      const { taskId, completion } = samples[at]!;
      const source = programText(byTask.get(taskId)!, completion);
      const ran = await sandbox.run({ source, ...(options.limits ? { limits: options.limits } : {}) });
      const detail = ran.verdict === 'passed' ? '' : ran.detail;
      results[at] = { taskId, sample: numbers[at]!, verdict: ran.verdict, detail, elapsedMs: ran.elapsedMs };
      done += 1;
      options.onResult?.(results[at], done, samples.length);
    }
  };
  await Promise.all(Array.from({ length: sandbox.workers }, worker));
  return results;
}

export type JudgeRequest = {
  readonly problemsPath: string;
  readonly samplesPath: string;
  readonly workers?: number;
  readonly limits?: Partial<SandboxLimits>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, latest: JudgedSample) => void;
};

/** The `judge` command: a file of problems, a file of samples, one sandbox, one report. */
export async function judge(request: JudgeRequest): Promise<JudgeReport> {
  const started = performance.now();
  // Files are read first, so that a wrong path is said before an interpreter is started for it.
  const problems = await readProblems(request.problemsPath);
  const samples = await readSamples(request.samplesPath);
  const sandbox = await openSandbox({
    ...(request.workers === undefined ? {} : { workers: request.workers }),
    ...(request.limits === undefined ? {} : { limits: request.limits }),
  });
  try {
    const { onProgress, signal } = request;
    const results = await judgeSamples(sandbox, problems, samples, {
      ...(signal ? { signal } : {}),
      ...(onProgress
        ? {
            onResult: (result: JudgedSample, done: number, total: number) => {
              onProgress(done, total, result);
            },
          }
        : {}),
    });
    return {
      total: results.length,
      passed: results.filter((result) => result.verdict === 'passed').length,
      isolation: sandbox.isolation,
      seconds: (performance.now() - started) / 1000,
      results,
    };
  } finally {
    await sandbox.close();
  }
}

import type { Problem, Sample } from '../../core/evaluation/problem.ts';
import { checkerText, programText, solutionText } from '../../core/evaluation/program-text.ts';
import type {
  FailedAssertion,
  Isolation,
  IsolationChoice,
  RaisedException,
  Sandbox,
  SandboxLimits,
  Trust,
  Verdict,
} from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import { openSandbox } from '../sandbox/open-sandbox.ts';
import { calibrate, limitsFor } from './calibrate.ts';
import { readProblems } from './read-problems.ts';
import { readSamples } from './read-samples.ts';
import { SampleQueue } from './sample-queue.ts';

export type JudgedSample = {
  readonly taskId: string;
  /** Which of the task's samples this is, from 0 in file order. */
  readonly sample: number;
  readonly verdict: Verdict['verdict'];
  readonly detail: string;
  readonly elapsedMs: number;
  /** Whether the tests ran where the solution could not touch them. */
  readonly trust: Trust;
  /** For a wrong answer: the assertion that did not hold, with its values. */
  readonly assertion?: FailedAssertion;
  /** For an exception: what was raised. */
  readonly raised?: RaisedException;
  /** For a syntax error: its line in prompt and completion together. */
  readonly line?: number;
};

export type JudgeReport = {
  readonly total: number;
  readonly passed: number;
  readonly isolation: Isolation;
  /** Why the isolation is not stronger on this machine; absent where it is the strongest. */
  readonly isolationNote?: string;
  /** Problems whose tests had to share the solution's interpreter, because their values cannot leave it. */
  readonly sharedProblems: readonly string[];
  readonly seconds: number;
  readonly results: readonly JudgedSample[];
};

export type JudgeOptions = {
  readonly onResult?: (result: JudgedSample, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<SandboxLimits>;
  /** A sample may take so many times as long as the problem's reference, if that is longer than the time limit. */
  readonly timeFactor?: number;
};

const defaultTimeFactor = 4;

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
  const queue = new SampleQueue(samples.map(({ taskId }) => taskId));
  let done = 0;
  const lane = async () => {
    for (let turn = queue.next(null); turn !== null; turn = queue.next(turn.taskId)) {
      options.signal?.throwIfAborted();
      const { taskId, at } = turn;
      const { completion } = samples[at]!;
      const problem = byTask.get(taskId)!;
      const calibrated = await calibrate(sandbox, problem);
      const limits = limitsFor(calibrated, options.limits ?? {}, options.timeFactor ?? defaultTimeFactor);
      const { trust } = calibrated;
      const ran = await (trust === 'shared'
        ? sandbox.run({ source: programText(problem, completion), limits })
        : sandbox.check({
            solution: solutionText(problem, completion),
            checker: checkerText(problem),
            limits,
          }));
      results[at] = { taskId, sample: numbers[at]!, ...told(ran), elapsedMs: ran.elapsedMs, trust };
      done += 1;
      options.onResult?.(results[at], done, samples.length);
    }
  };
  await Promise.all(Array.from({ length: sandbox.workers }, lane));
  return results;
}

/** A verdict as results have it: its name, its sentence, and the parts that it has. */
function told(verdict: Verdict): Pick<JudgedSample, 'verdict' | 'detail' | 'assertion' | 'raised' | 'line'> {
  if (verdict.verdict === 'passed') return { verdict: 'passed', detail: '' };
  const { detail } = verdict;
  if (verdict.verdict === 'wrong-answer' && verdict.assertion !== null)
    return { verdict: verdict.verdict, detail, assertion: verdict.assertion };
  if (verdict.verdict === 'exception' && verdict.raised !== null)
    return { verdict: verdict.verdict, detail, raised: verdict.raised };
  if (verdict.verdict === 'syntax-error' && verdict.line !== null)
    return { verdict: verdict.verdict, detail, line: verdict.line };
  return { verdict: verdict.verdict, detail };
}

export type JudgeRequest = {
  readonly problemsPath: string;
  readonly samplesPath: string;
  readonly workers?: number;
  readonly limits?: Partial<SandboxLimits>;
  /** Where programs run; the strongest isolation there is unless said otherwise. */
  readonly isolation?: IsolationChoice;
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
    checking: true,
    ...(request.isolation === undefined ? {} : { isolation: request.isolation }),
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
      ...(sandbox.isolationNote ? { isolationNote: sandbox.isolationNote } : {}),
      sharedProblems: [...new Set(results.filter(({ trust }) => trust === 'shared').map((r) => r.taskId))],
      seconds: (performance.now() - started) / 1000,
      results,
    };
  } finally {
    await sandbox.close();
  }
}

import type { Problem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import type { JudgedSample } from '../benchmarks/judge.ts';
import { judgeSamples } from '../benchmarks/judge.ts';

/** One completion to run. */
export type ToJudge = {
  readonly problem: Problem;
  readonly sample: number;
  readonly completion: string;
};

export type Judging = {
  push(asked: ToJudge): void;
  /** Settles when all that was pushed has been judged; rejects with the first error. */
  finish(): Promise<void>;
  /** Takes up nothing more; what runs is let go. */
  stop(): void;
};

/**
 * Judges completions while others are still being written, as many at a time as the sandbox has workers.
 * `onVerdict` hears of each. A sandbox that cannot run is an error, not a verdict: nothing may be recorded then.
 */
export function openJudging(
  sandbox: Sandbox,
  { timeLimitMs, timeFactor }: Pick<EvaluationSettings, 'timeLimitMs' | 'timeFactor'>,
  onVerdict: (asked: ToJudge, result: JudgedSample) => void,
): Judging {
  const queue: ToJudge[] = [];
  let running = 0;
  let stopped = false;
  let error: unknown = null;
  let waiting: { resolve: () => void; reject: (reason: unknown) => void } | null = null;

  const settle = (): void => {
    if (waiting === null) return;
    if (error !== null) waiting.reject(error);
    else if (running === 0 && queue.length === 0) waiting.resolve();
  };
  const judge = async (asked: ToJudge): Promise<void> => {
    const { problem, completion } = asked;
    const samples = [{ taskId: problem.taskId, completion }];
    const options = { limits: { timeMs: timeLimitMs }, timeFactor };
    const [result] = await judgeSamples(sandbox, [problem], samples, options);
    if (stopped) return;
    if (result!.verdict === 'unavailable') throw new Failure('sandbox-unavailable', result!.detail);
    onVerdict(asked, result!);
  };
  const pump = (): void => {
    while (!stopped && error === null && running < sandbox.workers && queue.length > 0) {
      running += 1;
      judge(queue.shift()!)
        .catch((reason: unknown) => {
          error ??= reason;
        })
        .finally(() => {
          running -= 1;
          pump();
          settle();
        });
    }
  };
  return {
    push(asked) {
      queue.push(asked);
      pump();
    },
    finish: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        settle();
      }),
    stop() {
      stopped = true;
      queue.length = 0;
    },
  };
}

import type { Problem } from '../../core/evaluation/problem.ts';
import { referenceCompletion } from '../../core/evaluation/program-text.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import { judgeSamples } from './judge.ts';
import type { SelfTest } from './library.ts';

/** Generous: a reference that needs longer than this cannot be told from one that never ends. */
const TIME_LIMIT_MS = 30_000;

type SelfTestOptions = {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

/**
 * Runs every problem's own reference against its own tests. A problem whose reference fails cannot be solved as
 * it stands, and says so; a problem without a reference counts as neither.
 */
export async function selfTest(
  sandbox: Sandbox,
  problems: readonly Problem[],
  { onProgress, signal }: SelfTestOptions = {},
): Promise<SelfTest> {
  const solved = problems.filter((problem) => referenceCompletion(problem).trim() !== '');
  const results = await judgeSamples(
    sandbox,
    solved,
    solved.map((problem) => ({ taskId: problem.taskId, completion: referenceCompletion(problem) })),
    {
      limits: { timeMs: TIME_LIMIT_MS },
      ...(signal === undefined ? {} : { signal }),
      onResult: (_, done, total) => onProgress?.(done, total),
    },
  );
  const broken = results.find(({ verdict }) => verdict === 'unavailable');
  if (broken !== undefined) throw new Failure('sandbox-unavailable', broken.detail);
  const failed = results
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ taskId, verdict, detail }) => ({ taskId, verdict, detail }));
  return { isolation: sandbox.isolation, passed: results.length - failed.length, failed };
}

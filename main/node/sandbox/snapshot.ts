import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mutantsOf } from '../../core/evaluation/mutants.ts';
import { checkerText, referenceCompletion, solutionText } from '../../core/evaluation/program-text.ts';
import type { SandboxLimits } from '../../core/evaluation/sandbox.ts';
import { isIntact } from './checked-file.ts';
import type { Launch } from './launch.ts';
import type { CompileRequest } from './protocol.ts';
import { startChild, type ProcessTask } from './python-process.ts';

/** Made once per runtime build, by a process that puts the file into an empty folder. Null where that cannot be. */
async function findFile(
  path: string,
  make: (made: string, writable: string) => Promise<void>,
): Promise<string | null> {
  if (await isIntact(path)) return path;
  // Two sandboxes may be opened at once: each makes its own file and the rename is atomic.
  const making = `${path}-making-${String(process.pid)}-${String(performance.now())}`;
  try {
    await mkdir(making, { recursive: true });
    const made = join(making, 'made');
    await make(made, making);
    if (!(await isIntact(made))) return null;
    await rename(made, path);
    return path;
  } catch {
    return null;
  } finally {
    await rm(making, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function runChild(
  launch: Launch,
  task: ProcessTask,
  cwd: string,
  request?: CompileRequest,
): Promise<void> {
  const child = startChild(launch, task, cwd);
  child.stderr?.resume();
  if (request) child.once('message', () => child.send(request));
  await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
}

/** A snapshot of an interpreter that has just started: it loads in 0.4 s where starting takes 3–5 s. */
export const findSnapshot = (launch: Launch, cacheFolder: string, cwd: string): Promise<string | null> =>
  findFile(join(cacheFolder, `${launch.key}.snapshot`), (snapshot, writable) =>
    runChild(launch, { kind: 'make', snapshot, writable }, cwd),
  );

/** The machine code that V8 makes of CPython in seconds of judging, for interpreters with these limits. */
export const findCode = (
  launch: Launch,
  cacheFolder: string,
  cwd: string,
  snapshot: string,
  limits: SandboxLimits,
): Promise<string | null> =>
  findFile(join(cacheFolder, `${launch.key}.code`), async (code, writable) => {
    const { memoryBytes } = limits;
    const request: CompileRequest = { kind: 'compile', nonce: 'own', limits, trials: await ownTrials() };
    await runChild(launch, { kind: 'compile', snapshot, code, memoryBytes, writable }, cwd, request);
  });

/** Enough that what most programs use of CPython has run often: each more costs every first start its time. */
const trialProblems = 50;

/** Right and wrong solutions of the lab's own problems. */
async function ownTrials(): Promise<CompileRequest['trials']> {
  const { heldOutProblems } = await import('../../core/teaching/benchmark.ts');
  const problems = heldOutProblems({ seed: 1 });
  const every = Math.max(1, Math.floor(problems.length / trialProblems));
  return problems
    .filter((_, at) => at % every === 0)
    .flatMap((problem, at) => {
      const reference = referenceCompletion(problem);
      const checker = JSON.stringify(checkerText(problem));
      const wrong = mutantsOf(reference, at)
        .slice(0, 2)
        .map(({ completion }) => completion);
      return [reference, ...wrong].map((completion) => ({
        solution: solutionText(problem, completion),
        checker,
      }));
    });
}

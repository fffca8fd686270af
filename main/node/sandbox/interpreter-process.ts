import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname, sep } from 'node:path';
import type { SandboxLimits, SandboxResult } from '../../core/evaluation/sandbox.ts';
import { cpuMsOf } from './cpu-time.ts';
import type { Launch } from './launch.ts';
import { patience } from './meter.ts';
import { reply, type Reply, type RunReply, type RunRequest } from './protocol.ts';

const wasmPageBytes = 65_536;
/** Beyond its own deadline a process gets this long to stop by itself before it is killed. */
export const killGraceMs = 250;

export type ProcessTask =
  | { readonly kind: 'serve'; readonly snapshot: string | null; readonly memoryBytes: number }
  | { readonly kind: 'make'; readonly snapshot: string; readonly writable: string };

export function startChild(launch: Launch, task: ProcessTask, cwd: string): ChildProcess {
  const flags = [
    '--permission',
    `--allow-fs-read=${launch.pyodide}${sep}`,
    `--allow-fs-read=${dirname(launch.entry)}${sep}`,
    '--disallow-code-generation-from-strings',
    '--no-addons',
    '--no-warnings',
  ];
  if (task.kind === 'serve') {
    if (task.snapshot !== null) flags.push(`--allow-fs-read=${task.snapshot}`);
    flags.push(`--wasm-max-mem-pages=${String(Math.ceil(task.memoryBytes / wasmPageBytes))}`);
  } else {
    flags.push(`--allow-fs-read=${task.writable}${sep}`, `--allow-fs-write=${task.writable}${sep}`);
  }
  return fork(launch.entry, [launch.pyodide, task.kind, task.snapshot ?? ''], {
    execPath: launch.node,
    execArgv: flags,
    env: {},
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

type Waiting = { settle(answer: RunReply | null): void };

/** The host's end of one interpreter process: starts it, runs one program at a time, kills it. */
export class InterpreterProcess {
  readonly #child: ChildProcess;
  readonly ready: Promise<boolean>;
  readonly exited: Promise<void>;
  #waiting: Waiting | null = null;
  #nonce = '';
  #dead = false;
  #complaint = '';
  programsRun = 0;

  constructor(launch: Launch, task: ProcessTask, cwd: string) {
    this.#child = startChild(launch, task, cwd);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    const { promise: exited, resolve: gone } = Promise.withResolvers<undefined>();
    this.exited = exited;
    this.ready = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#died();
        resolve(false);
        gone(undefined);
      });
      this.#child.once('error', (error) => {
        this.#complaint ||= error.message;
        this.#died();
        resolve(false);
        if (this.#child.pid === undefined) gone(undefined);
      });
      this.#child.on('message', (raw) => {
        const answer = reply.safeParse(raw);
        if (!answer.success) this.kill();
        else if (answer.data.kind === 'ready') resolve(true);
        else this.#answered(answer.data);
      });
    });
  }

  get alive(): boolean {
    return !this.#dead;
  }

  /** What the process last said on its error stream, for a person to read when it would not start. */
  get complaint(): string {
    const lines = this.#complaint.trim().split('\n');
    return (lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 300);
  }

  async run(source: string, limits: SandboxLimits): Promise<SandboxResult & { reusable: boolean }> {
    this.#nonce = randomBytes(16).toString('hex');
    this.programsRun += 1;
    const started = performance.now();
    const { promise, resolve } = Promise.withResolvers<RunReply | null>();
    this.#waiting = { settle: resolve };
    let overdue = false;
    const cpuBefore = cpuMsOf(this.#child.pid);
    const check = () => {
      const elapsed = performance.now() - started;
      const used = (cpuMsOf(this.#child.pid) ?? Infinity) - (cpuBefore ?? 0);
      if (used < limits.timeMs && elapsed <= patience * limits.timeMs + killGraceMs) {
        timer = setTimeout(check, killGraceMs);
        return;
      }
      overdue = true;
      this.kill();
    };
    let timer = setTimeout(check, limits.timeMs + killGraceMs);
    const request: RunRequest = { kind: 'run', nonce: this.#nonce, source, ...limits };
    this.#child.send(request, (error) => {
      if (error) this.kill();
    });
    const answer = await promise;
    clearTimeout(timer);
    this.#waiting = null;
    if (answer) {
      const { verdict, detail, stdout, elapsedMs, reusable } = answer;
      return verdict === 'passed'
        ? { verdict, stdout, elapsedMs, reusable }
        : { verdict, detail, stdout, elapsedMs, reusable };
    }
    const elapsedMs = performance.now() - started;
    const end = { stdout: '', elapsedMs, reusable: false } as const;
    return overdue
      ? {
          verdict: 'timeout',
          detail: `The program ran longer than ${String(limits.timeMs)} ms and was killed.`,
          ...end,
        }
      : {
          verdict: 'interpreter-died',
          detail: 'The interpreter process ended while the program ran.',
          ...end,
        };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    this.#died();
  }

  #answered(answer: Reply): void {
    // A wrong nonce means that something other than our own code wrote the answer.
    if (answer.kind !== 'result' || answer.nonce !== this.#nonce) this.kill();
    else this.#waiting?.settle(answer);
  }

  #died(): void {
    this.#dead = true;
    this.#waiting?.settle(null);
  }
}

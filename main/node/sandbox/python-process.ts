import { fork, type ChildProcess } from 'node:child_process';
import { dirname, sep } from 'node:path';
import type { Socket } from 'node:net';
import { bubblewrapArguments, killStartingBox, processInBox } from './bubblewrap.ts';
import { cpuMsOf } from './cpu-time.ts';
import { nativesFlag } from './compiled-code.ts';
import type { Launch } from './launch.ts';
import { startNative } from './native/start-native.ts';
import { reply, type Reply, type Request } from './protocol.ts';
import type { RunningPython } from './running-python.ts';

const wasmPageBytes = 65_536;

export type ProcessTask =
  | {
      readonly kind: 'interpret' | 'check';
      readonly snapshot: string | null;
      /** Compiled code for V8 with this much memory. */
      readonly code: string | null;
      readonly memoryBytes: number;
    }
  | { readonly kind: 'make'; readonly snapshot: string; readonly writable: string }
  | {
      readonly kind: 'compile';
      readonly snapshot: string;
      readonly code: string;
      readonly memoryBytes: number;
      readonly writable: string;
    };

/** Starts a Python process. `bridge` is the standard input that it gets; its own end of a new socket, if none is given. */
export function startChild(
  launch: Launch,
  task: ProcessTask,
  cwd: string,
  bridge: Socket | 'pipe' | 'ignore' = 'ignore',
): ChildProcess {
  // These two run no program of anybody's, and have to write.
  const writing = task.kind === 'make' || task.kind === 'compile';
  if (launch.native !== null && launch.bubblewrap !== null && !writing)
    return startNative(launch.bubblewrap, launch.native, bridge);
  const readable = [launch.pyodide, launch.entryFolder];
  const flags = [
    '--permission',
    ...readable.map((folder) => `--allow-fs-read=${folder}${sep}`),
    '--disallow-code-generation-from-strings',
    '--no-addons',
    '--no-warnings',
  ];
  if (writing)
    flags.push(`--allow-fs-read=${task.writable}${sep}`, `--allow-fs-write=${task.writable}${sep}`);
  const started = [
    ...(task.kind !== 'make' && task.snapshot !== null ? [task.snapshot] : []),
    ...(!writing && task.code !== null ? [task.code] : []),
  ];
  flags.push(...started.map((file) => `--allow-fs-read=${file}`));
  if (task.kind !== 'make')
    flags.push(nativesFlag, `--wasm-max-mem-pages=${String(Math.ceil(task.memoryBytes / wasmPageBytes))}`);
  const boxed = launch.bubblewrap !== null && !writing;
  const files = [dirname(launch.node), ...readable, ...started];
  const channel = ['--setenv', 'NODE_CHANNEL_FD', '3', '--setenv', 'NODE_CHANNEL_SERIALIZATION_MODE', 'json'];
  const code = task.kind === 'make' ? '' : (task.code ?? '');
  return fork(launch.entry, [launch.pyodide, task.kind, task.snapshot ?? '', code], {
    execPath: boxed ? launch.bubblewrap! : launch.node,
    execArgv: boxed ? [...bubblewrapArguments(files, cwd), ...channel, launch.node, ...flags] : flags,
    env: {},
    cwd,
    stdio: [bridge, 'ignore', 'pipe', 'ipc'],
  });
}

/** The host's end of one Python process. Answers go to the one who waits for them; anything unasked for ends the process. */
export class PythonProcess implements RunningPython {
  readonly #child: ChildProcess;
  readonly #boxed: boolean;
  readonly ready: Promise<boolean>;
  readonly exited: Promise<void>;
  #waiting: { readonly nonce: string; settle(answer: Reply | null): void } | null = null;
  #dead = false;
  #complaint = '';
  #pid: number | null = null;

  constructor(launch: Launch, task: ProcessTask, cwd: string, bridge: Socket | 'pipe' | 'ignore') {
    this.#boxed = launch.bubblewrap !== null;
    this.#child = startChild(launch, task, cwd, bridge);
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
        else if (answer.data.kind === 'ready') {
          const { pid } = this.#child;
          this.#pid = this.#boxed ? processInBox(pid) : (pid ?? null);
          resolve(true);
        } else this.#answered(answer.data);
      });
    });
  }

  get alive(): boolean {
    return !this.#dead;
  }

  /** The process's end of its bridge, for another process to be started with. It must be closed here after that. */
  get bridge(): Socket | null {
    return this.#child.stdin as Socket | null;
  }

  /** What the process last said on its error stream, for a person to read when it would not start. */
  get complaint(): string {
    const lines = this.#complaint.trim().split('\n');
    return (lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 300);
  }

  /** Processor time that the process has used, milliseconds; null where the system does not say. */
  get cpuMs(): number | null {
    return cpuMsOf(this.#pid ?? undefined);
  }

  /** Sends a request and gives its answer, or null when the process ended first. */
  ask(request: Request): Promise<Reply | null> {
    const { promise, resolve } = Promise.withResolvers<Reply | null>();
    if (this.#dead) return Promise.resolve(null);
    this.#waiting = { nonce: request.nonce, settle: resolve };
    this.#child.send(request, (error) => {
      if (error) this.kill();
    });
    return promise;
  }

  kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    // Once it has spoken its box is whole, and ends with Bubblewrap's own process.
    const starting = this.#boxed && this.#pid === null && exitCode === null && signalCode === null;
    if (starting && pid !== undefined) killStartingBox(pid);
    this.#child.kill('SIGKILL');
    this.#died();
  }

  #answered(answer: Reply): void {
    const waiting = this.#waiting;
    const asked = answer.kind === 'result' || answer.kind === 'served';
    // A wrong nonce means that something other than our own code wrote the answer.
    if (!asked || waiting?.nonce !== answer.nonce) {
      this.kill();
      return;
    }
    this.#waiting = null;
    waiting.settle(answer);
  }

  #died(): void {
    this.#dead = true;
    this.#waiting?.settle(null);
    this.#waiting = null;
  }
}

import { randomBytes } from 'node:crypto';
import type { CheckerText, SandboxLimits, SandboxResult, Verdict } from '../../core/evaluation/sandbox.ts';
import type { Launch } from './launch.ts';
import { patience } from './meter.ts';
import type { Reply } from './protocol.ts';
import { PythonProcess } from './python-process.ts';
import { readVerdict } from './verdict.ts';

/** Beyond its own deadline a process gets this long to stop by itself before it is killed. */
export const killGraceMs = 250;

export type InterpreterOptions = {
  readonly launch: Launch;
  readonly snapshot: string | null;
  readonly memoryBytes: number;
  readonly cwd: string;
};

type Ran = SandboxResult & {
  /** Whether the process can take another program. */
  readonly reusable: boolean;
};

/**
 * One interpreter for programs, and from the first trial on one for its tests: two processes that share nothing
 * but a socket. One program runs at a time; both live and die together.
 */
export class InterpreterProcess {
  readonly #options: InterpreterOptions;
  readonly #interpreter: PythonProcess;
  #checker: PythonProcess | null = null;
  programsRun = 0;

  constructor(options: InterpreterOptions) {
    this.#options = options;
    const { launch, cwd, ...task } = options;
    this.#interpreter = new PythonProcess(launch, { kind: 'interpret', ...task }, cwd, 'pipe');
    // Nothing is written here; the socket waits for a checker.
    this.#interpreter.bridge?.on('error', () => undefined);
    void this.#interpreter.exited.then(() => this.#checker?.kill());
  }

  get ready(): Promise<boolean> {
    return this.#interpreter.ready;
  }

  get exited(): Promise<void> {
    return this.#interpreter.exited.then(() => this.#checker?.exited);
  }

  get alive(): boolean {
    return this.#interpreter.alive && this.#checker?.alive !== false;
  }

  get complaint(): string {
    return this.#interpreter.complaint || (this.#checker?.complaint ?? '');
  }

  /** Starts the checker if there is none yet; false when it cannot be had. */
  async startChecker(): Promise<boolean> {
    if (this.#checker === null) {
      const { launch, cwd, ...task } = this.#options;
      const { bridge } = this.#interpreter;
      if (bridge === null || !this.#interpreter.alive) return false;
      this.#checker = new PythonProcess(launch, { kind: 'check', ...task }, cwd, bridge);
      // The checker has its own copy now; with this one left open it would never learn of the other's end.
      bridge.destroy();
      void this.#checker.exited.then(() => {
        this.#interpreter.kill();
      });
    }
    return this.#checker.ready;
  }

  async run(source: string, limits: SandboxLimits): Promise<Ran> {
    this.programsRun += 1;
    const request = { kind: 'run', nonce: newNonce(), source, ...limits } as const;
    const watch = this.#watch(limits);
    const answer = await this.#interpreter.ask(request);
    return watch.conclude(answer, answer?.kind === 'result' && answer.reusable, '');
  }

  async check(solution: string, checker: CheckerText, limits: SandboxLimits): Promise<Ran> {
    if (!(await this.startChecker())) {
      const detail = `Python could not be started in the sandbox: ${this.complaint || 'the process ended at once'}`;
      return { verdict: 'unavailable', detail, stdout: '', elapsedMs: 0, reusable: false };
    }
    this.programsRun += 1;
    const watch = this.#watch(limits);
    const serving = this.#interpreter.ask({ kind: 'serve', nonce: newNonce(), ...limits });
    const answer = await this.#checker!.ask({
      kind: 'check',
      nonce: newNonce(),
      solution,
      checker: JSON.stringify(checker),
      ...limits,
    });
    const served = answer === null ? null : await serving;
    const reusable =
      answer?.kind === 'result' && answer.reusable && served?.kind === 'served' && served.reusable;
    return watch.conclude(answer, reusable, served?.kind === 'served' ? served.stdout : '');
  }

  kill(): void {
    this.#interpreter.kill();
    this.#checker?.kill();
  }

  /** Kills a program that does not stop by itself, by the processor's clock where there is one. */
  #watch(limits: SandboxLimits): {
    conclude(answer: Reply | null, reusable: boolean, stdout: string): Ran;
  } {
    const started = performance.now();
    const cpuMs = (): number | null => {
      const used = this.#interpreter.cpuMs;
      return used === null ? null : used + (this.#checker?.cpuMs ?? 0);
    };
    const cpuBefore = cpuMs();
    let overdue = false;
    const look = (): void => {
      const elapsed = performance.now() - started;
      const used = (cpuMs() ?? Infinity) - (cpuBefore ?? 0);
      if (used < limits.timeMs && elapsed <= patience * limits.timeMs + killGraceMs) {
        timer = setTimeout(look, killGraceMs);
        return;
      }
      overdue = true;
      this.kill();
    };
    let timer = setTimeout(look, limits.timeMs + killGraceMs);
    return {
      conclude: (answer, reusable, stdout) => {
        clearTimeout(timer);
        const elapsedMs = performance.now() - started;
        if (overdue) {
          const detail = `The program ran longer than ${String(limits.timeMs)} ms and was killed.`;
          return { verdict: 'timeout', detail, stdout, elapsedMs, reusable: false };
        }
        if (answer?.kind !== 'result') {
          const detail = 'The interpreter process ended while the program ran.';
          return { verdict: 'interpreter-died', detail, stdout, elapsedMs, reusable: false };
        }
        const verdict: Verdict = readVerdict(answer);
        return { ...verdict, stdout: stdout + answer.stdout, elapsedMs: answer.elapsedMs, reusable };
      },
    };
  }
}

const newNonce = (): string => randomBytes(16).toString('hex');

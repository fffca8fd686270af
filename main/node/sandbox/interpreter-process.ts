import { randomBytes } from 'node:crypto';
import type { SandboxLimits, Verdict } from '../../core/evaluation/sandbox.ts';
import { compilingMs, patience } from './meter.ts';
import type { Ran } from './patience.ts';
import type { Reply } from './protocol.ts';
import type { PythonHost, RunningPython } from './running-python.ts';
import { readVerdict } from './verdict.ts';

/** Beyond its own deadline a process gets this long to stop by itself before it is killed. */
export const killGraceMs = 250;

/** From when on a program's use of the processor is watched. */
const firstLookMs = 20;

/**
 * One interpreter for programs and, for trials, one for their tests: two processes that share nothing but a bridge.
 * One program runs at a time. They die together, unless the checker is released first.
 */
export class InterpreterProcess {
  readonly #interpreter: RunningPython;
  readonly #clock: PythonHost['clock'];
  #checker: RunningPython | null;
  #checkerReusable = true;
  #compiled = '';
  programsRun = 0;

  constructor(host: PythonHost, checker: RunningPython | null) {
    this.#checker = checker;
    this.#clock = host.clock;
    this.#interpreter = host.startInterpreter(checker);
    void this.#interpreter.exited.then(() => this.#checker?.kill());
    void checker?.exited.then(() => {
      if (this.#checker === checker) this.#interpreter.kill();
    });
  }

  get ready(): Promise<boolean> {
    const checker = this.#checker?.ready ?? true;
    return Promise.all([this.#interpreter.ready, checker]).then((both) => both.every(Boolean));
  }

  get exited(): Promise<void> {
    return this.#interpreter.exited.then(() => this.#checker?.exited);
  }

  get alive(): boolean {
    return this.#interpreter.alive && this.#checker?.alive !== false;
  }

  /** The tests that the checker has compiled already, as they were sent. */
  get compiled(): string {
    return this.#compiled;
  }

  get canCheck(): boolean {
    return this.#checker !== null;
  }

  get complaint(): string {
    return this.#interpreter.complaint || (this.#checker?.complaint ?? '');
  }

  /** Ends the interpreter and gives its checker, if that can go on with another. */
  release(): RunningPython | null {
    const checker = this.#checker;
    if (checker === null || !checker.alive || !this.#checkerReusable) {
      this.kill();
      return null;
    }
    this.#checker = null;
    this.#interpreter.kill();
    return checker;
  }

  async run(source: string, limits: SandboxLimits): Promise<Ran> {
    this.programsRun += 1;
    const request = { kind: 'run', nonce: newNonce(), source, ...limits } as const;
    const watch = this.#watch(limits);
    const answer = await this.#interpreter.ask(request);
    return watch.conclude(answer, answer?.kind === 'result' && answer.reusable, '');
  }

  /** `checker` is a `CheckerText` in JSON. */
  async check(solution: string, checker: string, limits: SandboxLimits): Promise<Ran> {
    this.programsRun += 1;
    const watch = this.#watch(limits, checker === this.#compiled ? 0 : compilingMs(checker));
    const serving = this.#interpreter.ask({ kind: 'serve', nonce: newNonce(), ...limits });
    // Not reusable until it has said so: what is left unread on the bridge would answer the next trial.
    this.#checkerReusable = false;
    const answer = await this.#checker!.ask({
      kind: 'check',
      nonce: newNonce(),
      solution,
      checker,
      ...limits,
    });
    this.#compiled = checker;
    const served = answer === null ? null : await serving;
    this.#checkerReusable = answer?.kind === 'result' && answer.reusable && served?.kind === 'served';
    const reusable = this.#checkerReusable && served?.kind === 'served' && served.reusable;
    return watch.conclude(withEnd(answer, served), reusable, served?.kind === 'served' ? served.stdout : '');
  }

  kill(): void {
    this.#interpreter.kill();
    this.#checker?.kill();
  }

  /**
   * Kills a program that does not stop by itself, by the processor's clock where there is one. `besidesMs` is what
   * else its processes may have to do.
   */
  #watch(
    limits: SandboxLimits,
    besidesMs = 0,
  ): {
    conclude(answer: Reply | null, reusable: boolean, stdout: string): Ran;
  } {
    const allowedMs = limits.timeMs + besidesMs;
    const started = performance.now();
    const cpuMs = (): number | null => {
      const used = this.#interpreter.cpuMs;
      return used === null ? null : used + (this.#checker?.cpuMs ?? 0);
    };
    const used = (before: number): number => (cpuMs() ?? Infinity) - before;
    // Stopped by the clock on the wall, what it used decides whether it was kept waiting, so all of it counts.
    let cpuBefore = this.#clock === 'wall' ? cpuMs() : null;
    let overdue = false;
    const look = (): void => {
      const elapsed = performance.now() - started;
      const usedMs = used(cpuBefore ?? 0);
      // A busy machine may have given it all of its time just now: it is about to stop by itself.
      if (usedMs < allowedMs + killGraceMs / 2 && elapsed <= patience * allowedMs + killGraceMs) {
        timer = setTimeout(look, killGraceMs);
        return;
      }
      overdue = true;
      this.kill();
    };
    // Most programs have ended before it is worth asking the system what they have used.
    let timer = setTimeout(() => {
      cpuBefore ??= cpuMs();
      timer = setTimeout(look, allowedMs + killGraceMs - firstLookMs);
    }, firstLookMs);
    return {
      conclude: (answer, reusable, stdout) => {
        clearTimeout(timer);
        const elapsedMs = performance.now() - started;
        if (overdue) {
          const detail = `The program ran longer than ${String(limits.timeMs)} ms and was killed.`;
          return { verdict: 'timeout', detail, stdout, elapsedMs, reusable: false, usedMs: null };
        }
        if (answer?.kind !== 'result') {
          const detail = 'The interpreter process ended while the program ran.';
          return { verdict: 'interpreter-died', detail, stdout, elapsedMs, reusable: false, usedMs: null };
        }
        const verdict: Verdict = readVerdict(answer);
        return {
          ...verdict,
          stdout: stdout + answer.stdout,
          elapsedMs: answer.elapsedMs,
          reusable,
          usedMs: this.#clock === 'wall' ? used(cpuBefore ?? 0) : null,
        };
      },
    };
  }
}

/** What ended the solution's process ends its trial, whatever the tests made of it. */
function withEnd(answer: Reply | null, served: Reply | null): Reply | null {
  if (answer?.kind !== 'result' || served?.kind !== 'served' || served.ended === undefined) return answer;
  const { verdict, said } = served.ended;
  // It ends with its tests in any case; that is news only where they missed it.
  const missed = verdict !== 'interpreter-died' || answer.verdict === 'interpreter-died';
  return missed && verdict !== 'passed' ? { ...answer, verdict, said } : answer;
}

const newNonce = (): string => randomBytes(16).toString('hex');

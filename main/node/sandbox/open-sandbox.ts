import { availableParallelism } from 'node:os';
import { Failure } from '../../core/failure.ts';
import { cacheFolder } from '../files/user-folders.ts';
import type {
  Isolation,
  IsolationChoice,
  Sandbox,
  SandboxLimits,
  SandboxProgram,
  SandboxResult,
  SandboxTrial,
} from '../../core/evaluation/sandbox.ts';
import { InterpreterProcess } from './interpreter-process.ts';
import { findLaunch } from './launch.ts';
import { openPagesHost } from './chromium/pages-host.ts';
import { pagesOfThisProcess } from './chromium/pages-of-parent.ts';
import type { PythonPages } from './chromium/python-pages.ts';
import type { Launch } from './launch.ts';
import { openNodeHost } from './node-host.ts';
import { Patience } from './patience.ts';
import type { PythonHost, RunningPython } from './running-python.ts';

export const defaultLimits: SandboxLimits = {
  timeMs: 3000,
  memoryBytes: 512 * 1024 * 1024,
  outputBytes: 256 * 1024,
};

export type SandboxOptions = {
  /** Programs at a time; all of the machine's cores unless said otherwise. */
  readonly workers?: number;
  readonly limits?: Partial<SandboxLimits>;
  /** Where the start-up snapshot is kept; `null` starts every interpreter from nothing. */
  readonly cacheFolder?: string | null;
  /** Whether trials will come: interpreters for tests are then started at once, not at the first trial. */
  readonly checking?: boolean;
  /** False leaves Bubblewrap out where it works too. */
  readonly bubblewrap?: boolean;
  /** `native` runs programs in this machine's own Python; `strongest`, the default, in Pyodide. */
  readonly isolation?: IsolationChoice;
  /** Who opens pages inside Chromium's sandbox: for jobs of the desktop app its main process, for others nobody. */
  readonly pages?: PythonPages | null;
};

/** A restored heap is hygiene, not security: after this many programs a process is replaced anyway. */
const programsPerProcess = 4000;
/** So many processes that die before they are ready mean that none ever will be. */
const startsBeforeGivingUp = 3;

type Asked =
  | { readonly kind: 'program'; readonly program: SandboxProgram }
  /** `checker` is the trial's checker as it is sent. */
  | { readonly kind: 'trial'; readonly trial: SandboxTrial; readonly checker: string };

type Queued = {
  readonly asked: Asked;
  readonly patience: Patience;
  readonly settle: (result: SandboxResult) => void;
};

/**
 * Opens a pool of interpreter processes. Resolves when the first can take a program; the others follow.
 * Throws a `Failure` (`sandbox-unavailable`) where none can be started.
 */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const launch = findLaunch({
    native: options.isolation === 'native',
    ...(options.bubblewrap === undefined ? {} : { bubblewrap: options.bubblewrap }),
  });
  const workers = options.workers ?? availableParallelism();
  if (!Number.isInteger(workers) || workers < 1) {
    throw new Failure('usage', `The sandbox needs one worker or more, got ${String(workers)}.`);
  }
  const limits = { ...defaultLimits, ...options.limits };
  const folder = options.cacheFolder === undefined ? cacheFolder() : options.cacheFolder;
  const host = await openHost(launch, options, limits.memoryBytes, folder);
  const pool = new InterpreterPool(host, workers, limits, options.checking ?? false);
  try {
    await pool.firstReady();
  } catch (error) {
    await pool.close();
    throw error;
  }
  return pool;
}

/** Pages inside Chromium's sandbox where there are any, else processes of Node's, with the reason beside them. */
async function openHost(
  launch: Launch,
  { pages = pagesOfThisProcess() }: SandboxOptions,
  memoryBytes: number,
  cacheFolder: string | null,
): Promise<PythonHost> {
  if (pages === null || launch.native !== null)
    return openNodeHost(launch, memoryBytes, cacheFolder, defaultLimits);
  try {
    return await openPagesHost(pages, launch, memoryBytes, cacheFolder !== null);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const host = await openNodeHost(launch, memoryBytes, cacheFolder, defaultLimits);
    return { ...host, isolationNote: `${error.message} ${host.isolationNote}`.trim() };
  }
}

class InterpreterPool implements Sandbox {
  readonly isolation: Isolation;
  readonly isolationNote: string;
  readonly nativePython?: string;
  readonly workers: number;
  readonly #host: PythonHost;
  readonly #limits: SandboxLimits;
  readonly #queue: Queued[] = [];
  readonly #idle: InterpreterProcess[] = [];
  readonly #all = new Set<InterpreterProcess>();
  readonly #opened = Promise.withResolvers<undefined>();
  readonly #reap = () => {
    for (const process of this.#all) process.kill();
  };
  #checking: boolean;
  #busy = 0;
  #failedStarts = 0;
  #unavailable: string | null = null;
  #closed = false;

  constructor(host: PythonHost, workers: number, limits: SandboxLimits, checking: boolean) {
    this.#host = host;
    this.isolation = host.isolation;
    this.isolationNote = host.isolationNote;
    if (host.nativePython !== undefined) this.nativePython = host.nativePython;
    this.workers = workers;
    this.#limits = limits;
    this.#checking = checking;
    process.on('exit', this.#reap);
    for (let i = 0; i < workers; i++) this.#start();
  }

  async firstReady(): Promise<void> {
    await this.#opened.promise;
  }

  run(program: SandboxProgram): Promise<SandboxResult> {
    return this.#enqueue({ kind: 'program', program });
  }

  check(trial: SandboxTrial): Promise<SandboxResult> {
    if (!this.#checking) this.#beginChecking();
    return this.#enqueue({ kind: 'trial', trial, checker: JSON.stringify(trial.checker) });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    process.off('exit', this.#reap);
    this.#giveUp('The sandbox was closed.');
    const gone = [...this.#all].map((process) => process.exited);
    this.#reap();
    await Promise.all(gone);
    this.#host.close();
  }

  #enqueue(asked: Asked): Promise<SandboxResult> {
    const own = asked.kind === 'trial' ? asked.trial.limits : asked.program.limits;
    const wanted = { ...this.#limits, ...own };
    const memoryBytes = Math.min(wanted.memoryBytes, this.#limits.memoryBytes);
    const patience = new Patience({ ...wanted, memoryBytes });
    return new Promise((settle) => {
      this.#queue.push({ asked, patience, settle });
      this.#dispatch();
    });
  }

  /** From the first trial on every interpreter has a checker beside it; those without make room. */
  #beginChecking(): void {
    this.#checking = true;
    for (const idle of this.#idle.splice(0)) idle.kill();
  }

  #start(checker: RunningPython | null = this.#checking ? this.#host.startChecker() : null): void {
    const started = new InterpreterProcess(this.#host, checker);
    this.#all.add(started);
    const { ready } = started;
    void started.exited.then(() => {
      this.#all.delete(started);
      const at = this.#idle.indexOf(started);
      if (at >= 0) this.#idle.splice(at, 1);
      this.#refill();
    });
    void ready.then((isReady) => {
      if (this.#closed) return;
      if (!isReady) {
        this.#failedStarts += 1;
        if (this.#failedStarts >= startsBeforeGivingUp) {
          this.#giveUp(
            `Python could not be started in the sandbox: ${started.complaint || 'the process ended at once'}`,
          );
        }
        return;
      }
      this.#failedStarts = 0;
      this.#opened.resolve(undefined);
      if (this.#checking && !started.canCheck) started.kill();
      else this.#idle.push(started);
      this.#dispatch();
    });
  }

  #giveUp(reason: string): void {
    this.#unavailable = reason;
    this.#opened.reject(new Failure('sandbox-unavailable', reason));
    this.#opened.promise.catch(() => undefined);
    for (const { settle } of this.#queue.splice(0)) settle(this.#refusal());
  }

  #refusal(): SandboxResult {
    return { verdict: 'unavailable', detail: this.#unavailable ?? '', stdout: '', elapsedMs: 0 };
  }

  /**
   * Once programs have cost a process, one more than can work at once is kept warm, so that the next to be killed
   * costs nobody its start-up time. Where nothing is ever killed that time is better spent on programs.
   */
  #refill(): void {
    if (this.#closed || this.#unavailable !== null) return;
    const wanted = this.workers + (this.#queue.length > 0 || this.#busy > 0 ? 1 : 0);
    if (this.#all.size < wanted) this.#start();
  }

  /** A checker outlives its interpreter, which costs half of a new pair's start. */
  #replace(worn: InterpreterProcess): void {
    const checker = worn.release();
    if (checker === null) return;
    if (this.#closed || this.#unavailable !== null) checker.kill();
    else this.#start(checker);
  }

  #dispatch(): void {
    if (this.#unavailable !== null) {
      for (const { settle } of this.#queue.splice(0)) settle(this.#refusal());
      return;
    }
    while (this.#queue.length > 0 && this.#busy < this.workers) {
      const free = this.#take(this.#queue[0]!.asked);
      if (!free) break;
      if (free.alive) void this.#serve(free, this.#queue.shift()!);
    }
  }

  /** One that has compiled the trial's tests already; else the one that worked last, which has the warmest code. */
  #take(asked: Asked): InterpreterProcess | undefined {
    const at = asked.kind === 'trial' ? this.#idle.findIndex((idle) => idle.compiled === asked.checker) : -1;
    return at < 0 ? this.#idle.pop() : this.#idle.splice(at, 1)[0];
  }

  async #serve(free: InterpreterProcess, queued: Queued): Promise<void> {
    const { asked, patience, settle } = queued;
    this.#busy += 1;
    const ran = await (asked.kind === 'program'
      ? free.run(asked.program.source, patience.limits)
      : free.check(asked.trial.solution, asked.checker, patience.limits));
    this.#busy -= 1;
    if (this.#checking && !free.canCheck) free.kill();
    else if (ran.reusable && free.alive && free.programsRun < programsPerProcess) this.#idle.push(free);
    else this.#replace(free);
    const result = this.#closed ? this.#refusal() : patience.conclude(ran);
    if (result === null) this.#queue.unshift(queued);
    else settle(result);
    this.#dispatch();
  }
}

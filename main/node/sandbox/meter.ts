import type { SandboxLimits } from '../../core/evaluation/sandbox.ts';
import type { VerdictName } from './protocol.ts';

/** A program waits for a busy machine at most this many times its own limit. */
export const patience = 20;

/** Tests of so many characters may take so long to be compiled, before the program's own clock starts. */
export const compilingMs = (tests: string): number => 500 + tests.length / 20;

/** SIGINT's number; CPython turns it into KeyboardInterrupt at the next check. */
const interrupt = 2;

// Bound while they can still be reached: the globals are closed before the first program runs.
const now = performance.now.bind(performance);
const { process: node } = globalThis as { readonly process?: NodeJS.Process };
const cpu = node?.threadCpuUsage.bind(node);

/** A scope without a clock of the processor counts every millisecond. */
function cpuMs(): number {
  if (cpu === undefined) return now();
  const { user, system } = cpu();
  return (user + system) / 1000;
}

/**
 * What a running program has used, and the callbacks through which Pyodide reports it.
 *
 * Time is the program's wall time without what it spent waiting for a processor that others held: on an
 * idle machine the two are the same, and on a busy one a correct solution is not called too slow. (Python
 * in WebAssembly sleeps by spinning, so sleeping counts.)
 */
export class Meter {
  timedOut = false;
  overflowed = false;
  memoryRefused = false;
  #timeMs = Infinity;
  #startedAt = 0;
  #startedCpu = 0;
  #paused: { readonly timeMs: number; readonly elapsed: number; readonly cpu: number } | null = null;
  #outputLimit = Infinity;
  #outputBytes = 0;
  #memoryLimit = Infinity;
  #chunks: Uint8Array[] = [];

  start(request: SandboxLimits): void {
    this.timedOut = false;
    this.overflowed = false;
    this.memoryRefused = false;
    this.#outputLimit = request.outputBytes;
    this.#outputBytes = 0;
    this.#memoryLimit = request.memoryBytes;
    this.#chunks = [];
    this.#paused = null;
    this.allow(request.timeMs);
  }

  /** Starts the clock anew; `Infinity` stops it. */
  allow(timeMs: number): void {
    this.#timeMs = timeMs;
    this.#startedAt = now();
    this.#startedCpu = cpuMs();
  }

  /** Lets our own code run for so long while the program's clock stands still. */
  pause(timeMs: number): void {
    this.#paused = { timeMs: this.#timeMs, elapsed: this.elapsedMs, cpu: cpuMs() - this.#startedCpu };
    this.allow(timeMs);
  }

  /** The program's clock goes on where it was paused. */
  resume(): void {
    if (this.#paused === null) return;
    this.#timeMs = this.#paused.timeMs;
    this.#startedAt = now() - this.#paused.elapsed;
    this.#startedCpu = cpuMs() - this.#paused.cpu;
    this.#paused = null;
    this.timedOut = false;
  }

  get elapsedMs(): number {
    return now() - this.#startedAt;
  }

  /** Whether the time is up; it stays so for the rest of the program once it was. */
  expired(): boolean {
    const elapsed = now() - this.#startedAt;
    if (elapsed <= this.#timeMs) return false;
    if (cpuMs() - this.#startedCpu < this.#timeMs && elapsed <= patience * this.#timeMs) return false;
    this.timedOut = true;
    return true;
  }

  /** What CPython is told when it asks for signals: past a limit it is an interrupt, which becomes a KeyboardInterrupt. */
  signal(): number {
    return this.overflowed || this.expired() ? interrupt : 0;
  }

  /** The limit that the program has gone over, if any, and what to say of it. */
  limit({ timeMs, outputBytes }: SandboxLimits): { verdict: VerdictName; said: string } | null {
    if (this.overflowed) {
      return {
        verdict: 'output-limit',
        said: `The program printed more than ${String(outputBytes)} bytes.`,
      };
    }
    if (this.timedOut)
      return { verdict: 'timeout', said: `The program ran longer than ${String(timeMs)} ms.` };
    return null;
  }

  /** Whether the heap may grow to this many bytes. */
  grants(heapBytes: number): boolean {
    if (heapBytes <= this.#memoryLimit) return true;
    this.memoryRefused = true;
    return false;
  }

  /** Gives a full heap a little room, for the words that say that it was full. */
  lend(bytes: number): void {
    this.#memoryLimit += bytes;
  }

  /** Takes output up to the limit; beyond it the program is interrupted at its next bytecode. */
  write(bytes: Uint8Array, kept: boolean): number {
    this.#outputBytes += bytes.length;
    if (this.#outputBytes > this.#outputLimit) this.overflowed = true;
    else if (kept) this.#chunks.push(bytes.slice());
    return bytes.length;
  }

  stdout(): string {
    const decoder = new TextDecoder();
    let text = '';
    for (const chunk of this.#chunks) text += decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  }
}

import type { SandboxLimits, SandboxResult } from '../../core/evaluation/sandbox.ts';
import { msPerTick } from './cpu-time.ts';
import { patience } from './meter.ts';

/** What a run of a program came to. */
export type Ran = SandboxResult & {
  /** Whether the interpreter can take another program. */
  readonly reusable: boolean;
  /** Time of the processor's that it took, milliseconds: never less than it was. Null where the result stands whatever it took. */
  readonly usedMs: number | null;
};

/** A program that was stopped with so much less than its time was kept waiting by others. */
const slowedEnough = 1.25;

/** So often a program that was kept waiting is run again, at most. */
const againAtMost = 3;

/**
 * A host that stops programs by the clock on the wall calls one too slow that was only kept waiting. Such a program is
 * run again with the time that it lacked, from a fresh state every time; what it may use of the processor stays the
 * same. For each program its own.
 */
export class Patience {
  readonly #own: SandboxLimits;
  #timeMs: number;
  #first: Ran | null = null;
  #runs = 0;

  constructor(own: SandboxLimits) {
    this.#own = own;
    this.#timeMs = own.timeMs;
  }

  /** The limits of the next run. */
  get limits(): SandboxLimits {
    return { ...this.#own, timeMs: this.#timeMs };
  }

  /** The program's result, or null when it is to be run again. */
  conclude(ran: Ran): SandboxResult | null {
    this.#runs += 1;
    this.#first ??= ran;
    const { timeMs } = this.#own;
    const { verdict, elapsedMs, usedMs } = ran;
    const waited =
      verdict === 'timeout' &&
      usedMs !== null &&
      usedMs <= timeMs / slowedEnough &&
      elapsedMs < patience * timeMs;
    if (waited && this.#runs <= againAtMost) {
      this.#timeMs = timeMs * Math.min(patience, (2 * elapsedMs) / Math.max(usedMs, msPerTick));
      return null;
    }
    // Given more of the wall's time, it may have taken more of the processor's than it had.
    const stands = verdict !== 'timeout' && (usedMs ?? 0) <= timeMs;
    const { reusable: _reusable, usedMs: _used, ...result } = this.#runs === 1 || stands ? ran : this.#first;
    return result;
  }
}

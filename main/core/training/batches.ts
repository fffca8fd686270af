import { Failure } from '../failure.ts';
import type { TokenSource } from './token-source.ts';
import { uniformAt } from './uniform.ts';

/** Which batch: with the seed it decides every window, so a resumed run sees what an unbroken one would have seen. */
export type BatchPosition = {
  readonly seed: number;
  /** Index of the phase within the run. */
  readonly phase: number;
  /** Step within the phase, from 0. */
  readonly step: number;
};

/** A whole number in 0 … windows − 1 that depends on nothing but its arguments. */
export function windowOffset({ seed, phase, step }: BatchPosition, row: number, windows: number): number {
  return Math.floor(uniformAt(seed, phase, step, row) * windows);
}

/** Throws a Failure when not one window of `context + 1` tokens fits. */
export function requireWindow(source: TokenSource, context: number, name: string): void {
  if (source.length < context + 1) {
    throw new Failure(
      'too-few-tokens',
      `The data for ${name} has ${String(source.length)} tokens, but one window of context ${String(context)} needs ${String(context + 1)}. ` +
        'Add data or choose a shorter context.',
    );
  }
}

/**
 * Fills `target` [batch, context + 1] with windows of consecutive tokens at random offsets, as phi-1 does: 'one long
 * token array, sliced at random' (arXiv 2306.11644, section 2.3). Column t + 1 is the target of column t.
 *
 * With `endOfText`, a window begins with the first such token at or after its offset, so that its first document is
 * whole: of short documents, a slice at random shows many without the beginning that the rest refers to. A window that
 * has none, or whose whole document would reach beyond the source, stays where it is.
 */
export function fillBatch(
  target: Int32Array,
  source: TokenSource,
  position: BatchPosition,
  batch: number,
  context: number,
  endOfText?: number,
): void {
  const window = context + 1;
  for (let row = 0; row < batch; row++) {
    const offset = windowOffset(position, row, source.length - context);
    const tokens = target.subarray(row * window, (row + 1) * window);
    source.readInto(offset, tokens);
    const start = endOfText === undefined ? 0 : tokens.indexOf(endOfText);
    if (start > 0 && offset + start + window <= source.length) source.readInto(offset + start, tokens);
  }
}

/**
 * Windows [batch, context + 1] spread evenly over a held-out source, the same at every call, so that two held-out
 * losses are means over the same tokens. `batches` is an upper bound: a short source gives fewer, without overlap
 * as far as one batch allows.
 */
export function heldOutBatches(
  source: TokenSource,
  batch: number,
  context: number,
  batches: number,
): Int32Array[] {
  const window = context + 1;
  const distinct = Math.floor(source.length / window);
  const count = Math.max(1, Math.min(batches, Math.floor(distinct / batch)));
  const rows = count * batch;
  const last = source.length - window;
  return Array.from({ length: count }, (_, index) => {
    const tokens = new Int32Array(batch * window);
    for (let row = 0; row < batch; row++) {
      const at = rows === 1 ? 0 : Math.floor((last * (index * batch + row)) / (rows - 1));
      source.readInto(at, tokens.subarray(row * window, (row + 1) * window));
    }
    return tokens;
  });
}

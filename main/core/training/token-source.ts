import { Failure } from '../failure.ts';

/** One long array of token ids, wherever it lives: documents one after another, each closed by `<|endoftext|>`. */
export interface TokenSource {
  /** Tokens in all. */
  readonly length: number;
  /** Copies tokens `offset … offset + target.length − 1` into `target`. */
  readInto(offset: number, target: Int32Array): void;
}

/** Tokens `start … start + length − 1` of another source, seen as a source of their own. */
export function tokenRange(source: TokenSource, start: number, length: number): TokenSource {
  if (start < 0 || length < 0 || start + length > source.length) {
    throw new RangeError(
      `Tokens ${String(start)}+${String(length)} lie outside the ${String(source.length)} there are.`,
    );
  }
  return { length, readInto: (offset, target) => source.readInto(start + offset, target) };
}

/** A source over tokens in memory. */
export function tokensInMemory(tokens: Int32Array): TokenSource {
  return {
    length: tokens.length,
    readInto: (offset, target) => target.set(tokens.subarray(offset, offset + target.length)),
  };
}

/**
 * Keeps the end of a source for measuring: `share` of its tokens, at least one window of `context + 1`.
 * The two parts have no token in common. Throws a Failure when there are too few tokens for both.
 */
export function holdOutTail(
  source: TokenSource,
  share: number,
  context: number,
): { readonly training: TokenSource; readonly heldOut: TokenSource } {
  const window = context + 1;
  const kept = Math.max(window, Math.round(source.length * share));
  if (source.length - kept < window) {
    throw new Failure(
      'too-few-tokens',
      `The data has ${String(source.length)} tokens; training and held-out windows of context ${String(context)} need at least ${String(2 * window)}. ` +
        'Add data or choose a shorter context.',
    );
  }
  return {
    training: tokenRange(source, 0, source.length - kept),
    heldOut: tokenRange(source, source.length - kept, kept),
  };
}

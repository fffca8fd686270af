/** A token, or several that make up one character, and how likely the model held it. */
export type TokenPiece = { readonly text: string; /** Nats. */ readonly logProbability: number };

/**
 * The tokens of a completion as texts that join to it. A character that takes several tokens (an emoji, an
 * umlaut in a small vocabulary) is one piece with the sum of their log-probabilities.
 */
export function tokenPieces(
  tokens: readonly number[],
  logProbabilities: readonly number[],
  decode: (tokens: readonly number[]) => string,
): TokenPiece[] {
  const pieces: TokenPiece[] = [];
  let waiting: number[] = [];
  let sum = 0;
  tokens.forEach((token, at) => {
    waiting.push(token);
    sum += logProbabilities[at]!;
    const text = decode(waiting);
    // A character is at most four bytes; longer runs hold bytes that belong to none.
    if (text.includes('\ufffd') && waiting.length < 4 && at + 1 < tokens.length) return;
    pieces.push({ text, logProbability: sum });
    waiting = [];
    sum = 0;
  });
  return pieces;
}

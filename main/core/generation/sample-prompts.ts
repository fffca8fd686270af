import type { TokenSource } from '../training/token-source.ts';
import type { TextCodec } from './stopping.ts';

/** A beginning of fewer tokens says too little of what should come. */
const FEWEST_TOKENS = 8;

/**
 * The beginnings of `count` documents spread over a source, as texts for a model to go on with: whole lines of at most
 * `longest` tokens, or so many tokens where the first line is longer. Documents too short to leave anything to write are
 * passed over; fewer come back where the source has fewer. The same for the same source.
 */
export function documentBeginnings(
  source: TokenSource,
  codec: TextCodec,
  count: number,
  longest: number,
): string[] {
  const beginnings: string[] = [];
  // A held-out part may begin in the middle of a document; where it holds no other, that one has to do.
  const starts = Array.from({ length: count }, (_, part) =>
    documentStart(source, codec.endOfText, Math.floor((source.length * part) / count)),
  ).filter((start) => start !== null);
  for (const start of starts.length === 0 ? [0] : new Set(starts)) {
    const text = beginningAt(source, codec, start, longest);
    if (text !== null && !beginnings.includes(text)) beginnings.push(text);
  }
  return beginnings;
}

/** How far the next document may be looked for. */
const REACH = 65_536;

/** The first token after the next end of a document at or after `from`. */
function documentStart(source: TokenSource, endOfText: number, from: number): number | null {
  const tokens = new Int32Array(Math.min(REACH, source.length - from));
  source.readInto(from, tokens);
  const end = tokens.indexOf(endOfText);
  return end < 0 || from + end + 1 >= source.length ? null : from + end + 1;
}

function beginningAt(source: TokenSource, codec: TextCodec, start: number, longest: number): string | null {
  const tokens = new Int32Array(Math.min(2 * longest, source.length - start));
  source.readInto(start, tokens);
  const end = tokens.indexOf(codec.endOfText);
  const document = Array.from(end < 0 ? tokens : tokens.subarray(0, end));
  // At least half of a short document is left for the model.
  const most = Math.min(longest, document.length >> 1);
  if (most < FEWEST_TOKENS) return null;
  const text = codec.decode(document.slice(0, most));
  const line = text.lastIndexOf('\n') + 1;
  const whole = text.slice(0, line);
  return codec.encode(whole).length >= FEWEST_TOKENS ? whole : text;
}

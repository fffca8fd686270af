import { Failure } from '../failure.ts';
import { BYTES_IN_ID_ORDER, textOfBytes } from './byte-alphabet.ts';
import { Heap } from './heap.ts';
import type { Merge } from './merges.ts';
import { forEachPretoken, ownCopy } from './pretokens.ts';
import { PairIndex } from './pair-index.ts';
import { END_OF_TEXT, Tokenizer } from './tokenizer.ts';

export type TrainingOptions = {
  /** Tokens in all: special ones, 256 bytes, and merges for the rest. */
  readonly vocabularySize: number;
  /** `<|endoftext|>` must be among them. */
  readonly specialTokens?: readonly string[];
};

/** A pre-token longer than this (a base64 blob, a ruler of dashes) is left out: it would teach nothing reusable. */
const LONGEST_PRETOKEN = 1024;

/** The checked options with their default; every trainer starts from them. */
export function trainingPlan(options: TrainingOptions): { size: number; specialTokens: readonly string[] } {
  const specialTokens = options.specialTokens ?? [END_OF_TEXT];
  if (!specialTokens.includes(END_OF_TEXT)) {
    throw new Failure(
      'tokenizer-special',
      `The special tokens do not hold ${END_OF_TEXT}, which ends every document; add it.`,
    );
  }
  const least = 256 + specialTokens.length;
  const size = options.vocabularySize;
  if (!Number.isInteger(size) || size < least) {
    const names = specialTokens.join(', ');
    throw new Failure(
      'vocabulary-size',
      `Vocabulary ${size} is smaller than the 256 bytes and ${names} it must hold; choose ${least} or more.`,
    );
  }
  return { size, specialTokens };
}

/** How often each pre-token occurs; goes on from `counts`, so that a corpus can be counted a part at a time. */
export function countPretokens(
  texts: Iterable<string>,
  counts = new Map<string, number>(),
): Map<string, number> {
  for (const text of texts) {
    forEachPretoken(text, (pretoken) => {
      if (pretoken.length > LONGEST_PRETOKEN) return;
      const count = counts.get(pretoken);
      if (count === undefined) counts.set(ownCopy(pretoken), 1);
      else counts.set(pretoken, count + 1);
    });
  }
  return counts;
}

/** Tokens so far: special ones, then the bytes; merges append to it. */
export class GrowingVocabulary {
  readonly tokens: Uint8Array[];
  readonly merges: Merge[] = [];
  readonly idOfByte = new Int32Array(256);
  private readonly idOfText = new Map<string, number>();
  private readonly specialTokens: readonly string[];

  constructor(specialTokens: readonly string[]) {
    this.specialTokens = specialTokens;
    this.tokens = specialTokens.map((name) => new TextEncoder().encode(name));
    for (const byte of BYTES_IN_ID_ORDER) {
      this.idOfByte[byte] = this.tokens.length;
      this.idOfText.set(textOfBytes(Uint8Array.of(byte)), this.tokens.length);
      this.tokens.push(Uint8Array.of(byte));
    }
  }

  /** Two different pairs can spell one token (`a`+`bc`, `ab`+`c`): the token keeps its first id. */
  merge(left: number, right: number): number {
    const bytes = Uint8Array.of(...this.tokens[left]!, ...this.tokens[right]!);
    const text = textOfBytes(bytes);
    let merged = this.idOfText.get(text);
    if (merged === undefined) {
      merged = this.tokens.length;
      this.idOfText.set(text, merged);
      this.tokens.push(bytes);
    }
    this.merges.push({ left, right, merged });
    return merged;
  }

  tokenizer(): Tokenizer {
    return new Tokenizer({ tokens: this.tokens, merges: this.merges, specialTokens: this.specialTokens });
  }
}

/**
 * Learns a byte-level BPE from texts: again and again the most frequent pair of neighbours becomes a token;
 * of equally frequent ones, the pair with the lower ids. Depends on the texts' content alone, not on their
 * order. Ends early, with a smaller vocabulary, where every pre-token has become one token.
 *
 * Equal to Hugging Face's `BpeTrainer` over the same pre-tokens. Counts of pairs are kept up to date for the
 * pre-tokens a merge touches, and a heap finds the next pair.
 *
 * @throws Failure `vocabulary-size` where the vocabulary cannot hold the bytes and the special tokens.
 */
export function trainTokenizer(texts: Iterable<string>, options: TrainingOptions): Tokenizer {
  return trainOnPretokens(countPretokens(texts), options);
}

/** {@link trainTokenizer} from pre-tokens that were counted before. */
export function trainOnPretokens(counts: ReadonlyMap<string, number>, options: TrainingOptions): Tokenizer {
  const { size, specialTokens } = trainingPlan(options);
  const vocabulary = new GrowingVocabulary(specialTokens);
  const pairs = new PairIndex(counts, vocabulary.idOfByte);

  type Candidate = { readonly pair: number; readonly count: number };
  const queue = new Heap<Candidate>((one, other) =>
    one.count !== other.count ? one.count > other.count : pairs.isLower(one.pair, other.pair),
  );
  for (let pair = 0; pair < pairs.size; pair++) queue.push({ pair, count: pairs.count(pair) });

  while (vocabulary.tokens.length < size) {
    const best = queue.pop();
    if (best === undefined) break;
    const count = pairs.count(best.pair);
    if (count < 1) continue;
    // Counts fall as neighbours are merged away; an entry that promised more goes back with what is left.
    if (count !== best.count) {
      if (count < best.count) queue.push({ pair: best.pair, count });
      continue;
    }
    const merged = vocabulary.merge(pairs.left(best.pair), pairs.right(best.pair));
    for (const pair of pairs.merge(best.pair, merged)) queue.push({ pair, count: pairs.count(pair) });
  }
  return vocabulary.tokenizer();
}

/** The definition without bookkeeping: count all pairs anew for every merge. The reference for {@link trainTokenizer}. */
export function trainTokenizerByRecounting(texts: Iterable<string>, options: TrainingOptions): Tokenizer {
  const { size, specialTokens } = trainingPlan(options);
  const vocabulary = new GrowingVocabulary(specialTokens);
  let words = [...countPretokens(texts)].map(([pretoken, count]) => ({
    ids: Array.from(new TextEncoder().encode(pretoken), (byte) => vocabulary.idOfByte[byte]!),
    count,
  }));
  while (vocabulary.tokens.length < size) {
    const counts = new Map<string, number>();
    for (const { ids, count } of words) {
      for (let index = 0; index + 1 < ids.length; index++) {
        const key = `${ids[index]!},${ids[index + 1]!}`;
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    }
    const ranked = [...counts]
      .map(([key, count]) => ({ pair: key.split(',').map(Number) as [number, number], count }))
      .sort(
        (one, other) => other.count - one.count || one.pair[0] - other.pair[0] || one.pair[1] - other.pair[1],
      );
    const best = ranked[0];
    if (best === undefined) break;
    const [left, right] = best.pair;
    const merged = vocabulary.merge(left, right);
    words = words.map(({ ids, count }) => {
      const after: number[] = [];
      for (let index = 0; index < ids.length; index++) {
        const isPair = ids[index] === left && ids[index + 1] === right;
        after.push(isPair ? merged : ids[index]!);
        if (isPair) index++;
      }
      return { ids: after, count };
    });
  }
  return vocabulary.tokenizer();
}

import { FirstWithKey } from './first-with-key.ts';
import { BandHasher, jaccard, NEAR_DUPLICATES, shingles, type MinHashOptions } from './minhash.ts';

/** Two texts by their numbers, the smaller first. */
export type Pair = readonly [number, number];

/** In a bucket each text is compared with this many of those before it: nearly equal texts would give every pair else. */
const COMPARED_WITH = 4;

/** The keys of texts 0, 1, 2 …, one band after another: in memory, or on a disk. */
export interface BandKeys {
  readonly texts: number;
  readonly bands: number;
  /** Writes one band's keys to `into` [texts]; NaN for a text without shingles. */
  readBand(band: number, into: Float64Array): void;
}

/**
 * Pairs that share a band, band by band, in time linear in the texts; a pair that shares several is named as often. Whether
 * they are near duplicates is for {@link joinSimilar} to say. Memory: 24 to 32 bytes a text.
 */
export function* candidatePairs(source: BandKeys): Generator<Pair> {
  const { texts, bands } = source;
  const keys = new Float64Array(texts);
  const buckets = new FirstWithKey(keys);
  /** The text before in the same bucket, −1 for the first. */
  const before = new Int32Array(texts);
  /** The latest text of a bucket, by the first. */
  const latest = new Int32Array(texts);
  for (let band = 0; band < bands; band++) {
    source.readBand(band, keys);
    buckets.clear();
    for (let text = 0; text < texts; text++) {
      const first = buckets.firstOf(text);
      before[text] = first === text ? -1 : latest[first]!;
      latest[first] = text;
      if (first === text) continue;
      // The first of a bucket is what the others are most likely copies of.
      yield [first, text];
      let other = before[text]!;
      for (let step = 0; step < COMPARED_WITH && other >= 0; step++) {
        if (other !== first) yield [other, text];
        other = before[other]!;
      }
    }
  }
}

/** The bands of texts at hand, in memory: 168 bytes a text with the usual 21 bands, whatever the texts' length. */
export class NearDuplicateIndex implements BandKeys {
  readonly bands: number;
  private readonly ngram: number;
  private readonly hasher: BandHasher;
  /** [texts · bands] */
  private keys: Float64Array;
  private count = 0;

  constructor(options: MinHashOptions = NEAR_DUPLICATES) {
    this.bands = options.bands;
    this.ngram = options.ngram;
    this.hasher = new BandHasher(options);
    this.keys = new Float64Array(1024 * options.bands);
  }

  get texts(): number {
    return this.count;
  }

  /** Takes the next text; its number is how many came before. */
  add(text: string): void {
    const used = this.count * this.bands;
    if (used + this.bands > this.keys.length) {
      const larger = new Float64Array(2 * this.keys.length);
      larger.set(this.keys);
      this.keys = larger;
    }
    this.hasher.bandKeys(shingles(text, this.ngram), this.keys, used);
    this.count += 1;
  }

  readBand(band: number, into: Float64Array): void {
    for (let text = 0; text < this.count; text++) into[text] = this.keys[text * this.bands + band]!;
  }

  /** {@link candidatePairs} of these texts. */
  candidates(): Generator<Pair> {
    return candidatePairs(this);
  }
}

/** A pair with its Jaccard similarity. */
export type SimilarPair = { readonly pair: Pair; readonly similarity: number };

/** Pairs that were compared in vain and are remembered, so that not every band asks for them again: a power of two. */
const REMEMBERED_PAIRS = 2 ** 20;

/** Remembers pairs in a fixed place: a later one that falls on an earlier one's takes it, and costs a comparison at most. */
class PairMemory {
  private readonly keys = new Float64Array(REMEMBERED_PAIRS).fill(-1);

  has([one, other]: Pair): boolean {
    return this.keys[slotOf(one, other)] === one * 2 ** 26 + other;
  }

  add([one, other]: Pair): void {
    this.keys[slotOf(one, other)] = one * 2 ** 26 + other;
  }
}

const slotOf = (one: number, other: number): number =>
  (Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) & (REMEMBERED_PAIRS - 1);

/**
 * The candidates whose shingles really overlap by `least` or more, as far as they join texts that were not joined
 * before: for n copies of one text n − 1 comparisons are enough.
 *
 * @param texts how many texts there are
 * @param similarityOf the Jaccard similarity of two texts by their numbers
 */
export function joinSimilar(
  candidates: Iterable<Pair>,
  texts: number,
  similarityOf: (one: number, other: number) => number,
  least: number,
): SimilarPair[] {
  const parents = new Int32Array(texts);
  for (let text = 0; text < texts; text++) parents[text] = text;
  const apart = new PairMemory();
  const found: SimilarPair[] = [];
  for (const pair of candidates) {
    const [one, other] = [root(parents, pair[0]), root(parents, pair[1])];
    if (one === other) continue;
    if (apart.has(pair)) continue;
    const similarity = similarityOf(pair[0], pair[1]);
    if (similarity < least) {
      apart.add(pair);
      continue;
    }
    parents[Math.max(one, other)] = Math.min(one, other);
    found.push({ pair, similarity });
  }
  return found;
}

/** The first text of a group; the way there is shortened for the next who asks. */
function root(parents: Int32Array, text: number): number {
  let at = text;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/** {@link joinSimilar} for texts at hand. `textOf` gives a text by its number. */
export function similarPairs(
  candidates: Iterable<Pair>,
  textOf: (text: number) => string,
  least: number,
  { ngram }: MinHashOptions = NEAR_DUPLICATES,
): SimilarPair[] {
  const sets = new Map<number, Uint32Array>();
  const setOf = (text: number): Uint32Array => {
    let set = sets.get(text);
    if (set === undefined) sets.set(text, (set = shingles(textOf(text), ngram)));
    return set;
  };
  const pairs = [...candidates];
  const texts = pairs.reduce((most, [, second]) => Math.max(most, second + 1), 0);
  return joinSimilar(pairs, texts, (one, other) => jaccard(setOf(one), setOf(other)), least);
}

/** Texts that are near duplicates of each other, directly or through others. The first of them is kept. */
export type DuplicateGroup = {
  readonly kept: number;
  /** The others in rising order, each with the member it is most similar to, of those it was compared with. */
  readonly dropped: readonly { readonly text: number; readonly like: number; readonly similarity: number }[];
};

/** Joins pairs into groups, in the order of their first members. */
export function duplicateGroups(pairs: readonly SimilarPair[]): DuplicateGroup[] {
  const parents = new Map<number, number>();
  const rootOf = (text: number): number => {
    let at = text;
    for (let next = parents.get(at); next !== undefined; next = parents.get(at)) at = next;
    return at;
  };
  const closest = new Map<number, { like: number; similarity: number }>();
  for (const {
    pair: [first, second],
    similarity,
  } of pairs) {
    const [one, other] = [rootOf(first), rootOf(second)].sort((a, b) => a - b) as [number, number];
    if (one !== other) parents.set(other, one);
    for (const [text, like] of [
      [first, second],
      [second, first],
    ] as const) {
      const best = closest.get(text);
      if (best === undefined || similarity > best.similarity) closest.set(text, { like, similarity });
    }
  }
  const groups = new Map<number, { text: number; like: number; similarity: number }[]>();
  for (const text of [...parents.keys()].sort((a, b) => a - b)) {
    const kept = rootOf(text);
    const found = closest.get(text)!;
    const group = groups.get(kept);
    if (group === undefined) groups.set(kept, [{ text, ...found }]);
    else group.push({ text, ...found });
  }
  return [...groups].sort(([one], [other]) => one - other).map(([kept, dropped]) => ({ kept, dropped }));
}

import { BandHasher, jaccard, NEAR_DUPLICATES, shingles, type MinHashOptions } from './minhash.ts';

/** Two texts by their numbers, the smaller first. */
export type Pair = readonly [number, number];

/** In a bucket each text is compared with this many of those before it: nearly equal texts would give every pair else. */
const COMPARED_WITH = 4;

/**
 * Collects the bands of texts 0, 1, 2 … and names the pairs that may be near duplicates, in time linear in the texts.
 * Memory: 8 bytes a band and text (168 with the usual 21 bands), whatever the texts' length.
 */
export class NearDuplicateIndex {
  readonly options: MinHashOptions;
  private readonly hasher: BandHasher;
  private keys: Float64Array;
  private count = 0;

  constructor(options: MinHashOptions = NEAR_DUPLICATES) {
    this.options = options;
    this.hasher = new BandHasher(options);
    this.keys = new Float64Array(1024 * options.bands);
  }

  get size(): number {
    return this.count;
  }

  /** Takes the next text; its number is how many came before. */
  add(text: string): void {
    const keys = new Float64Array(this.options.bands);
    this.hasher.bandKeys(shingles(text, this.options.ngram), keys, 0);
    this.addKeys(keys);
  }

  /** Takes texts whose bands were hashed elsewhere: [texts · bands]. */
  addKeys(keys: Float64Array): void {
    const { bands } = this.options;
    const used = this.count * bands;
    if (used + keys.length > this.keys.length) {
      const larger = new Float64Array(Math.max(2 * this.keys.length, used + keys.length));
      larger.set(this.keys);
      this.keys = larger;
    }
    this.keys.set(keys, used);
    this.count += keys.length / bands;
  }

  /**
   * Pairs that share a band, band by band; a pair that shares several is named as often. Whether they are near
   * duplicates is for {@link joinSimilar} to say.
   */
  *candidates(): Generator<Pair> {
    const { bands } = this.options;
    /** The text before in the same bucket, −1 for the first. */
    const before = new Int32Array(this.count);
    const buckets = new BucketTable(this.count);
    for (let band = 0; band < bands; band++) {
      buckets.clear();
      for (let text = 0; text < this.count; text++) {
        const key = this.keys[text * bands + band]!;
        if (Number.isNaN(key)) continue;
        const bucket = buckets.find(key);
        const first = buckets.first[bucket]!;
        before[text] = buckets.last[bucket]!;
        buckets.last[bucket] = text;
        if (first < 0) {
          buckets.first[bucket] = text;
          continue;
        }
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
}

/** Keys to buckets: open addressing in typed arrays, at most half full. */
class BucketTable {
  readonly first: Int32Array;
  readonly last: Int32Array;
  private readonly keys: Float64Array;
  private readonly mask: number;

  constructor(texts: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * texts)));
    this.mask = slots - 1;
    this.keys = new Float64Array(slots);
    this.first = new Int32Array(slots);
    this.last = new Int32Array(slots);
  }

  clear(): void {
    this.keys.fill(NaN);
    this.first.fill(-1);
    this.last.fill(-1);
  }

  /** The slot of a key, taken for it where it is new. */
  find(key: number): number {
    // Keys are 53 bits of hashes, so their low bits are as good as any.
    for (let slot = (key % 2 ** 31) & this.mask; ; slot = (slot + 1) & this.mask) {
      if (this.keys[slot] === key) return slot;
      if (Number.isNaN(this.keys[slot])) {
        this.keys[slot] = key;
        return slot;
      }
    }
  }
}

/** A pair with its Jaccard similarity. */
export type SimilarPair = { readonly pair: Pair; readonly similarity: number };

/** Pairs that were compared in vain are remembered up to this many, so that no band asks for them again. */
const REMEMBERED_PAIRS = 4_000_000;

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
  const parents = Int32Array.from({ length: texts }, (_, text) => text);
  const apart = new Set<number>();
  const found: SimilarPair[] = [];
  for (const pair of candidates) {
    const [one, other] = [root(parents, pair[0]), root(parents, pair[1])];
    if (one === other) continue;
    const key = pair[0] * 2 ** 26 + pair[1];
    if (apart.has(key)) continue;
    const similarity = similarityOf(pair[0], pair[1]);
    if (similarity < least) {
      if (apart.size >= REMEMBERED_PAIRS) apart.clear();
      apart.add(key);
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

import { BandHasher, jaccard, NEAR_DUPLICATES, shingles, type MinHashOptions } from './minhash.ts';

/** Two texts by their numbers, the smaller first. */
export type Pair = readonly [number, number];

/** In a bucket each text is compared with this many of those before it: nearly equal texts would give every pair else. */
const COMPARED_WITH = 4;

/**
 * Collects the bands of texts 0, 1, 2 … and names the pairs that may be near duplicates. Memory: 8 bytes a band and text
 * (168 with the usual 21 bands), whatever the texts' length.
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
    const { bands, ngram } = this.options;
    if ((this.count + 1) * bands > this.keys.length) {
      const larger = new Float64Array(2 * this.keys.length);
      larger.set(this.keys);
      this.keys = larger;
    }
    this.hasher.bandKeys(shingles(text, ngram), this.keys, this.count * bands);
    this.count++;
  }

  /** Pairs that share a band, each once, in rising order. Whether they are near duplicates is for {@link similarPairs} to say. */
  candidates(): Pair[] {
    const { bands } = this.options;
    const found = new Set<number>();
    const order = Array.from({ length: this.count }, (_, index) => index);
    const column = new Float64Array(this.count);
    for (let band = 0; band < bands; band++) {
      for (let text = 0; text < this.count; text++) column[text] = this.keys[text * bands + band]!;
      const rising = order
        .filter((text) => !Number.isNaN(column[text]!))
        .sort((one, other) => column[one]! - column[other]! || one - other);
      for (let start = 0, at = 1; at < rising.length; at++) {
        if (column[rising[at]!] !== column[rising[start]!]) start = at;
        for (let before = Math.max(start, at - COMPARED_WITH); before < at; before++)
          found.add(rising[before]! * 2 ** 26 + rising[at]!);
        // The first of a bucket is what the others are most likely copies of.
        if (at - COMPARED_WITH > start) found.add(rising[start]! * 2 ** 26 + rising[at]!);
      }
    }
    return [...found]
      .sort((one, other) => one - other)
      .map((pair) => [Math.floor(pair / 2 ** 26), pair % 2 ** 26] as const);
  }
}

/** A pair with its Jaccard similarity. */
export type SimilarPair = { readonly pair: Pair; readonly similarity: number };

/** The candidates whose shingles really overlap by `least` or more. `textOf` gives a text by its number. */
export function similarPairs(
  candidates: readonly Pair[],
  textOf: (text: number) => string,
  least: number,
  { ngram }: MinHashOptions = NEAR_DUPLICATES,
): SimilarPair[] {
  const sets = new Map<number, Uint32Array>();
  const setOf = (text: number): Uint32Array => {
    let set = sets.get(text);
    if (set === undefined) {
      set = shingles(textOf(text), ngram);
      sets.set(text, set);
    }
    return set;
  };
  return candidates.flatMap((pair) => {
    const similarity = jaccard(setOf(pair[0]), setOf(pair[1]));
    return similarity >= least ? [{ pair, similarity }] : [];
  });
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
  const root = (text: number): number => {
    let at = text;
    for (let next = parents.get(at); next !== undefined; next = parents.get(at)) at = next;
    return at;
  };
  const closest = new Map<number, { like: number; similarity: number }>();
  for (const {
    pair: [first, second],
    similarity,
  } of pairs) {
    const [one, other] = [root(first), root(second)].sort((a, b) => a - b) as [number, number];
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
    const kept = root(text);
    const found = closest.get(text)!;
    const group = groups.get(kept);
    if (group === undefined) groups.set(kept, [{ text, ...found }]);
    else group.push({ text, ...found });
  }
  return [...groups].sort(([one], [other]) => one - other).map(([kept, dropped]) => ({ kept, dropped }));
}

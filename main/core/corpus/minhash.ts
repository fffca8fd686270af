/**
 * MinHash (Broder 1997) with banding (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3): texts whose
 * sets of shingles overlap much fall into one bucket of at least one band with high probability.
 */

export type MinHashOptions = {
  /** Tokens in a shingle. */
  readonly ngram: number;
  readonly bands: number;
  /** Hashes in a band. Texts of Jaccard similarity s share a band with probability 1 − (1 − s^rows)^bands. */
  readonly rows: number;
};

/** 126 hashes. At s = 0.8 a pair is found with probability 0.998, at s = 0.5 in 28 of 100 cases, to be ruled out later. */
export const NEAR_DUPLICATES: MinHashOptions = { ngram: 5, bands: 21, rows: 6 };

const isWordUnit = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) ||
  (unit >= 65 && unit <= 90) ||
  (unit >= 48 && unit <= 57) ||
  unit === 95 ||
  unit > 127;

const isBlank = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13);

/** One hash for each token: a run of letters, digits and underscores, or any other sign but blanks, which count for nothing. */
function tokenHashes(text: string): number[] {
  const hashes: number[] = [];
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at);
    if (isBlank(unit)) {
      at++;
      continue;
    }
    let hash = Math.imul(0x811c9dc5 ^ unit, 0x01000193);
    at++;
    if (isWordUnit(unit)) {
      for (; at < text.length; at++) {
        const next = text.charCodeAt(at);
        if (!isWordUnit(next)) break;
        hash = Math.imul(hash ^ next, 0x01000193);
      }
    }
    hashes.push(hash);
  }
  return hashes;
}

/** Spreads 32 bits over all 32 (MurmurHash3's finaliser). */
function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The set of a text's shingles of `ngram` tokens as rising hashes of 32 bits. A text of fewer tokens is one shingle, an
 * empty one has none. Blank space does not count, so that a reformatted copy has the same set.
 */
export function shingles(text: string, ngram: number): Uint32Array {
  const tokens = tokenHashes(text);
  if (tokens.length === 0) return new Uint32Array(0);
  const count = Math.max(1, tokens.length - ngram + 1);
  const width = Math.min(ngram, tokens.length);
  const hashes = new Uint32Array(count);
  for (let start = 0; start < count; start++) {
    let hash = 0x9e3779b9;
    for (let offset = 0; offset < width; offset++) {
      hash = Math.imul(hash ^ tokens[start + offset]!, 0x85ebca6b);
      hash = (hash << 13) | (hash >>> 19);
    }
    hashes[start] = mixed(hash);
  }
  hashes.sort();
  let kept = 0;
  for (let at = 0; at < count; at++) {
    if (at === 0 || hashes[at] !== hashes[at - 1]) hashes[kept++] = hashes[at]!;
  }
  return hashes.subarray(0, kept);
}

/** |A ∩ B| / |A ∪ B| of two rising sets; 1 for two empty ones. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 && b.length === 0) return 1;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i]!, b[j]!];
    if (one === other) shared++;
    if (one <= other) i++;
    if (one >= other) j++;
  }
  return shared / (a.length + b.length - shared);
}

/** Makes the bands of texts. Same options, same bands, on every machine. */
export class BandHasher {
  readonly options: MinHashOptions;
  /** Odd multipliers and addends of the permutations h ↦ a·h + b modulo 2³². */
  private readonly multipliers: Int32Array;
  private readonly addends: Int32Array;
  private readonly lowest: Int32Array;

  constructor(options: MinHashOptions = NEAR_DUPLICATES) {
    this.options = options;
    const count = options.bands * options.rows;
    this.multipliers = Int32Array.from({ length: count }, (_, index) => mixed(2 * index + 1) | 1);
    this.addends = Int32Array.from({ length: count }, (_, index) => mixed(0x51ed270b + index));
    this.lowest = new Int32Array(count);
  }

  /**
   * One key for each band: 53 bits of its `rows` minima, as a number. Writes to `keys` [bands] from `offset` on. A set without
   * shingles gives NaN, which equals nothing.
   */
  bandKeys(set: Uint32Array, keys: Float64Array, offset: number): void {
    const { bands, rows } = this.options;
    if (set.length === 0) {
      keys.fill(NaN, offset, offset + bands);
      return;
    }
    this.takeLowest(set);
    const { lowest } = this;
    for (let band = 0; band < bands; band++) {
      let low = 0x811c9dc5;
      let high = 0x9e3779b9;
      for (let row = 0; row < rows; row++) {
        const hash = lowest[band * rows + row]!;
        low = mixed(low ^ hash);
        high = mixed(high + Math.imul(hash, 0x01000193));
      }
      keys[offset + band] = (high >>> 11) * 2 ** 32 + low;
    }
  }

  /**
   * The least hash of the set under each permutation. Hashes are compared as signed numbers, which are as random in their
   * order and stay in machine registers; three permutations share each reading of a shingle.
   */
  private takeLowest(set: Uint32Array): void {
    const { multipliers, addends, lowest } = this;
    const count = lowest.length;
    for (let index = 0; index < count; index += 3) {
      // The last permutations are taken twice where the count is no multiple of three.
      const [first, second, third] = [index, Math.min(index + 1, count - 1), Math.min(index + 2, count - 1)];
      const [m1, m2, m3] = [multipliers[first]!, multipliers[second]!, multipliers[third]!];
      const [a1, a2, a3] = [addends[first]!, addends[second]!, addends[third]!];
      let [l1, l2, l3] = [0x7fffffff, 0x7fffffff, 0x7fffffff];
      for (const unsigned of set) {
        const shingle = unsigned | 0;
        const h1 = (Math.imul(shingle, m1) + a1) | 0;
        const h2 = (Math.imul(shingle, m2) + a2) | 0;
        const h3 = (Math.imul(shingle, m3) + a3) | 0;
        if (h1 < l1) l1 = h1;
        if (h2 < l2) l2 = h2;
        if (h3 < l3) l3 = h3;
      }
      lowest[first] = l1;
      lowest[second] = l2;
      lowest[third] = l3;
    }
  }
}

import { boundedDistance } from './edit-distance.ts';
import type { Structure } from './structure.ts';

/**
 * One similar structure. A rate is 1 − distance / length of the longer, and null where it is below the index's least:
 * `matchRate` of the structures as they stand, `orderedRate` of those with their statements in a settled order.
 */
export type StructureMatch = {
  readonly entry: number;
  readonly matchRate: number | null;
  readonly orderedRate: number | null;
};

const BUCKETS = 32;

/** Structures answered from memory, at most; when it is full it starts anew. */
const REMEMBERED = 20_000;

/**
 * Structures to find similar ones of. Most pairs are ruled out by their lengths or by how often symbols occur
 * (each edit changes either count by at most one, whatever the order of the statements); only the rest are compared,
 * within the band that the rate allows. A structure that came before is answered from memory: generated exercises
 * repeat theirs.
 */
export class StructureIndex {
  private readonly entries: readonly Structure[];
  private readonly ordered: readonly Structure[];
  private readonly counts: readonly Int32Array[];
  /** Entries by rising length. */
  private readonly byLength: readonly number[];
  private readonly leastRate: number;
  private readonly known = new Map<string, readonly StructureMatch[]>();

  /** @param ordered the entries' ordered structures, where these are to be compared as well */
  constructor(entries: readonly Structure[], leastRate: number, ordered: readonly Structure[] = []) {
    this.entries = entries;
    this.ordered = ordered;
    this.counts = entries.map(bucketCounts);
    this.byLength = entries
      .map((_, index) => index)
      .sort((one, other) => entries[one]!.length - entries[other]!.length || one - other);
    this.leastRate = leastRate;
  }

  /**
   * The entries whose match rate with this structure is at least the index's, in their order.
   * @param ordered gives the same structure with its statements in their settled order; asked only where it may matter
   */
  matches(structure: Structure, ordered?: () => Structure): readonly StructureMatch[] {
    const candidates = this.candidates(structure);
    if (candidates.length === 0) return [];
    const key = `${structure.join()}${ordered === undefined ? '' : '+'}`;
    let found = this.known.get(key);
    if (found === undefined) {
      found = this.compare(candidates, structure, ordered?.());
      if (this.known.size >= REMEMBERED) this.known.clear();
      this.known.set(key, found);
    }
    return found;
  }

  /** Entries that neither their length nor their symbols rule out. */
  private candidates(structure: Structure): number[] {
    const found: number[] = [];
    if (structure.length === 0) return found;
    let counts: Int32Array | undefined;
    // The rate allows lengths between τ · n and n / τ; the bound itself is tested below.
    const least = structure.length * this.leastRate - 1;
    for (let at = this.firstOfLength(least); at < this.byLength.length; at++) {
      const index = this.byLength[at]!;
      const entry = this.entries[index]!;
      const bound = this.boundOf(entry, structure);
      if (Math.abs(entry.length - structure.length) > bound) {
        if (entry.length > structure.length) break;
        continue;
      }
      counts ??= bucketCounts(structure);
      if (countBound(counts, this.counts[index]!) <= bound) found.push(index);
    }
    return found.sort((one, other) => one - other);
  }

  private firstOfLength(least: number): number {
    let [low, high] = [0, this.byLength.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[this.byLength[middle]!]!.length < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(
    candidates: readonly number[],
    structure: Structure,
    ordered: Structure | undefined,
  ): StructureMatch[] {
    return candidates.flatMap((entry) => {
      const matchRate = this.rateOf(this.entries[entry]!, structure);
      const orderedRate = ordered === undefined ? null : this.rateOf(this.ordered[entry]!, ordered);
      return matchRate === null && orderedRate === null ? [] : [{ entry, matchRate, orderedRate }];
    });
  }

  private rateOf(one: Structure, other: Structure): number | null {
    const bound = this.boundOf(one, other);
    const distance = boundedDistance(one, other, bound);
    return distance <= bound ? 1 - distance / Math.max(one.length, other.length) : null;
  }

  /** Rates are decimal: 1 − 0.95 is a little more than 0.05 in binary. */
  private boundOf(one: Structure, other: Structure): number {
    return Math.floor((1 - this.leastRate) * Math.max(one.length, other.length) + 1e-9);
  }
}

function bucketCounts(structure: Structure): Int32Array {
  const counts = new Int32Array(BUCKETS);
  for (const symbol of structure) counts[symbol % BUCKETS] = counts[symbol % BUCKETS]! + 1;
  return counts;
}

/** A lower bound of the edit distance: what one has more of must be deleted or replaced. */
function countBound(one: Int32Array, other: Int32Array): number {
  let [more, less] = [0, 0];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const difference = one[bucket]! - other[bucket]!;
    if (difference > 0) more += difference;
    else less -= difference;
  }
  return Math.max(more, less);
}

import { boundedDistance } from './edit-distance.ts';
import type { Structure } from './structure.ts';

/** One similar structure: `matchRate` is 1 − distance / length of the longer. */
export type StructureMatch = { readonly entry: number; readonly matchRate: number };

const BUCKETS = 32;

/**
 * Structures to find similar ones of. Most pairs are ruled out by their lengths or by how often symbols occur
 * (each edit changes either count by at most one); only the rest are compared, within the band that the rate
 * allows. A structure that came before is answered from memory: generated exercises repeat theirs.
 */
export class StructureIndex {
  private readonly entries: readonly Structure[];
  private readonly counts: readonly Int32Array[];
  private readonly leastRate: number;
  private readonly known = new Map<string, readonly StructureMatch[]>();

  constructor(entries: readonly Structure[], leastRate: number) {
    this.entries = entries;
    this.counts = entries.map(bucketCounts);
    this.leastRate = leastRate;
  }

  /** The entries whose match rate with this structure is at least the index's. */
  matches(structure: Structure): readonly StructureMatch[] {
    const key = structure.join();
    let found = this.known.get(key);
    if (found === undefined) {
      found = this.search(structure);
      this.known.set(key, found);
    }
    return found;
  }

  private search(structure: Structure): StructureMatch[] {
    const counts = bucketCounts(structure);
    const found: StructureMatch[] = [];
    this.entries.forEach((entry, index) => {
      const longer = Math.max(entry.length, structure.length);
      if (longer === 0) return;
      // Rates are decimal: 1 − 0.95 is a little more than 0.05 in binary.
      const bound = Math.floor((1 - this.leastRate) * longer + 1e-9);
      if (Math.abs(entry.length - structure.length) > bound) return;
      if (countBound(counts, this.counts[index]!) > bound) return;
      const distance = boundedDistance(entry, structure, bound);
      if (distance <= bound) found.push({ entry: index, matchRate: 1 - distance / longer });
    });
    return found;
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

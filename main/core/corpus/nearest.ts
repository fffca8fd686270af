import { boundedDistance } from './edit-distance.ts';
import type { Structure } from './structure.ts';

/** Structures end to end: structure i from `starts[i]` to `starts[i + 1]`. */
export type StructureTable = { readonly flat: Int32Array; readonly starts: Int32Array };

/** An entry of a table, and how near it is. */
export type Nearness = { readonly entry: number; readonly measure: number };

/**
 * The structures of a table most like any of those given, the best first, of equals the earlier: match rates of at least
 * `leastRate`, `most` of them. The more are found, the less the rest can differ: most are left after a look at their
 * length.
 */
export function nearestStructures(
  { flat, starts }: StructureTable,
  wanted: readonly Structure[],
  most: number,
  leastRate: number,
): Nearness[] {
  const found: Nearness[] = [];
  for (let entry = 0; entry + 1 < starts.length; entry++) {
    const [start, end] = [starts[entry]!, starts[entry + 1]!];
    let best = -1;
    let view: Int32Array | undefined;
    for (const structure of wanted) {
      const longer = Math.max(end - start, structure.length);
      if (longer === 0) continue;
      const least = Math.max(leastRate, best, found.length < most ? 0 : found.at(-1)!.measure);
      const bound = Math.floor((1 - least) * longer + 1e-9);
      if (Math.abs(end - start - structure.length) > bound) continue;
      view ??= flat.subarray(start, end);
      const distance = boundedDistance(view, structure, bound);
      if (distance <= bound) best = Math.max(best, 1 - distance / longer);
    }
    if (best >= leastRate - 1e-9) insertNearest(found, { entry, measure: best }, most);
  }
  return found;
}

/**
 * The texts that share the longest run of words with a text, longest first: at least `least` words, `most` texts. Linear
 * in the words of the table: runs are looked for only where `least` words in a row have the hash of a run of the text.
 *
 * @param flat numbers of words, text i from `starts[i]` to `starts[i + 1]`
 * @param wanted numbers of the words of the text; −1 for a word that the table does not have
 */
export function nearestRuns(
  { flat, starts }: StructureTable,
  wanted: Int32Array,
  most: number,
  least: number,
): Nearness[] {
  const places = new Map<number, number[]>();
  forEachRun(wanted, 0, wanted.length, least, (hash, at) => {
    const known = places.get(hash);
    if (known === undefined) places.set(hash, [at]);
    else known.push(at);
  });
  const found: Nearness[] = [];
  for (let entry = 0; entry + 1 < starts.length; entry++) {
    const end = starts[entry + 1]!;
    let longest = 0;
    forEachRun(flat, starts[entry]!, end, least, (hash, at) => {
      for (const place of places.get(hash) ?? []) {
        let length = 0;
        while (
          at + length < end &&
          place + length < wanted.length &&
          flat[at + length] === wanted[place + length] &&
          flat[at + length]! >= 0
        )
          length++;
        if (length > longest) longest = length;
      }
    });
    if (longest >= least) insertNearest(found, { entry, measure: longest }, most);
  }
  return found;
}

/** Keeps the `most` greatest, the earlier of equals first. */
export function insertNearest(sorted: Nearness[], near: Nearness, most: number): void {
  const at = sorted.findIndex(({ measure }) => near.measure > measure);
  if (at < 0 && sorted.length >= most) return;
  sorted.splice(at < 0 ? sorted.length : at, 0, near);
  sorted.length = Math.min(sorted.length, most);
}

const BASE = 0x01000193;

/** Rolling hashes of the runs of n numbers between two places; −1 ends a run. */
function forEachRun(
  flat: Int32Array,
  from: number,
  to: number,
  n: number,
  visit: (hash: number, at: number) => void,
): void {
  let leaving = 1;
  for (let step = 0; step < n; step++) leaving = Math.imul(leaving, BASE);
  let hash = 0;
  let length = 0;
  for (let at = from; at < to; at++) {
    const number = flat[at]!;
    if (number < 0) {
      hash = 0;
      length = 0;
      continue;
    }
    hash = (Math.imul(hash, BASE) + number + 1) | 0;
    length++;
    if (length > n) hash = (hash - Math.imul(flat[at - n]! + 1, leaving)) | 0;
    if (length >= n) visit(hash, at - n + 1);
  }
}

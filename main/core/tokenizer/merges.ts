import { Heap } from './heap.ts';

/** One learned merge: two neighbouring ids become one. Its place in the list is its rank: lower goes first. */
export type Merge = { readonly left: number; readonly right: number; readonly merged: number };

/** Merges by pair, for lookup while encoding. */
export type MergeTable = {
  readonly merges: readonly Merge[];
  readonly rankOfPair: ReadonlyMap<number, number>;
  readonly stride: number;
};

/** `stride` is the vocabulary's size, so that `left · stride + right` names a pair. */
export function mergeTable(merges: readonly Merge[], stride: number): MergeTable {
  const rankOfPair = new Map<number, number>();
  merges.forEach(({ left, right }, rank) => rankOfPair.set(left * stride + right, rank));
  return { merges, rankOfPair, stride };
}

/** Ranks and positions share one number in the heap: a position stays under this. */
const POSITIONS = 2 ** 31;

/**
 * The ids after all merges, lowest rank first and leftmost among equals, in O(n log n).
 * Positions form a linked list; what the heap holds of pairs that are gone is recognised and dropped.
 */
export function applyMerges(ids: ArrayLike<number>, table: MergeTable): number[] {
  const { merges, rankOfPair, stride } = table;
  const count = ids.length;
  const symbols = Int32Array.from(ids);
  const next = Int32Array.from({ length: count }, (_, index) => (index + 1 < count ? index + 1 : -1));
  const previous = Int32Array.from({ length: count }, (_, index) => index - 1);
  const queue = new Heap<number>((left, right) => left < right);

  const rankAt = (position: number): number | undefined => {
    const right = next[position]!;
    return right < 0 ? undefined : rankOfPair.get(symbols[position]! * stride + symbols[right]!);
  };
  const enqueue = (position: number): void => {
    const rank = rankAt(position);
    if (rank !== undefined) queue.push(rank * POSITIONS + position);
  };

  for (let position = 0; position < count; position++) enqueue(position);
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const position = entry % POSITIONS;
    const rank = Math.floor(entry / POSITIONS);
    if (symbols[position]! < 0 || rankAt(position) !== rank) continue;
    const right = next[position]!;
    const after = next[right]!;
    symbols[position] = merges[rank]!.merged;
    symbols[right] = -1;
    next[position] = after;
    if (after >= 0) previous[after] = position;
    const before = previous[position]!;
    if (before >= 0) enqueue(before);
    enqueue(position);
  }
  return Array.from(symbols).filter((symbol) => symbol >= 0);
}

/**
 * The same in the few lines that define byte-pair encoding: while any neighbours have a rank, merge the
 * leftmost pair of the lowest. O(n²); the reference for {@link applyMerges}.
 */
export function applyMergesOneByOne(ids: ArrayLike<number>, table: MergeTable): number[] {
  let symbols = Array.from(ids);
  for (;;) {
    let best = Infinity;
    let at = -1;
    for (let index = 0; index + 1 < symbols.length; index++) {
      const rank = table.rankOfPair.get(symbols[index]! * table.stride + symbols[index + 1]!);
      if (rank !== undefined && rank < best) {
        best = rank;
        at = index;
      }
    }
    if (at < 0) return symbols;
    symbols = [...symbols.slice(0, at), table.merges[best]!.merged, ...symbols.slice(at + 2)];
  }
}

/** One thing in which lessons differ: the name of a slot and the lines it is filled from. */
export type Axis = { readonly slot: string; readonly values: readonly string[] };

/** How many different lessons the axes allow. */
export const combinationCount = (axes: readonly Axis[]): number =>
  axes.reduce((product, { values }) => product * values.length, 1);

/** The combination of this number, 0 … count − 1; the last axis changes fastest. */
export function combinationAt(axes: readonly Axis[], index: number): Record<string, string> {
  const chosen: [string, string][] = [];
  let rest = index;
  for (const { slot, values } of [...axes].reverse()) {
    chosen.push([slot, values[rest % values.length]!]);
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(chosen.reverse());
}

const ROUNDS = 6;

/**
 * A shuffled order of 0 … size − 1 without a list of them: position ↦ number, each number once. A Feistel network
 * (Luby and Rackoff 1988) over the next even power of two; what falls outside of the range is sent through again (cycle
 * walking, Black and Rogaway 2002). `size` up to 2^50.
 */
export function shuffledOrder(size: number, seed: number): (position: number) => number {
  let half = 1;
  while (2 ** (2 * half) < size) half += 1;
  const side = 2 ** half;
  const once = (value: number): number => {
    let left = Math.floor(value / side);
    let right = value % side;
    for (let round = 0; round < ROUNDS; round += 1) {
      const next = (left + mixed(right, seed, round)) % side;
      left = right;
      right = next;
    }
    return left * side + right;
  };
  return (position) => {
    if (!(position >= 0 && position < size)) {
      throw new RangeError(`Position ${String(position)} is not within 0 … ${String(size - 1)}.`);
    }
    let value = once(position);
    while (value >= size) value = once(value);
    return value;
  };
}

/** 32 bits out of a half, the seed and the round (MurmurHash3's finaliser). */
function mixed(half: number, seed: number, round: number): number {
  let hash = (half ^ Math.imul(seed + 0x9e3779b9 * (round + 1), 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

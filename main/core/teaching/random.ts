/** A seeded source of choices; the same seed gives the same choices on every machine. */
export type Random = {
  /** A uniform real in [0, 1). */
  readonly next: () => number;
  /** A uniform integer from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  /** One item of a list that is not empty. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
};

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for choosing words and
 * test values, where only speed and repeatability matter.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('Cannot pick from an empty list.');
      return items[Math.floor(next() * items.length)]!;
    },
    chance: (probability) => next() < probability,
  };
}

/** FNV-1a over UTF-16 code units: an unsigned 32-bit hash that is the same everywhere. */
export function hashText(text: string, basis = 0x811c9dc5): number {
  let hash = basis >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  // FNV's low bits are weak on short strings; one round of mixing spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A 53-bit fingerprint, so that a set of a million texts costs a million numbers. */
export function fingerprint(text: string): number {
  return (hashText(text, 0x9e3779b9) & 0x1fffff) * 4294967296 + hashText(text);
}

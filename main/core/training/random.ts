/** A seeded source of numbers whose whole state is four words, so that a checkpoint can carry on where it stopped. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it random. */
  uniform(): number;
  /** Whole number in 0..bound-1. */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** The four 32-bit words that determine everything that follows. */
  state(): [number, number, number, number];
}

/** xoshiro128** (Blackman and Vigna 2018), its state filled from the seed by SplitMix32. */
export function seededRandom(seed: number): Random {
  let word = seed >>> 0;
  const next = (): number => {
    word = (word + 0x9e3779b9) >>> 0;
    let z = word;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return randomFromState([next(), next(), next(), next()]);
}

/** Continues the sequence that `state()` was taken from. Throws on the all-zero state, which never leaves zero. */
export function randomFromState(state: readonly [number, number, number, number]): Random {
  if (state.every((word) => word === 0)) throw new Error('A random state of four zeros is not a state.');
  let [a, b, c, d] = state;
  const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  const uniform = (): number => bits() / 2 ** 32;
  return {
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    // Box and Muller's sine half alone: no second number is kept, so the state is the four words and nothing else.
    normal: () => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return radius * Math.sin(2 * Math.PI * uniform());
    },
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}

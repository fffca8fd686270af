/** The finaliser of MurmurHash3 (Austin Appleby, public domain): every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * A number in [0, 1) with 53 random bits that depends on nothing but its arguments: randomness by position instead of
 * by order, so whatever is resumed, skipped or batched differently draws the same. `seed` is any safe integer, the
 * counters are whole numbers below 2³².
 */
export function uniformAt(seed: number, a: number, b: number, c: number): number {
  let high = mix(seed ^ 0x9e3779b9);
  let low = mix(Math.floor(seed / 2 ** 32) ^ 0x7f4a7c15);
  for (let index = 0; index < 3; index++) {
    const word = index === 0 ? a : index === 1 ? b : c;
    high = mix(high ^ mix(word + 0x9e3779b9) ^ low);
    low = mix(low + Math.imul(high, 0x85157af5) + 0x58f38ded);
  }
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}

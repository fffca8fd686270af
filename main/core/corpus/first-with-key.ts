/**
 * Finds the first of the texts that have a key: open addressing over text numbers, at most half full, so that a text takes 8
 * to 16 bytes beside its key.
 */
export class FirstWithKey {
  private readonly keys: Float64Array;
  /** A text's number plus one; 0 where a slot is free. */
  private readonly slots: Int32Array;
  private readonly mask: number;

  /** @param keys [texts] the texts' keys: numbers of 53 bits that are as random in their low bits as in any; NaN for none */
  constructor(keys: Float64Array) {
    this.keys = keys;
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * keys.length)));
    this.slots = new Int32Array(slots);
    this.mask = slots - 1;
  }

  /** Forgets all texts; the keys may be others from now on. */
  clear(): void {
    this.slots.fill(0);
  }

  /** The first text that was asked for with this text's key; the text itself where there was none, or where it has no key. */
  firstOf(text: number): number {
    const key = this.keys[text]!;
    if (Number.isNaN(key)) return text;
    for (let slot = (key % 2 ** 31) & this.mask; ; slot = (slot + 1) & this.mask) {
      const taken = this.slots[slot]!;
      if (taken === 0) {
        this.slots[slot] = text + 1;
        return text;
      }
      if (this.keys[taken - 1] === key) return taken - 1;
    }
  }
}

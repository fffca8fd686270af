import { hash } from 'node:crypto';

/**
 * A set of ids that takes sixteen bytes for each or less, whatever their length: 64 bits of their hash by open
 * addressing. Two of ten million ids are taken for one with a probability of 3 in a million.
 */
export class IdSet {
  private high = new Uint32Array(1 << 12);
  private low = new Uint32Array(1 << 12);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Whether the id is new; it is in the set from now on. */
  add(id: string): boolean {
    const digest = hash('sha1', id, 'buffer');
    const high = digest.readUInt32LE(0);
    // Zero marks a free place.
    const low = digest.readUInt32LE(4) | 1;
    if (!this.put(high, low >>> 0)) return false;
    this.count += 1;
    if (this.count * 2 > this.low.length) this.grow();
    return true;
  }

  private put(high: number, low: number): boolean {
    const mask = this.low.length - 1;
    for (let at = high & mask; ; at = (at + 1) & mask) {
      if (this.low[at] === 0) {
        this.high[at] = high;
        this.low[at] = low;
        return true;
      }
      if (this.low[at] === low && this.high[at] === high) return false;
    }
  }

  private grow(): void {
    const [high, low] = [this.high, this.low];
    this.high = new Uint32Array(high.length * 2);
    this.low = new Uint32Array(low.length * 2);
    for (const [at, value] of low.entries()) if (value !== 0) this.put(high[at]!, value);
  }
}

/**
 * Counts of neighbouring pairs over the distinct pre-tokens of a corpus, kept up to date while merges
 * rewrite them. A pair has an index in the order it was first seen.
 */
export class PairIndex {
  /** All words' symbols end to end; word `w` has `lengths[w]` of them from `starts[w]`. */
  private readonly symbols: Int32Array;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;
  private readonly occurrences: Float64Array;
  private readonly indexOfPair = new Map<number, number>();
  private readonly lefts: number[] = [];
  private readonly rights: number[] = [];
  private readonly counts: number[] = [];
  /** Words that held the pair when it arose; some hold it no more, and some are listed twice. */
  private readonly words: number[][] = [];
  private readonly lastVisit: Int32Array;
  private visits = 0;

  constructor(pretokens: ReadonlyMap<string, number>, idOfByte: Int32Array) {
    const encoder = new TextEncoder();
    const encoded = [...pretokens.keys()].map((pretoken) => encoder.encode(pretoken));
    const total = encoded.reduce((sum, bytes) => sum + bytes.length, 0);
    this.symbols = new Int32Array(total);
    this.starts = new Int32Array(encoded.length);
    this.lengths = new Int32Array(encoded.length);
    this.lastVisit = new Int32Array(encoded.length);
    this.occurrences = Float64Array.from(pretokens.values());
    let offset = 0;
    encoded.forEach((bytes, word) => {
      this.starts[word] = offset;
      this.lengths[word] = bytes.length;
      for (const byte of bytes) this.symbols[offset++] = idOfByte[byte]!;
    });
    for (let word = 0; word < encoded.length; word++) {
      this.addPairs(word, (pair) => this.words[pair]!.push(word));
    }
  }

  get size(): number {
    return this.counts.length;
  }

  count(pair: number): number {
    return this.counts[pair]!;
  }

  left(pair: number): number {
    return this.lefts[pair]!;
  }

  right(pair: number): number {
    return this.rights[pair]!;
  }

  /** Whether the ids of `pair` come before those of `other`. */
  isLower(pair: number, other: number): boolean {
    const difference = this.lefts[pair]! - this.lefts[other]!;
    return difference !== 0 ? difference < 0 : this.rights[pair]! < this.rights[other]!;
  }

  /**
   * Rewrites every word that holds the pair, and returns the pairs whose count may have risen: only those
   * that the new symbol is part of can.
   */
  merge(pair: number, merged: number): Set<number> {
    const left = this.lefts[pair]!;
    const right = this.rights[pair]!;
    const risen = new Set<number>();
    this.visits++;
    const holders = this.words[pair]!;
    this.words[pair] = [];
    for (const word of holders) {
      if (this.lastVisit[word] === this.visits) continue;
      this.lastVisit[word] = this.visits;
      this.removePairs(word);
      this.rewrite(word, left, right, merged);
      this.addPairs(word, (index) => {
        if (this.lefts[index] !== merged && this.rights[index] !== merged) return;
        risen.add(index);
        this.words[index]!.push(word);
      });
    }
    return risen;
  }

  private rewrite(word: number, left: number, right: number, merged: number): void {
    const start = this.starts[word]!;
    const end = start + this.lengths[word]!;
    let write = start;
    for (let read = start; read < end; read++) {
      const isPair = this.symbols[read] === left && read + 1 < end && this.symbols[read + 1] === right;
      this.symbols[write++] = isPair ? merged : this.symbols[read]!;
      if (isPair) read++;
    }
    this.lengths[word] = write - start;
  }

  private removePairs(word: number): void {
    const last = this.starts[word]! + this.lengths[word]! - 1;
    for (let index = this.starts[word]!; index < last; index++) {
      const pair = this.pairAt(index);
      this.counts[pair] = this.counts[pair]! - this.occurrences[word]!;
    }
  }

  private addPairs(word: number, visit: (pair: number) => void): void {
    const last = this.starts[word]! + this.lengths[word]! - 1;
    for (let index = this.starts[word]!; index < last; index++) {
      const pair = this.pairAt(index);
      this.counts[pair] = this.counts[pair]! + this.occurrences[word]!;
      visit(pair);
    }
  }

  private pairAt(index: number): number {
    const left = this.symbols[index]!;
    const right = this.symbols[index + 1]!;
    const key = left * 2 ** 24 + right;
    let pair = this.indexOfPair.get(key);
    if (pair === undefined) {
      pair = this.counts.length;
      this.indexOfPair.set(key, pair);
      this.lefts.push(left);
      this.rights.push(right);
      this.counts.push(0);
      this.words.push([]);
    }
    return pair;
  }
}

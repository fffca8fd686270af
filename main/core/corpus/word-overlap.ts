/**
 * Overlap of texts in runs of n words, the detector of phi-1's section 5 (n = 13) and of GPT-3 before it.
 * Words are runs of letters, digits and underscores, in lower case.
 */
export function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

export type Overlap = {
  /** Which of the indexed texts. */
  readonly document: number;
  /** Runs that both have; overlapping runs count each. */
  readonly shared: number;
  /** The first of them. */
  readonly run: string;
};

/** Odd, so that multiplying modulo 2³² loses nothing. */
const BASE = 0x01000193;

/**
 * The runs of n words of a few texts, to look other texts up in: constant time for each word. Words that the
 * indexed texts do not have end a run at once, and a hash that is found is compared word by word.
 */
export class WordRunIndex {
  private readonly n: number;
  private readonly ids = new Map<string, number>();
  private readonly sequences: Int32Array[];
  /** Hash of a run to its places, as `document · 2²⁰ + position`. */
  private readonly places = new Map<number, number[]>();
  private readonly leaving: number;

  constructor(texts: readonly string[], n: number) {
    this.n = n;
    let leaving = 1;
    for (let step = 0; step < n; step++) leaving = Math.imul(leaving, BASE);
    this.leaving = leaving;
    this.sequences = texts.map((text) => Int32Array.from(words(text), (word) => this.intern(word)));
    this.sequences.forEach((sequence, document) => {
      this.forEachRun(sequence, (hash, position) => {
        const known = this.places.get(hash);
        if (known === undefined) this.places.set(hash, [document * 2 ** 20 + position]);
        else known.push(document * 2 ** 20 + position);
      });
    });
  }

  /** The indexed texts that share a run with this one, in their order. */
  overlaps(text: string): Overlap[] {
    const sequence = Int32Array.from(words(text), (word) => this.ids.get(word) ?? -1);
    const found = new Map<number, { shared: number; position: number }>();
    this.forEachRun(sequence, (hash, position) => {
      let last = -1;
      for (const place of this.places.get(hash) ?? []) {
        const document = Math.floor(place / 2 ** 20);
        if (document === last || !this.sameRun(sequence, position, document, place % 2 ** 20)) continue;
        last = document;
        const overlap = found.get(document);
        if (overlap === undefined) found.set(document, { shared: 1, position: place % 2 ** 20 });
        else overlap.shared++;
      }
    });
    return [...found]
      .sort(([one], [other]) => one - other)
      .map(([document, { shared, position }]) => ({
        document,
        shared,
        run: this.runText(document, position),
      }));
  }

  private intern(word: string): number {
    let id = this.ids.get(word);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(word, id);
    }
    return id;
  }

  private forEachRun(sequence: Int32Array, visit: (hash: number, position: number) => void): void {
    let hash = 0;
    let length = 0;
    sequence.forEach((id, index) => {
      if (id < 0) {
        hash = 0;
        length = 0;
        return;
      }
      hash = (Math.imul(hash, BASE) + id + 1) | 0;
      length++;
      if (length > this.n) hash = (hash - Math.imul(sequence[index - this.n]! + 1, this.leaving)) | 0;
      if (length >= this.n) visit(hash, index - this.n + 1);
    });
  }

  private sameRun(sequence: Int32Array, position: number, document: number, place: number): boolean {
    const other = this.sequences[document]!;
    for (let offset = 0; offset < this.n; offset++) {
      if (sequence[position + offset] !== other[place + offset]) return false;
    }
    return true;
  }

  private runText(document: number, position: number): string {
    const wordOf = [...this.ids.keys()];
    return Array.from(
      this.sequences[document]!.subarray(position, position + this.n),
      (id) => wordOf[id]!,
    ).join(' ');
  }
}

/** The same by sets of joined words: the reference for {@link WordRunIndex}. */
export function overlapsBySets(texts: readonly string[], n: number, text: string): Overlap[] {
  const runs = (sequence: readonly string[]) =>
    sequence
      .slice(0, Math.max(0, sequence.length - n + 1))
      .map((_, at) => sequence.slice(at, at + n).join(' '));
  const own = runs(words(text));
  return texts.flatMap((indexed, document) => {
    const theirs = new Set(runs(words(indexed)));
    const shared = own.filter((run) => theirs.has(run));
    return shared.length > 0 ? [{ document, shared: shared.length, run: shared[0]! }] : [];
  });
}

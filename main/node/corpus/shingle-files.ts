import type { BandKeys } from '../../core/corpus/near-duplicates.ts';
import { ScratchFile } from './scratch-file.ts';

/** Bytes of sets that are kept at hand: neighbours in a bucket ask for the same ones again and again. */
const HELD_BYTES = 32 * 2 ** 20;

/** Sets of shingles on a disk, one for each text. Memory: 8 bytes a text. */
export class ShingleSets {
  private readonly file: ScratchFile;
  /** Where each set begins, in bytes; one more than there are sets. */
  private readonly starts: Float64Array;
  private count = 0;
  private held = new Map<number, Uint32Array>();
  private heldBytes = 0;

  private constructor(file: ScratchFile, texts: number) {
    this.file = file;
    this.starts = new Float64Array(texts + 1);
  }

  static async create(texts: number): Promise<ShingleSets> {
    return new ShingleSets(await ScratchFile.create(), texts);
  }

  /** Takes the sets of the next texts, end to end. */
  append(sets: Uint32Array, lengths: Uint32Array): void {
    this.file.append(sets);
    for (const length of lengths) {
      this.starts[this.count + 1] = this.starts[this.count]! + 4 * length;
      this.count++;
    }
  }

  /** The set of a text, rising. */
  read(text: number): Uint32Array {
    const known = this.held.get(text);
    if (known !== undefined) return known;
    const [start, end] = [this.starts[text]!, this.starts[text + 1]!];
    const set = new Uint32Array((end - start) / 4);
    this.file.read(start, set);
    if (this.heldBytes + set.byteLength > HELD_BYTES) {
      this.held = new Map();
      this.heldBytes = 0;
    }
    this.held.set(text, set);
    this.heldBytes += set.byteLength;
    return set;
  }

  remove(): void {
    this.file.remove();
  }
}

/** Keys of bands on a disk, from which one band after another is read. Memory: a number for each batch. */
export class BandFile implements BandKeys {
  readonly bands: number;
  private readonly file: ScratchFile;
  private readonly batches: { readonly start: number; readonly texts: number }[] = [];
  private count = 0;

  private constructor(file: ScratchFile, bands: number) {
    this.file = file;
    this.bands = bands;
  }

  static async create(bands: number): Promise<BandFile> {
    return new BandFile(await ScratchFile.create(), bands);
  }

  get texts(): number {
    return this.count;
  }

  /** Takes the keys of the next texts: [texts · bands]. */
  append(keys: Float64Array): void {
    const texts = keys.length / this.bands;
    // Band after band, so that each can be read in one go.
    const turned = new Float64Array(keys.length);
    for (let text = 0; text < texts; text++) {
      for (let band = 0; band < this.bands; band++)
        turned[band * texts + text] = keys[text * this.bands + band]!;
    }
    this.batches.push({ start: this.file.bytes, texts });
    this.file.append(turned);
    this.count += texts;
  }

  readBand(band: number, into: Float64Array): void {
    let at = 0;
    for (const { start, texts } of this.batches) {
      this.file.read(start + 8 * band * texts, into.subarray(at, at + texts));
      at += texts;
    }
  }

  remove(): void {
    this.file.remove();
  }
}

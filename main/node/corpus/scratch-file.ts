import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedWrite } from '../files/refused-write.ts';

/** Bytes of sets that are kept at hand: neighbours in a bucket ask for the same ones again and again. */
const HELD_BYTES = 32 * 2 ** 20;

/** Sets of shingles, one for each text, in a file that is gone when they are no longer needed. */
export class ShingleFile {
  private readonly folder: string;
  private readonly file: number;
  /** Where each set begins, in shingles; one more than there are sets. */
  private starts = new Float64Array(1024);
  private count = 0;
  private held = new Map<number, Uint32Array>();
  private heldBytes = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.file = openSync(join(folder, 'shingles.u32'), 'w+');
  }

  static async create(parent = tmpdir()): Promise<ShingleFile> {
    try {
      await mkdir(parent, { recursive: true });
      return new ShingleFile(mkdtempSync(join(parent, 'hornbook-shingles-')));
    } catch (cause) {
      throw refusedWrite(parent, cause);
    }
  }

  /** Takes the sets of the next texts, end to end. */
  append(sets: Uint32Array, lengths: Uint32Array): void {
    if (this.count + lengths.length + 1 > this.starts.length) {
      const larger = new Float64Array(Math.max(2 * this.starts.length, this.count + lengths.length + 1));
      larger.set(this.starts);
      this.starts = larger;
    }
    try {
      const bytes = new Uint8Array(sets.buffer, sets.byteOffset, sets.byteLength);
      for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at);
    } catch (cause) {
      throw refusedWrite(this.folder, cause);
    }
    for (const length of lengths) {
      this.starts[this.count + 1] = this.starts[this.count]! + length;
      this.count++;
    }
  }

  /** The set of a text, rising. */
  read(text: number): Uint32Array {
    const known = this.held.get(text);
    if (known !== undefined) return known;
    const [start, end] = [this.starts[text]!, this.starts[text + 1]!];
    const set = new Uint32Array(end - start);
    const bytes = new Uint8Array(set.buffer);
    for (let at = 0; at < bytes.length;) {
      const read = readSync(this.file, bytes, at, bytes.length - at, 4 * start + at);
      if (read === 0) throw new Error('The file of shingles is shorter than it was written.');
      at += read;
    }
    if (this.heldBytes + set.byteLength > HELD_BYTES) {
      this.held = new Map();
      this.heldBytes = 0;
    }
    this.held.set(text, set);
    this.heldBytes += set.byteLength;
    return set;
  }

  remove(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedWrite } from '../files/refused-write.ts';

/** Numbers that are too many for memory, in a file that is gone when they are no longer needed. */
export class ScratchFile {
  private readonly folder: string;
  private readonly file: number;
  private length = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.file = openSync(join(folder, 'numbers'), 'w+');
  }

  static async create(parent = tmpdir()): Promise<ScratchFile> {
    try {
      await mkdir(parent, { recursive: true });
      return new ScratchFile(mkdtempSync(join(parent, 'hornbook-numbers-')));
    } catch (cause) {
      throw refusedWrite(parent, cause);
    }
  }

  /** Bytes that were appended. */
  get bytes(): number {
    return this.length;
  }

  append(numbers: Uint32Array | Float64Array): void {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at);
    } catch (cause) {
      throw refusedWrite(this.folder, cause);
    }
    this.length += bytes.length;
  }

  /** Fills `into` with what lies from this byte on. */
  read(from: number, into: Uint32Array | Float64Array): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let at = 0; at < bytes.length;) {
      const read = readSync(this.file, bytes, at, bytes.length - at, from + at);
      if (read === 0) throw new Error('A file of numbers is shorter than it was written.');
      at += read;
    }
  }

  remove(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

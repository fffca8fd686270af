import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../files/durable-file.ts';

/** Records whose vectors share a file; a step that is stopped loses at most this many. */
export const CHUNK_RECORDS = 1024;

/** Little-endian, as every machine that the lab runs on has them. */
const FORMATS = { f32: Float32Array, f64: Float64Array } as const;
type Format = keyof typeof FORMATS;
type Numbers<F extends Format> = InstanceType<(typeof FORMATS)[F]>;

/** One vector for each record of a dataset, in their order, in files of {@link CHUNK_RECORDS}; read as they are asked for. */
export class KeptVectors<F extends Format> {
  readonly folder: string;
  readonly records: number;
  readonly width: number;
  private readonly format: F;

  constructor(folder: string, format: F, size: { readonly records: number; readonly width: number }) {
    this.folder = folder;
    this.format = format;
    this.records = size.records;
    this.width = size.width;
  }

  private path(from: number): string {
    const chunk = String(from / CHUNK_RECORDS).padStart(6, '0');
    return join(this.folder, `vectors-${chunk}.${this.format}`);
  }

  /** Whether the file of the records from `from`, a multiple of {@link CHUNK_RECORDS}, is whole. */
  hasChunk(from: number): boolean {
    const path = this.path(from);
    const bytes =
      Math.min(CHUNK_RECORDS, this.records - from) * this.width * FORMATS[this.format].BYTES_PER_ELEMENT;
    return existsSync(path) && statSync(path).size === bytes;
  }

  get isWhole(): boolean {
    for (let from = 0; from < this.records; from += CHUNK_RECORDS) if (!this.hasChunk(from)) return false;
    return true;
  }

  /** The folder has to be there. */
  writeChunk(from: number, { buffer, byteOffset, byteLength }: Float32Array | Float64Array): void {
    writeFileDurably(this.path(from), new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** [count · width] of records `from` to `from + count − 1`. */
  async rows(from: number, count: number): Promise<Numbers<F>> {
    const { width, records } = this;
    if (from < 0 || from + count > records) {
      throw new RangeError(`Rows ${String(from)} to ${String(from + count)} of ${String(records)} records.`);
    }
    const vectors = new FORMATS[this.format](count * width) as Numbers<F>;
    for (let at = from; at < from + count;) {
      const within = at % CHUNK_RECORDS;
      const taken = Math.min(CHUNK_RECORDS - within, from + count - at);
      const bytes = await readFile(this.path(at - within));
      const all = new FORMATS[this.format](
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      vectors.set(all.subarray(within * width, (within + taken) * width), (at - from) * width);
      at += taken;
    }
    return vectors;
  }

  /** Every row; memory for all of them at once. */
  all(): Promise<Numbers<F>> {
    return this.rows(0, this.records);
  }

  /** Row after row, [width] each; memory for one file of them. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Numbers<F>> {
    const { width, records } = this;
    for (let from = 0; from < records; from += CHUNK_RECORDS) {
      const rows = await this.rows(from, Math.min(CHUNK_RECORDS, records - from));
      for (let at = 0; at < rows.length; at += width) yield rows.subarray(at, at + width) as Numbers<F>;
    }
  }
}

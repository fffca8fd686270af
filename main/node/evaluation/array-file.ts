import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mkdirSync } from 'node:fs';
import { writeFileDurably } from '../files/durable-file.ts';

/** Words and whole numbers that belong together, as they lie in one file. */
export type Arrays<Name extends string> = {
  readonly words: readonly string[];
  readonly numbers: Readonly<Record<Name, Int32Array>>;
};

/** Raised when the layout or the meaning of such files changes; others are made again. */
const VERSION = 1;

/** One line of JSON that says what follows, padded to four bytes, then the numbers, little-endian. */
export function writeArrays<Name extends string>(path: string, { words, numbers }: Arrays<Name>): void {
  const lengths = Object.fromEntries(
    Object.entries<Int32Array>(numbers).map(([name, { length }]) => [name, length]),
  );
  const header = Buffer.from(JSON.stringify({ version: VERSION, words, lengths }));
  const padded = Buffer.alloc(Math.ceil((header.length + 1) / 4) * 4, ' ');
  header.copy(padded);
  padded[padded.length - 1] = 10;
  mkdirSync(dirname(path), { recursive: true });
  const parts = Object.values<Int32Array>(numbers).map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  writeFileDurably(path, Buffer.concat([padded, ...parts]));
}

/** What {@link writeArrays} wrote; null where there is no such file, or none that can be used. */
export async function readArrays<Name extends string>(
  path: string,
  names: readonly Name[],
): Promise<Arrays<Name> | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const end = bytes.indexOf(10);
  try {
    const header = JSON.parse(bytes.toString('utf8', 0, end)) as {
      version: number;
      words: string[];
      lengths: Record<Name, number>;
    };
    if (header.version !== VERSION) return null;
    // A copy that begins at a multiple of four: a view of the file's buffer need not.
    const body = bytes.buffer.slice(
      bytes.byteOffset + end + 1,
      bytes.byteOffset + bytes.length,
    ) as ArrayBuffer;
    const numbers = {} as Record<Name, Int32Array>;
    let at = 0;
    for (const name of names) {
      numbers[name] = new Int32Array(body, at, header.lengths[name]);
      at += 4 * header.lengths[name];
    }
    return at === body.byteLength ? { words: header.words, numbers } : null;
  } catch {
    return null;
  }
}

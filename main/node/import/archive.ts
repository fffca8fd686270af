import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { inflateSync } from 'fflate';
import type { Refused } from './text-rules.ts';
import { tooLarge } from './text-rules.ts';
import type { ZipEntry } from './zip-directory.ts';
import { readBytes, readZipDirectory } from './zip-directory.ts';

export type ArchiveEntry =
  { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly refused: Refused };

/** Each file of an archive has a header of its own, which repeats its name. */
const HEADER_BYTES = 30;
const HEADER_MARK = 0x04034b50;
/** A packed file may be this much longer than what it holds. */
const PACKING_SLACK = 2 ** 16;

/**
 * The files in a zip archive whose names end in one of `endings`, sorted by name, each read from its place and unpacked when its
 * turn comes: memory holds the list of names and one file. What says that it is larger than `largestBytes` is not unpacked, and
 * nothing is unpacked beyond the size that it says.
 */
export async function* readArchive(
  path: string,
  endings: readonly string[],
  largestBytes: number,
): AsyncGenerator<ArchiveEntry> {
  const file = await open(path);
  try {
    const listed = (await readZipDirectory(file)).filter(({ name }) =>
      endings.some((ending) => name.endsWith(ending)),
    );
    listed.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of listed) {
      const content =
        entry.bytes > largestBytes ? tooLarge(entry.bytes, largestBytes) : await unpacked(file, entry);
      yield Buffer.isBuffer(content)
        ? { name: entry.name, bytes: content }
        : { name: entry.name, refused: content };
    }
  } finally {
    await file.close();
  }
}

async function unpacked(file: FileHandle, entry: ZipEntry): Promise<Buffer | Refused> {
  const unreadable = (why: string): Refused => ({ reason: 'unreadable', why: `cannot be read (${why})` });
  if (entry.encrypted) return unreadable('it is encrypted');
  if (entry.method === 'other') return unreadable('it is packed in a way that only newer programs know');
  if (entry.packedBytes > entry.bytes + PACKING_SLACK) return unreadable('it is damaged');
  try {
    const header = await readBytes(file, entry.start, HEADER_BYTES);
    if (header.readUInt32LE(0) !== HEADER_MARK) return unreadable('it is damaged');
    const start = entry.start + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    const packed = await readBytes(file, start, entry.packedBytes);
    const content =
      entry.method === 'stored' ? packed : inflateSync(packed, { out: new Uint8Array(entry.bytes) });
    if (content.length !== entry.bytes || crc32(content) !== entry.crc32) return unreadable('it is damaged');
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  } catch {
    return unreadable('it is damaged');
  }
}

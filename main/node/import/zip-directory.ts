import type { FileHandle } from 'node:fs/promises';

/** A file in a zip archive, as the archive's directory lists it. */
export type ZipEntry = {
  readonly name: string;
  readonly method: 'stored' | 'deflated' | 'other';
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its own header begins. */
  readonly start: number;
};

/** Damage comes as an error with a code, like the system's own. */
export const zipDamage = (): Error => Object.assign(new Error('invalid zip data'), { code: 'EZIP' });

/** PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16: the directory's entries, its end, and both for large archives. */
const ENTRY = { mark: 0x02014b50, bytes: 46 };
const END = { mark: 0x06054b50, bytes: 22 };
const LARGE_END = { mark: 0x06064b50, bytes: 56 };
const LARGE_END_PLACE = { mark: 0x07064b50, bytes: 20 };
const LONGEST_COMMENT = 0xffff;
/** Stands where a number is too large for its field. */
const ELSEWHERE = 0xffffffff;

export async function readBytes(file: FileHandle, start: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(start) || start < 0 || length < 0) throw zipDamage();
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(bytes, at, length - at, start + at);
    if (bytesRead === 0) throw zipDamage();
    at += bytesRead;
  }
  return bytes;
}

/**
 * The directory at the end of an archive. The files themselves are left where they are.
 *
 * @throws Error with the code `EZIP` where there is none
 */
export async function readZipDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { start, bytes } = await directoryPlace(file);
  const { size } = await file.stat();
  if (start + bytes > size) throw zipDamage();
  const directory = await readBytes(file, start, bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at < bytes;) {
    if (at + ENTRY.bytes > bytes || directory.readUInt32LE(at) !== ENTRY.mark) throw zipDamage();
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const next = at + ENTRY.bytes + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
    if (next > bytes) throw zipDamage();
    entries.push(entryAt(directory.subarray(at, next), nameBytes, extraBytes));
    at = next;
  }
  return entries;
}

async function directoryPlace(file: FileHandle): Promise<{ readonly start: number; readonly bytes: number }> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, LARGE_END_PLACE.bytes + END.bytes + LONGEST_COMMENT);
  const tail = await readBytes(file, size - tailBytes, tailBytes);
  let end = tail.length - END.bytes;
  while (end >= 0 && tail.readUInt32LE(end) !== END.mark) end -= 1;
  if (end < 0) throw zipDamage();
  const [bytes, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  const place = end - LARGE_END_PLACE.bytes;
  if (place < 0 || tail.readUInt32LE(place) !== LARGE_END_PLACE.mark) return { start, bytes };
  const large = await readBytes(file, Number(tail.readBigUInt64LE(place + 8)), LARGE_END.bytes);
  if (large.readUInt32LE(0) !== LARGE_END.mark) throw zipDamage();
  return { start: Number(large.readBigUInt64LE(48)), bytes: Number(large.readBigUInt64LE(40)) };
}

function entryAt(entry: Buffer, nameBytes: number, extraBytes: number): ZipEntry {
  const flags = entry.readUInt16LE(8);
  const method = entry.readUInt16LE(10);
  const name = entry.subarray(ENTRY.bytes, ENTRY.bytes + nameBytes);
  const extra = entry.subarray(ENTRY.bytes + nameBytes, ENTRY.bytes + nameBytes + extraBytes);
  const large = largeNumbers(extra);
  const numberAt = (at: number): number => {
    const number = entry.readUInt32LE(at);
    return number === ELSEWHERE ? (large.shift() ?? number) : number;
  };
  // In this order the large ones follow one another.
  const bytes = numberAt(24);
  const packedBytes = numberAt(20);
  const start = numberAt(42);
  return {
    name: name.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8'),
    method: method === 0 ? 'stored' : method === 8 ? 'deflated' : 'other',
    encrypted: (flags & 1) === 1,
    crc32: entry.readUInt32LE(16),
    packedBytes,
    bytes,
    start,
  };
}

/** Numbers of 64 bits, in the extra field that is kept for them. */
function largeNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const numbers: number[] = [];
      for (let from = at + 4; from + 8 <= Math.min(end, extra.length); from += 8)
        numbers.push(Number(extra.readBigUInt64LE(from)));
      return numbers;
    }
    at = end;
  }
  return [];
}

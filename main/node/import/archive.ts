import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Refused } from './text-rules.ts';
import { tooLarge } from './text-rules.ts';

export type ArchiveEntry =
  { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly refused: Refused };

/** Unpacked bytes that are held at once. */
const GROUP_BYTES = 32 * 2 ** 20;

/**
 * The files in a zip archive whose names end in one of `endings`, sorted by name and unpacked some at a time. What
 * says that it is larger than `largestBytes` is not unpacked.
 */
export async function* readArchive(
  path: string,
  endings: readonly string[],
  largestBytes: number,
): AsyncGenerator<ArchiveEntry> {
  const archive = await readFile(path);
  const listed: { name: string; size: number }[] = [];
  unzip(archive, ({ name, originalSize }) => {
    if (endings.some((ending) => name.endsWith(ending))) listed.push({ name, size: originalSize });
    return false;
  });
  listed.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (let start = 0; start < listed.length;) {
    const wanted = new Set<string>();
    let bytes = 0;
    let end = start;
    for (; end < listed.length && (end === start || bytes < GROUP_BYTES); end++) {
      const { name, size } = listed[end]!;
      if (size > largestBytes) continue;
      bytes += size;
      wanted.add(name);
    }
    const unpacked = unzip(archive, ({ name }) => wanted.has(name));
    for (const { name, size } of listed.slice(start, end)) {
      const content = unpacked[name];
      yield content === undefined
        ? { name, refused: tooLarge(size, largestBytes) }
        : { name, bytes: Buffer.from(content.buffer, content.byteOffset, content.byteLength) };
    }
    start = end;
  }
}

/** Damage comes as an error with a code, like the system's own. */
function unzip(archive: Uint8Array, filter: (file: { name: string; originalSize: number }) => boolean) {
  try {
    return unzipSync(archive, { filter });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw Object.assign(new Error(why, { cause }), { code: 'EZIP' });
  }
}

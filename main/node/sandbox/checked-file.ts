import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { snapshotHeaderBytes } from './snapshot-format.ts';

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Writes a file that processes will start from, after its sha256; it is whole or not there. */
export function writeChecked(path: string, bytes: Uint8Array): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, Buffer.concat([digest(bytes), bytes]));
  renameSync(partial, path);
}

/** Whether such a file is what was written. */
export async function isIntact(path: string): Promise<boolean> {
  try {
    const bytes = await readFile(path);
    return digest(bytes.subarray(snapshotHeaderBytes)).equals(bytes.subarray(0, snapshotHeaderBytes));
  } catch {
    return false;
  }
}

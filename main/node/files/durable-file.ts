/** Files that a reader sees whole or not at all, whatever happens while they are written. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refusedWrite } from './refused-write.ts';

/** Starts the names of what is not finished; nothing of that name is ever listed. */
export const UNFINISHED = '.partial-';

/** Writes a file so that a reader sees the old text or the new, never a half: temporary name, fsync, rename. */
export function writeFileDurably(path: string, contents: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
      for (let written = 0; written < bytes.length;) {
        written += writeSync(file, bytes, written, bytes.length - written);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (cause) {
    throw refusedWrite(path, cause);
  }
}

/** As `writeFileDurably`, without holding up what else the process does. */
export async function replaceText(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `${UNFINISHED}${basename(path)}`);
  await writeTextFlushed(temporary, text);
  try {
    await publish(temporary, path);
  } catch (cause) {
    throw refusedWrite(path, cause);
  }
}

/** Writes a text file in place and flushes it. */
export async function writeTextFlushed(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flush: true });
  } catch (cause) {
    throw refusedWrite(path, cause);
  }
}

/** Makes `from` appear under its final name at once and for good. */
export async function publish(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flush(dirname(to));
}

/** Flushes a file or folder to the disk, so that a later rename cannot outrun its content. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Windows refuses to flush a folder opened for reading; its renames are ordered by the file system.
    if (process.platform !== 'win32') throw error;
  } finally {
    await handle.close();
  }
}

/** Removes what a failed write left; that it cannot be removed either is not worth a second error. */
export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Makes a rename survive a power cut. Windows cannot open folders and needs no such call. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

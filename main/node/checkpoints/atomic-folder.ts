/**
 * Folders that are either whole or not there. The files are written beside the final place, flushed, and the folder is
 * renamed into it; a process killed at any moment leaves at worst a folder whose name starts with a dot.
 */
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskFailure } from './disk-failure.ts';

const UNFINISHED = '.partial-';

/** Flushes a folder's own entries. Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Writes a text file and flushes it. */
export async function writeTextSynced(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flush: true });
  } catch (cause) {
    throw diskFailure(path, cause);
  }
}

/** Replaces a text file in one step: a reader sees the old text or the new, never a half. */
export async function replaceText(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `${UNFINISHED}${basename(path)}`);
  await writeTextSynced(temporary, text);
  try {
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    throw diskFailure(path, cause);
  }
}

/**
 * Makes the folder `path` with what `write` puts into the folder it is given. When `write` throws, nothing remains.
 * An older folder of that name is replaced only after the new one is whole.
 */
export async function writeFolder(path: string, write: (folder: string) => Promise<void>): Promise<void> {
  const parent = dirname(path);
  const temporary = join(parent, `${UNFINISHED}${basename(path)}`);
  const replaced = join(parent, `${UNFINISHED}${basename(path)}-replaced`);
  try {
    await mkdir(parent, { recursive: true });
    await rm(temporary, { recursive: true, force: true });
    await rm(replaced, { recursive: true, force: true });
    await mkdir(temporary);
    await write(temporary);
    for (const entry of await readdir(temporary, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
    }
    await syncFolder(temporary);
    await rename(path, replaced).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
    await rename(temporary, path);
    await syncFolder(parent);
    await rm(replaced, { recursive: true, force: true });
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw diskFailure(path, cause);
  }
}

/** Removes a folder so that it is gone at once: a removal that is cut short leaves only an unfinished name. */
export async function removeFolder(path: string): Promise<void> {
  const doomed = join(dirname(path), `${UNFINISHED}${basename(path)}-removed`);
  await rm(doomed, { recursive: true, force: true });
  await rename(path, doomed);
  await rm(doomed, { recursive: true, force: true });
}

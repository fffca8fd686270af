/**
 * Folders that are either whole or not there. The files are written beside the final place, flushed, and the folder is
 * renamed into it; a process killed at any moment leaves at worst a folder whose name starts with a dot.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { flush, publish, removeQuietly, UNFINISHED } from './durable-file.ts';
import { refusedWrite } from './refused-write.ts';

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
      if (entry.isDirectory()) await flush(join(entry.parentPath, entry.name));
    }
    await flush(temporary);
    await rename(path, replaced).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
    await publish(temporary, path);
    await rm(replaced, { recursive: true, force: true });
  } catch (cause) {
    await removeQuietly(temporary);
    throw refusedWrite(path, cause);
  }
}

/** Removes a folder so that it is gone at once: a removal that is cut short leaves only an unfinished name. */
export async function removeFolder(path: string): Promise<void> {
  const doomed = join(dirname(path), `${UNFINISHED}${basename(path)}-removed`);
  await rm(doomed, { recursive: true, force: true });
  await rename(path, doomed);
  await rm(doomed, { recursive: true, force: true });
}

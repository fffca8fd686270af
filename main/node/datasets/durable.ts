import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../core/failure.ts';

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

/** Makes `from` appear under its final name at once and for good. */
export async function publish(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flush(dirname(to));
}

/** Gives what the system refused as one sentence; lets every other error pass. */
export function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // DuckDB passes the system's words on, not its code.
  const code = error.message.includes('No space left on device')
    ? 'ENOSPC'
    : 'code' in error
      ? String(error.code)
      : '';
  const reason = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is a file',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
  }[code];
  if (reason === undefined) return error;
  return new Failure('not-writable', `${path} cannot be written: ${reason}; choose another folder.`, {
    cause: error,
  });
}

export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

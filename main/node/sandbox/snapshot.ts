import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './interpreter-process.ts';
import type { Launch } from './launch.ts';
import { snapshotHeaderBytes } from './load-python.ts';

/** Where the runtime's start-up snapshots are kept; they can be deleted at any time. */
export function defaultCacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32')
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'hornbook', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'hornbook');
  return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hornbook');
}

async function intact(path: string): Promise<boolean> {
  try {
    const bytes = await readFile(path);
    const digest = createHash('sha256').update(bytes.subarray(snapshotHeaderBytes)).digest();
    return digest.equals(bytes.subarray(0, snapshotHeaderBytes));
  } catch {
    return false;
  }
}

/**
 * A snapshot of an interpreter that has just started (loads in 0.4 s where starting takes 3–5 s), made
 * once per runtime build. Null where none can be written: interpreters then start the slow way.
 */
export async function findSnapshot(launch: Launch, cacheFolder: string, cwd: string): Promise<string | null> {
  const path = join(cacheFolder, `${launch.key}.snapshot`);
  if (await intact(path)) return path;
  // Two sandboxes may be opened at once: each makes its own file and the rename is atomic.
  const making = join(cacheFolder, `making-${String(process.pid)}-${String(performance.now())}`);
  try {
    await mkdir(making, { recursive: true });
    const made = join(making, 'python.snapshot');
    const child = startChild(launch, { kind: 'make', snapshot: made, writable: making }, cwd);
    child.stderr?.resume();
    await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    if (!(await intact(made))) return null;
    await rename(made, path);
    return path;
  } catch {
    return null;
  } finally {
    await rm(making, { recursive: true, force: true }).catch(() => undefined);
  }
}

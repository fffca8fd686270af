import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from './python-process.ts';
import type { Launch } from './launch.ts';
import { snapshotHeaderBytes } from './snapshot-format.ts';

/** Whether a snapshot's file is whole. */
export async function isIntact(path: string): Promise<boolean> {
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
  if (await isIntact(path)) return path;
  // Two sandboxes may be opened at once: each makes its own file and the rename is atomic.
  const making = join(cacheFolder, `making-${String(process.pid)}-${String(performance.now())}`);
  try {
    await mkdir(making, { recursive: true });
    const made = join(making, 'python.snapshot');
    const child = startChild(launch, { kind: 'make', snapshot: made, writable: making }, cwd);
    child.stderr?.resume();
    await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    if (!(await isIntact(made))) return null;
    await rename(made, path);
    return path;
  } catch {
    return null;
  } finally {
    await rm(making, { recursive: true, force: true }).catch(() => undefined);
  }
}

import { cp, lstat, mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { UNFINISHED } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';

/**
 * Moves a project's folder. On one disk it is a rename. To another disk everything is copied beside the new place first,
 * counted, put in place by a rename, and only then removed from the old: at every moment one whole project is there.
 *
 * @throws Failure `project-move` where the new place is taken, lies within the project, or has too little room.
 */
export async function moveProject(from: string, to: string): Promise<void> {
  const target = resolve(to);
  await assertFree(from, target);
  try {
    await mkdir(dirname(target), { recursive: true });
    // An empty folder that was made for it in a file dialogue would stand in the way of a rename on Windows.
    await rmdir(target).catch(() => undefined);
    try {
      await rename(from, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      await moveAcrossDisks(from, target);
    }
  } catch (cause) {
    throw refusedWrite(target, cause);
  }
}

async function assertFree(from: string, target: string): Promise<void> {
  const refuse = (why: string): Failure =>
    new Failure('project-move', `The project stays where it is: ${why}.`);
  const inside = relative(from, target);
  if (inside === '') throw refuse(`${target} is where it lies already`);
  if (!inside.startsWith('..') && !isAbsolute(inside))
    throw refuse(`${target} lies within the project itself`);
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw refuse(`${target} is not a folder that can be used`);
  });
  if (entries.length > 0) throw refuse(`${target} is not empty; choose a new or an empty folder`);
}

/** The copy of `from`'s tree at `target`, made so that a reader sees it whole or not at all. */
export async function moveAcrossDisks(from: string, target: string): Promise<void> {
  const size = await measure(from);
  const { bavail, bsize } = await statfs(dirname(target));
  if (bavail * bsize < size.bytes) {
    throw new Failure(
      'project-move',
      `The project stays where it is: it holds ${(size.bytes / 1e9).toFixed(2)} GB, and there is room for ${((bavail * bsize) / 1e9).toFixed(2)} GB at ${dirname(target)}.`,
    );
  }
  const copy = join(dirname(target), `${UNFINISHED}project-${String(process.pid)}`);
  try {
    await cp(from, copy, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
      errorOnExist: true,
    });
    const copied = await measure(copy);
    if (copied.bytes !== size.bytes || copied.files !== size.files) {
      throw new Failure(
        'project-move',
        `The project stays where it is: of its ${size.files} files with ${size.bytes} bytes, ${copied.files} with ${copied.bytes} bytes arrived. Is something else writing to it?`,
      );
    }
    await rename(copy, target);
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
  await rm(from, { recursive: true, force: true });
}

async function measure(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  let files = 0;
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    files += 1;
    bytes += (await lstat(join(entry.parentPath, entry.name))).size;
  }
  return { files, bytes };
}

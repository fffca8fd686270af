import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadPyodide, PyodideStart } from './load-python.ts';
import { snapshotHeaderBytes } from './snapshot-format.ts';

/** Pyodide from its package folder, and from a snapshot when the path of one is given. */
export async function pyodideFolder(
  folder: string,
  snapshot: string | null,
): Promise<Omit<PyodideStart, 'making'>> {
  const { loadPyodide } = (await import(pathToFileURL(join(folder, 'pyodide.mjs')).href)) as {
    loadPyodide: LoadPyodide;
  };
  return {
    loadPyodide,
    indexURL: folder,
    lock: JSON.parse(readFileSync(join(folder, 'pyodide-lock.json'), 'utf8')) as { info: unknown },
    snapshot: snapshot === null ? null : readFileSync(snapshot).subarray(snapshotHeaderBytes),
  };
}

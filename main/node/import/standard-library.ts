import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FoundFiles } from './find-files.ts';

/** Python's standard library as source, from the zip that pyodide brings: people's real code without a network. */
export const standardLibraryPath = (): string =>
  createRequire(import.meta.url).resolve('pyodide/python_stdlib.zip');

export async function standardLibrary(): Promise<FoundFiles> {
  const path = standardLibraryPath();
  const { size } = await stat(path);
  const file = {
    path,
    name: 'python-stdlib',
    format: 'zip',
    bytes: size,
    split: null,
    license: 'PSF-2.0',
  } as const;
  return { files: [file], links: [] };
}

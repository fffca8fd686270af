import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';

/**
 * The file that a worker thread runs. From source it is `source`.ts in `folder`; the bundler builds it as an entry of
 * its own, `built`.js, which lies in the folder of the bundle or above that of its chunks.
 * @throws Failure `build-incomplete` when it is not there
 */
export function workerEntry(folder: string, source: string, built = source): string {
  const places = [`${source}.ts`, `${built}.js`, `../${built}.js`];
  const found = places.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Failure(
    'build-incomplete',
    `The program ${built} is missing from ${folder}; reinstall Hornbook.`,
  );
}

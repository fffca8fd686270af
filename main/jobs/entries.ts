import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/failure.ts';
import type { JobKind } from './protocol.ts';

/** The file that a kind of job starts with, in the sources; the build names them `jobs/KIND.js`. */
export const jobSources: Readonly<Record<JobKind, string>> = {
  recipe: 'recipe.ts',
  evaluation: 'evaluation.ts',
};

/**
 * The program to run for a kind of job. From the sources it lies beside this file; in a bundle this
 * file may have become part of any chunk, so the folder that holds `jobs/` is looked for upwards.
 */
export function jobEntry(kind: JobKind): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return join(dirname(here), jobSources[kind]);
  for (let folder = dirname(here); ; folder = dirname(folder)) {
    const candidate = join(folder, 'jobs', `${kind}.js`);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) {
      throw new Failure('build-incomplete', `The build has no jobs/${kind}.js; run npm run build again.`);
    }
  }
}

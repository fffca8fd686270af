import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/failure.ts';
import type { JobKind } from './protocol.ts';

/** A kind of job, or the process that the playground's models live in. */
export type ProcessKind = JobKind | 'playground';

/** The file that each process starts with, in the sources; the build names them `jobs/KIND.js`. */
export const jobSources: Readonly<Record<ProcessKind, string>> = {
  recipe: 'recipe.ts',
  evaluation: 'evaluation.ts',
  data: 'data.ts',
  study: 'study.ts',
  grading: 'grading.ts',
  train: 'train.ts',
  playground: 'playground.ts',
};

/**
 * The program to run for a kind of process. From the sources it lies beside this file; in a bundle this
 * file may have become part of any chunk, so the folder that holds `jobs/` is looked for upwards.
 */
export function jobEntry(kind: ProcessKind): string {
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

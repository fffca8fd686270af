import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../../core/failure.ts';

/** A file of `resources/`, which lies some folders above in the sources as in the bundle. */
export function resourcePath(...parts: readonly string[]): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, 'resources', ...parts);
    if (existsSync(path)) return path;
    if (folder === dirname(folder))
      throw new Failure('resource-missing', `${join('resources', ...parts)} is missing; reinstall Hornbook.`);
  }
}

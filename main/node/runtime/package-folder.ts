import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Not named `require`: the bundler declares that name itself.
const load = createRequire(import.meta.url);

/**
 * Where a package is installed, without loading it; null where it is not. Looked for as Node does, and not by
 * `require.resolve`, because some packages do not export their package.json.
 */
export function packageFolder(name: string): string | null {
  for (const place of load.resolve.paths(name) ?? []) {
    if (existsSync(join(place, name, 'package.json'))) return join(place, name);
  }
  return null;
}

/** The version of an installed package, or null. */
export function packageVersion(name: string): string | null {
  const folder = packageFolder(name);
  if (folder === null) return null;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

import { readFileSync } from 'node:fs';

/** From the sources or from the bundle, package.json lies a few folders up. */
export function versionOfHornbook(): string {
  for (let up = '..'; up.length < 24; up += '/..') {
    try {
      const path = new URL(`${up}/package.json`, import.meta.url);
      const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
      if (name === 'hornbook') return version;
    } catch {
      // Not in this folder; one further up.
    }
  }
  return 'unknown';
}

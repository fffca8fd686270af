import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Packages whose version can move a score. */
const PACKAGES = ['onnxruntime-node', 'pyodide', 'web-tree-sitter', 'tree-sitter-python', '@duckdb/node-api'];

/** Versions of Hornbook, Node and the packages that made a result, by name. */
export function packageVersions(): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = { hornbook: ownVersion(), node: process.versions.node };
  for (const name of PACKAGES) versions[name] = versionAbove(require.resolve(name), name);
  return versions;
}

/** Hornbook's own `package.json` lies some folders above, in the sources as in the bundle. */
function ownVersion(): string {
  return versionAbove(fileURLToPath(import.meta.url), 'hornbook');
}

/** Packages may keep `package.json` out of their exports, so it is looked for upwards from a file of theirs. */
function versionAbove(file: string, name: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) {
      const found = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
      if (found.name === name && found.version !== undefined) return found.version;
    }
    if (folder === dirname(folder)) return 'unknown';
  }
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '../../core/failure.ts';

// Not named `require`: the bundler declares that name itself.
const load = createRequire(import.meta.url);

/** A file inside Electron's archive cannot be read by another process; its unpacked copy can. */
export const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/**
 * A Node that can be started as a program. Electron's own binary cannot (its fuse is off) and ignores Node's flags, so
 * there it is the one from the `node` package.
 */
export function plainNode(): string {
  if (!process.versions['electron']) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = unpacked(join(dirname(load.resolve('node/package.json')), 'bin', name));
  if (existsSync(binary)) return binary;
  throw new Failure('node-missing', `The Node runtime is missing at ${binary}; reinstall Hornbook.`);
}

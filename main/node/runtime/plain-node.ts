import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { packageFolder } from './package-folder.ts';

/** A file inside Electron's archive cannot be read by another process; its unpacked copy can. */
export const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/**
 * A Node that can be started as a program. Electron's own binary cannot (its fuse is off) and ignores Node's flags, so
 * there it is the one that the installed app brings beside its archive, or in a checkout the `node` package.
 */
export function plainNode(): string {
  if (!process.versions['electron']) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const { resourcesPath } = process as unknown as { readonly resourcesPath: string };
  const shipped = join(resourcesPath, 'node', 'bin', name);
  if (existsSync(shipped)) return shipped;
  const installed = packageFolder('node');
  const binary = installed === null ? shipped : join(installed, 'bin', name);
  if (existsSync(binary)) return binary;
  throw new Failure('node-missing', `The Node runtime is missing at ${binary}; reinstall Hornbook.`);
}

import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the system keeps what a program can make again at any time. */
export function cacheFolder(environment: Environment = process.env): string {
  if (process.platform === 'win32') return join(localAppData(environment), 'hornbook', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'hornbook');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hornbook');
}

/** Where the system keeps a program's data for one user. */
export function dataFolder(environment: Environment = process.env): string {
  if (process.platform === 'win32') return join(localAppData(environment), 'hornbook');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'hornbook');
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'hornbook');
}

const localAppData = (environment: Environment): string =>
  environment['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');

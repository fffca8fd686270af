import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { nativeBoxArguments } from '../bubblewrap.ts';
import { checkerSource } from '../python/checker-source.ts';
import { codecSource } from '../python/codec-source.ts';
import { preloadSource, runnerSource } from '../python/runner-source.ts';
import { solverSource } from '../python/solver-source.ts';
import { boxSource } from './box-source.ts';
import type { NativePython } from './find-python.ts';
import { serverSource } from './server-source.ts';
import { trialSource } from './trial-source.ts';

/** The same codec, runner, solver and checker as in WebAssembly; what differs is who calls them. */
const source =
  preloadSource +
  codecSource +
  runnerSource +
  solverSource +
  trialSource +
  checkerSource +
  boxSource +
  serverSource;

/** Starts a box with a native interpreter that serves programs or, with a partner on the other end of the bridge, trials. */
export function startNative(
  bubblewrap: string,
  { python, readable }: NativePython,
  bridge: Socket | 'pipe' | 'ignore',
): ChildProcess {
  const options = ['-s', '-P', '-B', '-X', 'utf8', '-c', source];
  // Sets would otherwise come out in another order in each process, and a program's verdict with them.
  const environment = ['--setenv', 'PYTHONHASHSEED', '0', '--setenv', 'LANG', 'C.UTF-8'];
  return spawn(bubblewrap, [...nativeBoxArguments(readable), ...environment, python, ...options], {
    env: {},
    cwd: '/',
    stdio: [bridge, 'ignore', 'pipe', 'ipc'],
  });
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Namespaces of its own for everything, among them a network with nothing in it; it dies with its parent. */
const isolate = [
  '--unshare-all',
  '--die-with-parent',
  '--new-session',
  '--clearenv',
  '--as-pid-1',
  '--cap-drop',
  'ALL',
];
/** Where the dynamic linker finds what Node is linked against. */
const libraries = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache'];

export type Bubblewrap =
  | { readonly kind: 'works'; readonly path: string }
  /** `note`: what is missing, for a person. */
  | { readonly kind: 'missing'; readonly note: string };

/** What a program in the box can see: everything else of the machine's files is not there. */
export function bubblewrapArguments(readable: readonly string[], cwd: string): string[] {
  const seen = [...libraries.filter((path) => existsSync(path)), ...readable];
  return [
    ...isolate,
    ...['--proc', '/proc', '--dev', '/dev'],
    ...seen.flatMap((path) => ['--ro-bind', path, path]),
    ...['--dir', cwd, '--chdir', cwd],
  ];
}

/** Bytes that a native program may write to its one folder, which is emptied after it. */
const scratchBytes = 64 * 1024 * 1024;

/** The box of a native interpreter: as above, with nothing that can be written to but an empty `/tmp`. */
export function nativeBoxArguments(readable: readonly string[]): string[] {
  const seen = [...libraries.filter((path) => existsSync(path)), ...readable];
  return [
    ...isolate,
    ...['--proc', '/proc', '--dev', '/dev'],
    ...seen.flatMap((path) => ['--ro-bind', path, path]),
    ...['--size', String(scratchBytes), '--tmpfs', '/tmp', '--chdir', '/tmp'],
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
  ];
}

let found: Bubblewrap | null = null;

/** Whether programs can be put into Bubblewrap's box on this machine; tried once, by running one there. */
export function findBubblewrap(node: string): Bubblewrap {
  found ??= tryBubblewrap(node);
  return found;
}

function tryBubblewrap(node: string): Bubblewrap {
  if (process.platform !== 'linux') return { kind: 'missing', note: 'Bubblewrap is there for Linux only.' };
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'bwrap'))
    .find((file) => existsSync(file));
  if (path === undefined)
    return { kind: 'missing', note: 'Bubblewrap is not installed (package bubblewrap).' };
  const tried = spawnSync(path, [...bubblewrapArguments([dirname(node)], '/box'), node, '--version'], {
    env: {},
    timeout: 5000,
    encoding: 'utf8',
  });
  if (tried.status === 0) return { kind: 'works', path };
  const why = tried.error?.message ?? tried.stderr.trim().split('\n').at(-1) ?? '';
  return { kind: 'missing', note: `Bubblewrap does not start here: ${why.slice(0, 200)}` };
}

/** How often a process that was told to stop is looked at; each look takes some ten microseconds. */
const looks = 2000;

/**
 * Ends a box that may not have been set up yet. Bubblewrap's process clones the one inside, which then waits for a
 * word from it and is bound to nobody's life until that has come: whoever kills the first between the two leaves the
 * second behind for ever. So the first is stopped, what it has cloned by then is killed, and it itself last.
 */
export function killStartingBox(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP');
    for (let look = 0; look < looks && !/^[TtZX]$/.test(stateOf(pid)); look++);
    const inside = processInBox(pid);
    if (inside !== null) process.kill(inside, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

/** The letter of the kernel for what a process does; `X` for one that is gone. */
function stateOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
  } catch {
    return 'X';
  }
}

/** The process inside the box that Bubblewrap's own process `pid` watches over; null where the system does not say. */
export function processInBox(pid: number | undefined): number | null {
  if (pid === undefined) return null;
  try {
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'latin1').trim();
    return children === '' ? null : Number(children.split(' ')[0]);
  } catch {
    return null;
  }
}

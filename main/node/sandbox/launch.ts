import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../core/failure.ts';
import type { Bubblewrap } from './bubblewrap.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { findNativePython, unavailable, type NativePython } from './native/find-python.ts';
import { plainNode, unpacked } from '../runtime/plain-node.ts';

/** Everything needed to start an interpreter process on this machine. */
export type Launch = {
  readonly node: string;
  readonly entry: string;
  /** Folder that the entry and all that it imports lie in. */
  readonly entryFolder: string;
  /** Folder of the Pyodide package. */
  readonly pyodide: string;
  /** Names the runtime build; snapshots of one build never load in another. */
  readonly key: string;
  /** Bubblewrap's program where it works, else null; `isolationNote` then says why. */
  readonly bubblewrap: string | null;
  readonly isolationNote: string;
  /** The machine's own Python, where programs run in that rather than in Pyodide. */
  readonly native: NativePython | null;
};

export type LaunchOptions = {
  /** False leaves Bubblewrap out where it works too. */
  readonly bubblewrap?: boolean;
  /** Programs run in the machine's own Python, in Bubblewrap's box: for packages that Pyodide lacks. */
  readonly native?: boolean;
};

const here = dirname(fileURLToPath(import.meta.url));

/** The bundler builds `child.ts` as an entry of its own named `sandbox-child`; from source it lies beside this file. */
const entries = ['child.ts', 'sandbox-child.js', '../sandbox-child.js'];

/** What a snapshot is made from. */
const snapshotSources = ['runner', 'codec', 'solver', 'bridge', 'checker', 'closing']
  .map((name) => `python/${name}-source.ts`)
  .concat('load-python.ts', 'warm-code.ts', 'compiled-code.ts');

export function findLaunch({ bubblewrap = true, native = false }: LaunchOptions = {}): Launch {
  const require = createRequire(import.meta.url);
  const entry = entries.map((name) => unpacked(join(here, name))).find((path) => existsSync(path));
  if (entry === undefined) {
    throw new Failure(
      'sandbox-unavailable',
      `The sandbox program is missing from ${here}; reinstall Hornbook.`,
    );
  }
  const pyodide = unpacked(dirname(require.resolve('pyodide/package.json')));
  const node = plainNode();
  const version = (JSON.parse(readFileSync(join(pyodide, 'package.json'), 'utf8')) as { version: string })
    .version;
  const hash = createHash('sha256').update(`${version} ${process.arch} ${process.versions.v8}\n`);
  for (const name of snapshotSources) {
    const source = join(dirname(entry), name);
    hash.update(readFileSync(existsSync(source) ? source : entry));
  }
  const box: Bubblewrap = bubblewrap
    ? findBubblewrap(node)
    : { kind: 'missing', note: 'Bubblewrap was left out on request.' };
  return {
    native: native ? nativePython(box) : null,
    node,
    entry,
    entryFolder: dirname(entry),
    pyodide,
    key: `pyodide-${version}-${hash.digest('hex').slice(0, 16)}`,
    ...(box.kind === 'works'
      ? { bubblewrap: box.path, isolationNote: '' }
      : { bubblewrap: null, isolationNote: box.note }),
  };
}

/** @throws Failure `native-python-unavailable`: without the box around it a native program would have the machine. */
function nativePython(box: Bubblewrap): NativePython {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw unavailable('that is there for Linux on x86-64 only');
  if (box.kind === 'missing') throw unavailable(box.note.replace(/\.$/, ''));
  return findNativePython();
}

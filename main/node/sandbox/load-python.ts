import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PyodideAPI } from 'pyodide';
import type { EmscriptenModule } from './emscripten.ts';
import { Meter } from './meter.ts';
import { checkerSource } from './python/checker-source.ts';
import { codecSource } from './python/codec-source.ts';
import { preloadSource, runnerSource } from './python/runner-source.ts';
import { solverSource } from './python/solver-source.ts';

/** Snapshot files begin with the sha256 of what follows; the host has checked it. */
export const snapshotHeaderBytes = 32;

export type LoadedPython = {
  readonly python: PyodideAPI;
  readonly module: EmscriptenModule;
  readonly meter: Meter;
};

type LoadPyodide = (options: Record<string, unknown>) => Promise<PyodideAPI>;

/**
 * Refuses to grow the heap past the running program's limit, so that it meets a MemoryError. Pyodide has
 * no option for it; Emscripten asks the host through this one import.
 */
function limitGrowth(meter: Meter): void {
  const instantiate = WebAssembly.instantiate.bind(WebAssembly) as (...a: unknown[]) => Promise<unknown>;
  const limited = (source: unknown, imports?: Record<string, Record<string, unknown>>) => {
    const environment = imports?.['env'];
    const grow = environment?.['emscripten_resize_heap'] as ((size: number) => unknown) | undefined;
    if (environment && grow) {
      environment['emscripten_resize_heap'] = (size: number) => {
        return meter.grants(size >>> 0) ? grow(size) : 0;
      };
    }
    return instantiate(source, imports);
  };
  Object.defineProperty(WebAssembly, 'instantiate', { value: limited });
}

/** Loads CPython from the package folder, from a snapshot when one is given (about a tenth of the time). */
export async function loadPython(
  folder: string,
  start: { snapshot: string | null; making: boolean },
): Promise<LoadedPython> {
  const meter = new Meter();
  limitGrowth(meter);
  const { loadPyodide } = (await import(pathToFileURL(join(folder, 'pyodide.mjs')).href)) as {
    loadPyodide: LoadPyodide;
  };
  const lock = JSON.parse(readFileSync(join(folder, 'pyodide-lock.json'), 'utf8')) as { info: unknown };
  const python = await loadPyodide({
    indexURL: folder,
    jsglobals: Object.freeze(Object.create(null)),
    env: { HOME: '/home/pyodide', PYTHONINSPECT: '', LANG: 'C.UTF-8' },
    lockFileContents: { info: lock.info, packages: {} },
    packages: [],
    enableRunUntilComplete: false,
    ...(start.making ? { _makeSnapshot: true } : {}),
    ...(start.snapshot === null
      ? {}
      : { _loadSnapshot: readFileSync(start.snapshot).subarray(snapshotHeaderBytes) }),
  });
  const module = (python as unknown as { _module: EmscriptenModule })._module;
  if (start.snapshot === null) python.runPython(preloadSource);
  return { python, module, meter };
}

/** What the host looks up in each kind of interpreter, and the Python that defines it. */
const roles = {
  interpreter: {
    source: codecSource + runnerSource + solverSource,
    names: ['prepare', 'prepare_solution', 'explain', 'finish', 'serve'],
  },
  checker: {
    source: codecSource + runnerSource + checkerSource,
    names: ['finish', 'check_prepare', 'check_run'],
  },
} as const;

/** Defines our own Python and cuts Python's ways to JavaScript, last before the heap is saved. */
export function installCode(
  { python, meter }: LoadedPython,
  role: keyof typeof roles,
): Readonly<Record<string, unknown>> {
  python.setStdin({ stdin: () => null });
  python.setStdout({ write: (bytes: Uint8Array) => meter.write(bytes, true), isatty: false });
  python.setStderr({ write: (bytes: Uint8Array) => meter.write(bytes, false), isatty: false });
  // Emscripten finds its source of randomness at first use, by an import that is closed from now on.
  python.runPython('import os; os.urandom(1); del os');
  const { source, names } = roles[role];
  const space = python.toPy({}) as { get(name: string): unknown };
  python.runPython(source, { globals: space as never });
  const functions = Object.fromEntries(names.map((name) => [name, space.get(name)]));
  python.runPython(`
import sys
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__.split('.')[0] not in ('pyodide', '_pyodide')]
for name in list(sys.modules):
    if name.split('.')[0] in ('js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'ctypes', '_ctypes'):
        del sys.modules[name]
sys.path[:] = [entry for entry in sys.path if entry]
sys.excepthook = sys.__excepthook__
import gc
for finder in gc.get_objects():
    if type(finder).__name__ == 'JsFinder': finder.jsproxies.clear()
    if type(finder).__name__ == 'JsLoader': finder.jsproxy = None
del finder
gc.collect()
del gc, sys, name
`);
  return functions;
}

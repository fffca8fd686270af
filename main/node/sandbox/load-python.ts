import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PyodideAPI } from 'pyodide';
import type { EmscriptenModule } from './emscripten.ts';
import { Meter } from './meter.ts';
import { bridgeSource } from './python/bridge-source.ts';
import { checkerSource } from './python/checker-source.ts';
import { closingSource } from './python/closing-source.ts';
import { codecSource } from './python/codec-source.ts';
import { preloadSource, runnerSource } from './python/runner-source.ts';
import { solverSource } from './python/solver-source.ts';

/** Where our own Python waits for its functions to be taken out; no program finds it there. */
const ownModule = '_sandbox';
const ownSource = codecSource + runnerSource + solverSource + bridgeSource + checkerSource + closingSource;
const called = [
  'prepare',
  'prepare_solution',
  'explain',
  'finish',
  'serve',
  'check_prepare',
  'check_run',
] as const;

/** Snapshot files begin with the sha256 of what follows; the host has checked it. */
export const snapshotHeaderBytes = 32;

export type LoadedPython = {
  readonly python: PyodideAPI;
  readonly module: EmscriptenModule;
  readonly meter: Meter;
};

type LoadPyodide = (options: Record<string, unknown>) => Promise<PyodideAPI>;

/**
 * Answers two of the questions that the WebAssembly asks its host. It refuses to grow the heap past the running
 * program's limit, so that the program meets a MemoryError; and where CPython asks every few dozen bytecodes whether a
 * signal has come, it looks at the clock, which Pyodide's own way (an array with a getter) does ten times as slowly.
 */
function answerHostCalls(meter: Meter): void {
  const instantiate = WebAssembly.instantiate.bind(WebAssembly) as (...a: unknown[]) => Promise<unknown>;
  const answering = (source: unknown, imports?: Record<string, Record<string, unknown>>) => {
    const environment = imports?.['env'];
    const grow = environment?.['emscripten_resize_heap'] as ((size: number) => unknown) | undefined;
    if (environment && grow) {
      environment['emscripten_resize_heap'] = (size: number) => {
        return meter.grants(size >>> 0) ? grow(size) : 0;
      };
      if (signalCheck in environment) environment[signalCheck] = () => meter.signal();
    }
    return instantiate(source, imports);
  };
  Object.defineProperty(WebAssembly, 'instantiate', { value: answering });
}

/** CPython's own name for the question. */
const signalCheck = '_Py_CheckEmscriptenSignals_Helper';

/** Loads CPython from the package folder, from a snapshot when one is given (about a tenth of the time). */
export async function loadPython(
  folder: string,
  start: { snapshot: string | null; making: boolean },
): Promise<LoadedPython> {
  const meter = new Meter();
  answerHostCalls(meter);
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
  // Fresh WebAssembly compiles Python slowly, half a second for ours: the snapshot has it compiled.
  if (start.snapshot === null) {
    python.runPython(preloadSource);
    python.runPython(
      `import sys, types\nown = sys.modules['${ownModule}'] = types.ModuleType('${ownModule}')\n` +
        `exec(compile(${JSON.stringify(ownSource)}, '<sandbox>', 'exec'), own.__dict__)\ndel own`,
    );
  }
  return { python, module, meter };
}

/** Cuts Python's ways to JavaScript, last before the heap is saved, and gives what of our own Python is to be called. */
export function installCode({ python, meter }: LoadedPython): Readonly<Record<string, unknown>> {
  python.setStdin({ stdin: () => null });
  python.setStdout({ write: (bytes: Uint8Array) => meter.write(bytes, true), isatty: false });
  python.setStderr({ write: (bytes: Uint8Array) => meter.write(bytes, false), isatty: false });
  const own = python.pyimport(ownModule) as Record<string, unknown>;
  const functions = Object.fromEntries(called.map((name) => [name, own[name]]));
  (own['close_ways'] as () => void)();
  return functions;
}

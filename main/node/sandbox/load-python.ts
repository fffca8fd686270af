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

export type LoadedPython = {
  readonly python: PyodideAPI;
  readonly module: EmscriptenModule;
  readonly meter: Meter;
  readonly compiled: WebAssembly.Module;
  /** Whether a JavaScript object stands for a Python one: looking at it would run Python. */
  isProxy(value: object): boolean;
};

/** The Pyodide package as its host has it, and how it is to be started. */
export type PyodideStart = {
  readonly loadPyodide: LoadPyodide;
  /** Where the package's files are: a folder's path or an address, ending as Pyodide wants it. */
  readonly indexURL: string;
  /** The package's lock file, parsed. */
  readonly lock: { readonly info: unknown };
  /** A saved start-up, without its header; null starts from nothing, which takes about ten times as long. */
  readonly snapshot: Uint8Array | null;
  /** Whether the start is to be saved. */
  readonly making: boolean;
  /** The module with code that was compiled before, where the host has that. */
  readonly precompiled?: (wire: Uint8Array) => WebAssembly.Module | null;
};

export type LoadPyodide = (options: Record<string, unknown>) => Promise<PyodideAPI>;

/**
 * Answers two of the questions that the WebAssembly asks its host. It refuses to grow the heap past the running
 * program's limit, so that the program meets a MemoryError; and where CPython asks every few dozen bytecodes whether a
 * signal has come, it looks at the clock, which Pyodide's own way (an array with a getter) does ten times as slowly.
 * Gives what is to be called once Python is there: it takes this back, and gives the module.
 */
function answerHostCalls(meter: Meter, precompiled: PyodideStart['precompiled']): () => WebAssembly.Module {
  const original = WebAssembly.instantiate;
  const instantiate = original.bind(WebAssembly) as (...a: unknown[]) => Promise<unknown>;
  let compiled: WebAssembly.Module | null = null;
  const answering = async (source: unknown, imports?: Record<string, Record<string, unknown>>) => {
    const environment = imports?.['env'];
    const grow = environment?.['emscripten_resize_heap'] as ((size: number) => unknown) | undefined;
    if (environment && grow) {
      environment['emscripten_resize_heap'] = (size: number) => {
        return meter.grants(size >>> 0) ? grow(size) : 0;
      };
      if (signalCheck in environment) environment[signalCheck] = () => meter.signal();
    }
    if (grow === undefined) return instantiate(source, imports);
    const kept = ArrayBuffer.isView(source) ? (precompiled?.(source as Uint8Array) ?? null) : null;
    const made = (await instantiate(kept ?? source, imports)) as { readonly module: WebAssembly.Module };
    if (kept === null) {
      compiled = made.module;
      return made;
    }
    compiled = kept;
    return { module: kept, instance: made };
  };
  Object.defineProperty(WebAssembly, 'instantiate', { value: answering, configurable: true });
  return () => {
    Object.defineProperty(WebAssembly, 'instantiate', { value: original, configurable: true });
    return compiled!;
  };
}

/** CPython's own name for the question. */
const signalCheck = '_Py_CheckEmscriptenSignals_Helper';

/** Loads CPython, with our own Python in it. */
export async function loadPython(start: PyodideStart): Promise<LoadedPython> {
  const meter = new Meter();
  const loaded = answerHostCalls(meter, start.precompiled);
  const python = await start.loadPyodide({
    indexURL: start.indexURL,
    jsglobals: Object.freeze(Object.create(null)),
    env: { HOME: '/home/pyodide', PYTHONINSPECT: '', LANG: 'C.UTF-8' },
    lockFileContents: { info: start.lock.info, packages: {} },
    packages: [],
    enableRunUntilComplete: false,
    ...(start.making ? { _makeSnapshot: true } : {}),
    ...(start.snapshot === null ? {} : { _loadSnapshot: start.snapshot }),
  });
  const compiled = loaded();
  const module = (python as unknown as { _module: EmscriptenModule })._module;
  // Fresh WebAssembly compiles Python slowly, half a second for ours: the snapshot has it compiled.
  if (start.snapshot === null) {
    python.runPython(preloadSource);
    python.runPython(
      `import sys, types\nown = sys.modules['${ownModule}'] = types.ModuleType('${ownModule}')\n` +
        `exec(compile(${JSON.stringify(ownSource)}, '<sandbox>', 'exec'), own.__dict__)\ndel own`,
    );
  }
  const { PyProxy } = python.ffi;
  return { python, module, meter, compiled, isProxy: (value) => value instanceof PyProxy };
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

import { registerHooks } from 'node:module';
import { constants } from 'node:fs';
import { types } from 'node:util';

/*
 * Everything here runs inside the interpreter process before any program does. Permission flags close
 * files, processes, threads and add-ons; this closes what they leave open: the network, signals and the
 * JavaScript objects that lead back to Node.
 */

/** Modules that Pyodide imports at start-up but that no program may ever hold. */
const withheld = new Set(['ws', 'node:child_process', 'child_process']);
const emptyModule = 'data:text/javascript,export default {}';
const opened = { modules: true };

/** Answers imports of process and network modules with nothing; after `closeModules`, refuses every import. */
export function guardModules(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (!opened.modules) throw new Error('Imports are closed in the sandbox.');
      return withheld.has(specifier) ? { url: emptyModule, shortCircuit: true } : next(specifier, context);
    },
  });
}

type Loose = Record<string, unknown>;

/**
 * Emscripten's NODEFS reads the open(2) flags through `process.binding('constants')` as it starts, which
 * `--permission` denies. This gives it those numbers and nothing else.
 */
export function answerConstantsOnly(): void {
  (process as unknown as Loose)['binding'] = (name: string) => {
    if (name !== 'constants') throw new Error(`process.binding('${name}') is closed in the sandbox.`);
    return { fs: constants };
  };
}

/**
 * Standard input is the bridge. Pyodide looks at `process.stdin` as it starts, and Node would then make a stream
 * of it that no longer blocks; nothing else may touch it at all.
 */
export function withholdStdin(): void {
  Object.defineProperty(process, 'stdin', { value: Object.freeze({ fd: -1 }), configurable: true });
}

/**
 * Finalizers of Python proxies would run long after the heap they point into was restored, and would
 * free what belongs to the next program. Proxies are dropped with the process instead.
 */
export function silenceFinalizers(): void {
  globalThis.FinalizationRegistry = class {
    readonly [Symbol.toStringTag] = 'FinalizationRegistry';
    register(): void {
      return;
    }
    unregister(): boolean {
      return false;
    }
  } as unknown as FinalizationRegistryConstructor;
}

/** Globals that Pyodide still uses after it has loaded. Everything else that is not ECMAScript's goes. */
const keptGlobals = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp ' +
    'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ' +
    'ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array ' +
    'Uint8ClampedArray BigUint64Array BigInt64Array Float16Array DataView Map BigInt Set WeakMap WeakSet WeakRef Iterator ' +
    'Proxy Reflect FinalizationRegistry decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape ' +
    'isFinite isNaN SharedArrayBuffer Atomics WebAssembly TextDecoder TextEncoder performance crypto process console ' +
    'SuppressedError DisposableStack AsyncDisposableStack'
  ).split(' '),
);

/** Frozen so that one program cannot patch the arithmetic with which the next one is set up and judged. */
const frozenPrototypes = [
  Object.prototype,
  Function.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  Promise.prototype,
  Map.prototype,
  Set.prototype,
  RegExp.prototype,
  Uint8Array.prototype,
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  ArrayBuffer.prototype,
  WebAssembly.Memory.prototype,
  TextDecoder.prototype,
  TextEncoder.prototype,
  Math,
  JSON,
  Reflect,
];

/**
 * Makes the functions of an object, and of the objects below it, impossible to replace. Python that found
 * its way to Pyodide's module could otherwise put its own code where the next program is compiled or run.
 */
export function pinFunctions(target: object, depth = 3, seen = new Set<object>()): void {
  // A proxy stands for a Python object: looking at it would run Python.
  if (seen.has(target) || ArrayBuffer.isView(target) || types.isProxy(target)) return;
  seen.add(target);
  for (const name of Object.getOwnPropertyNames(target)) {
    const property = Object.getOwnPropertyDescriptor(target, name);
    if (!property || !('value' in property)) continue;
    const value: unknown = property.value;
    if (typeof value === 'function' && property.configurable) {
      Object.defineProperty(target, name, { value, writable: false, configurable: false });
    } else if (typeof value === 'object' && value !== null && depth > 0) pinFunctions(value, depth - 1, seen);
  }
}

/** Takes away Node's powers from every object that JavaScript reached from Python could hold. */
export function closeGlobals(): void {
  const closed = (name: string) => () => {
    throw new Error(`process.${name} is closed in the sandbox.`);
  };
  const real = process as unknown as Loose;
  for (const name of (
    'kill _kill dlopen binding _linkedBinding getBuiltinModule abort reallyExit _debugProcess _debugEnd _startProfilerIdleNotifier ' +
    'chdir umask setuid setgid seteuid setegid setgroups initgroups loadEnvFile openStdin execve cpuUsage ' +
    '_getActiveHandles _getActiveRequests setSourceMapsEnabled addUncaughtExceptionCaptureCallback'
  ).split(' ')) {
    if (name in real)
      Object.defineProperty(real, name, { value: closed(name), writable: false, configurable: false });
  }
  for (const name of ['report', 'env', 'mainModule']) {
    Object.defineProperty(real, name, { value: Object.freeze({}), writable: false, configurable: false });
  }
  const stand: Loose = Object.create(null) as Loose;
  stand['platform'] = process.platform;
  stand['exitCode'] = 0;
  stand['versions'] = Object.freeze({ node: process.versions.node });
  Object.seal(stand);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!keptGlobals.has(name)) Reflect.deleteProperty(globalThis, name);
  }
  Object.defineProperty(globalThis, 'process', { value: stand, writable: false, configurable: false });
  const silent = () => undefined;
  Object.defineProperty(globalThis, 'console', {
    value: Object.freeze({ log: silent, warn: silent, error: silent, info: silent, debug: silent }),
    writable: false,
    configurable: false,
  });
  for (const prototype of frozenPrototypes) Object.freeze(prototype);
  opened.modules = false;
}

/*
 * The JavaScript scope that Python is run in, on every host: without powers of its own, and the same for each program.
 */

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
 * Leaves of the global scope what ECMAScript and Pyodide need, and of that nothing that one program could change for the
 * next. A worker's scope inherits most of its powers, so what it inherits goes as well.
 */
export function closeScope(): void {
  for (
    let scope: object = globalThis;
    scope !== Object.prototype;
    scope = Object.getPrototypeOf(scope) as object
  ) {
    for (const name of Object.getOwnPropertyNames(scope)) {
      if (!keptGlobals.has(name)) Reflect.deleteProperty(scope, name);
    }
  }
  const silent = () => undefined;
  Object.defineProperty(globalThis, 'console', {
    value: Object.freeze({ log: silent, warn: silent, error: silent, info: silent, debug: silent }),
    writable: false,
    configurable: false,
  });
  for (const prototype of frozenPrototypes) Object.freeze(prototype);
}

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { snapshotHeaderBytes } from './snapshot-format.ts';

/*
 * V8 compiles WebAssembly twice: quickly when a function is first called, and well, in the background, once it has been
 * called often. For CPython that is seconds of work in every process. Browsers keep the result; Node has no call for
 * it, but V8's own tests do, under the flag `--allow-natives-syntax`. V8 takes code back only into the same V8 with the
 * same flags on a processor with the same features, and else gives nothing: it is then compiled as ever.
 */

/** Without this flag the calls below are syntax errors. It is put off again before any program runs. */
export const nativesFlag = '--allow-natives-syntax';

export function forgetNatives(): void {
  setFlagsFromString('--no-allow-natives-syntax');
}

/** A module with the code of an earlier process, or null where V8 does not take it. */
export function withCode(wire: Uint8Array, path: string): WebAssembly.Module | null {
  try {
    const bytes = readFileSync(path).subarray(snapshotHeaderBytes);
    const deserialize = runInThisContext('(code, wire) => %DeserializeWasmModule(code, wire)') as (
      code: ArrayBuffer,
      wire: Uint8Array,
    ) => WebAssembly.Module | undefined;
    return deserialize(new Uint8Array(bytes).buffer, wire) ?? null;
  } catch {
    return null;
  }
}

/** What V8 has compiled well of a module by now. */
export function codeOf(module: WebAssembly.Module): Uint8Array {
  const serialize = runInThisContext('(module) => %SerializeWasmModule(module)') as (
    module: WebAssembly.Module,
  ) => ArrayBuffer;
  return new Uint8Array(serialize(module));
}

/** Functions are compiled well as soon as they have done a fiftieth of what it usually takes, and while one waits. */
const eager = ['--wasm-sync-tier-up', '--wasm-tiering-budget=260000'];
const usual = ['--no-wasm-sync-tier-up', '--wasm-tiering-budget=13000000'];

/** Must be called before the module is compiled. */
export function compileEagerly(): void {
  eager.forEach((flag) => {
    setFlagsFromString(flag);
  });
}

/** Must be called before code is taken from a module: it is kept under the flags in force. */
export function compileAsUsual(): void {
  usual.forEach((flag) => {
    setFlagsFromString(flag);
  });
}

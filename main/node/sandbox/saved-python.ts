import type { EmscriptenModule, Pointer } from './emscripten.ts';
import { restoreFiles, saveFiles, type SavedFiles } from './file-tree.ts';
import type { LoadedPython } from './load-python.ts';
import { pinFunctions } from './pin-functions.ts';
import { SavedHeap } from './saved-heap.ts';
import type { Meter } from './meter.ts';

/** What is written when a program ends gets this long; a stream can be the program's own object. */
const flushMs = 200;

/** One CPython in WebAssembly whose heap and files were saved right after start-up and can be put back. */
export class SavedPython {
  readonly module: EmscriptenModule;
  readonly meter: Meter;
  readonly #finish: Pointer;
  readonly #heap: SavedHeap;
  readonly #files: SavedFiles;
  readonly #references: number;

  constructor({ module, meter, isProxy }: LoadedPython, finish: Pointer) {
    this.module = module;
    this.meter = meter;
    this.#finish = finish;
    this.#watchClock();
    unlinkModules(module);
    pinFunctions(module, isProxy);
    this.#files = saveFiles(module.FS);
    this.#references = module._hiwire_num_refs();
    this.#heap = new SavedHeap(module);
  }

  /** A new reference to a Python string, or 0 with an exception set. */
  text(text: string): Pointer {
    const m = this.module;
    const bytes = m.stringToNewUTF8(text);
    if (bytes === 0) return 0;
    const made = m._PyUnicode_DecodeUTF8(bytes, m._strlen(bytes), 0);
    m._free(bytes);
    return made;
  }

  /**
   * Calls a Python function of ours with one string. Gives the UTF-8 bytes of the string it returns, or null
   * with an exception set. Throws what ends the interpreter.
   */
  call(callable: Pointer, argument: string): Uint8Array | null {
    const m = this.module;
    const text = this.text(argument);
    if (text === 0) return null;
    const answer = m._PyObject_CallOneArg(callable, text);
    m._Py_DecRef(text);
    if (answer === 0) return null;
    const pointer = m._PyUnicode_AsUTF8(answer);
    const bytes = pointer === 0 ? null : new Uint8Array(m.memory.buffer, pointer, m._strlen(pointer)).slice();
    m._Py_DecRef(answer);
    return bytes;
  }

  /** Empties Python's own output buffers. False when the interpreter did not survive it. */
  flush(): boolean {
    try {
      this.meter.allow(flushMs);
      if (this.module._PyObject_CallNoArgs(this.#finish) === 0) this.module._PyErr_Clear();
      return true;
    } catch {
      return false;
    } finally {
      this.meter.allow(Infinity);
      this.meter.timedOut = false;
    }
  }

  /** Puts heap and files back. False when that is not possible: the process must then be replaced. */
  restore(): boolean {
    const m = this.module;
    try {
      if (m._hiwire_num_refs() !== this.#references) return false;
      if (this.outgrown || !restoreFiles(m.FS, this.#files)) return false;
      this.#heap.restore();
      return true;
    } catch {
      return false;
    }
  }

  /** Whether more was taken than a restored interpreter may keep. */
  get outgrown(): boolean {
    return this.#heap.outgrown;
  }

  /** CPython polls this every few dozen bytecodes; reading it past the deadline raises KeyboardInterrupt. */
  #watchClock(): void {
    const meter = this.meter;
    const clock = Object.freeze({
      get 0() {
        return meter.signal();
      },
      set 0(_: number) {
        // CPython clears the signal; the clock decides anew at the next poll.
      },
    });
    Object.defineProperty(this.module, 'Py_EmscriptenSignalBuffer', {
      value: clock,
      writable: false,
      configurable: false,
    });
    this.module.HEAP8[this.module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;
  }
}

export function describeDeath(thrown: unknown): string {
  const exit = thrown as { name?: unknown; status?: unknown; message?: unknown };
  if (exit.name === 'ExitStatus')
    return `The program ended the interpreter with exit code ${String(exit.status)}.`;
  if (thrown instanceof RangeError) return 'The program recursed deeper than the interpreter can go.';
  return `The interpreter stopped: ${String(exit.message ?? thrown).slice(0, 300)}.`;
}

/**
 * Built-in modules that reach raw memory or JavaScript are unlinked from CPython's own table, from which
 * no import hook can bring them back.
 */
function unlinkModules(m: EmscriptenModule): void {
  const table = m.HEAPU32[m._PyImport_Inittab >>> 2]!;
  for (let entry = table; m.HEAPU32[entry >>> 2] !== 0; entry += 8) {
    const name = m.UTF8ToString(m.HEAPU32[entry >>> 2]!);
    if (name === '_ctypes' || name === '_ctypes_test' || name.startsWith('_pyodide')) {
      // The import system holds a copy of this table but shares its strings, so the string itself changes.
      m.HEAPU8[m.HEAPU32[entry >>> 2]!] = 0x21;
    }
  }
}

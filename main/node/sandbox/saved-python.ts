import { Buffer } from 'node:buffer';
import type { EmscriptenModule, Pointer } from './emscripten.ts';
import { restoreFiles, saveFiles, type SavedFiles } from './file-tree.ts';
import { pinFunctions } from './lockdown.ts';
import type { Meter } from './meter.ts';

/** SIGINT's number; CPython turns it into KeyboardInterrupt at the next check. */
const interrupt = 2;
/**
 * WebAssembly memory never shrinks: past this much growth the process is replaced, which gives the pages
 * back and keeps the next program's own memory limit true to within this much.
 */
const keepGrownBytes = 32 * 1024 * 1024;
/** What is written when a program ends gets this long; a stream can be the program's own object. */
const flushMs = 200;

/** A page of WebAssembly's memory. */
const blockBytes = 65_536;
const zeros = new Uint8Array(blockBytes);
// Bound before the globals are closed.
const compareBytes = Buffer.compare.bind(Buffer);

/** One CPython in WebAssembly whose heap and files were saved right after start-up and can be put back. */
export class SavedPython {
  readonly module: EmscriptenModule;
  readonly meter: Meter;
  readonly #finish: Pointer;
  readonly #memory: { readonly buffer: ArrayBuffer };
  /** The heap as it was, in blocks; null stands for a block of zeros, as half of them are. */
  readonly #blocks: readonly (Uint8Array | null)[];
  readonly #savedBytes: number;
  readonly #stack: Pointer;
  readonly #files: SavedFiles;
  readonly #references: number;

  constructor(module: EmscriptenModule, meter: Meter, finish: Pointer) {
    this.module = module;
    this.meter = meter;
    this.#finish = finish;
    this.#watchClock();
    unlinkModules(module);
    pinFunctions(module);
    this.#files = saveFiles(module.FS);
    this.#references = module._hiwire_num_refs();
    this.#stack = module.stackSave();
    this.#memory = module.memory;
    const pages = this.#pages();
    this.#savedBytes = pages.length;
    this.#blocks = Array.from({ length: pages.length / blockBytes }, (_, at) => {
      const block = pages.slice(at * blockBytes, (at + 1) * blockBytes);
      return compareBytes(block, zeros) === 0 ? null : block;
    });
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
    const bytes = pointer === 0 ? null : this.#pages().slice(pointer, pointer + m._strlen(pointer));
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
      const pages = this.#pages();
      if (pages.length - this.#savedBytes > keepGrownBytes) return false;
      if (!restoreFiles(m.FS, this.#files)) return false;
      // Looking for what changed reads memory that copying would also write: it takes two thirds of the time.
      this.#blocks.forEach((saved, at) => {
        const block = pages.subarray(at * blockBytes, (at + 1) * blockBytes);
        const before = saved ?? zeros;
        if (compareBytes(block, before) !== 0) block.set(before);
      });
      pages.fill(0, this.#savedBytes);
      m.stackRestore(this.#stack);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether more was taken than a restored interpreter may keep. */
  get outgrown(): boolean {
    return this.#memory.buffer.byteLength - this.#savedBytes > keepGrownBytes;
  }

  /** The heap as it is now; growth leaves earlier views empty, and the module's own view can be replaced by Python. */
  #pages(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  /** CPython polls this every few dozen bytecodes; reading it past the deadline raises KeyboardInterrupt. */
  #watchClock(): void {
    const meter = this.meter;
    const clock = Object.freeze({
      get 0() {
        return meter.overflowed || meter.expired() ? interrupt : 0;
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

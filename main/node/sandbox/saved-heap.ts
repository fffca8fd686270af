import type { EmscriptenModule, Pointer } from './emscripten.ts';
import { openPageScanner, type PageScanner } from './page-scanner.ts';
import { pageBytes } from './page-scanner-module.ts';
import { sameBytes } from './same-bytes.ts';

/**
 * WebAssembly memory never shrinks: past this much growth the process is replaced, which gives the pages
 * back and keeps the next program's own memory limit true to within this much.
 */
const keepGrownBytes = 32 * 1024 * 1024;

/**
 * Below the stack pointer lies what calls have left behind, which nothing reads again. It is looked at in steps
 * downwards until one is as it was: no frame of CPython's is nearly as large as a step, so none reached further.
 */
const stackStepBytes = 64 * pageBytes;

/**
 * The rest of the dead stack, and what lies above the end of the allocated heap (which CPython's allocator never lowers),
 * can hold nothing that a program would meet; they are looked at every so many times all the same.
 */
const wholeEvery = 16;

const zeros = new Uint8Array(pageBytes);

function concatenated(pages: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pages.length * pageBytes);
  pages.forEach((page, at) => {
    bytes.set(page, at * pageBytes);
  });
  return bytes;
}

/** The heap of one interpreter as it was at some moment, and the means to put it back page by page. */
export class SavedHeap {
  readonly #module: EmscriptenModule;
  readonly #memory: { readonly buffer: ArrayBuffer };
  readonly #scanner: PageScanner;
  /** The pages that were not all zeros, one after the other, and where each page's copy begins; -1 for zeros. */
  readonly #copy: Uint8Array;
  readonly #places: Int32Array;
  readonly #savedBytes: number;
  readonly #stack: Pointer;
  /** The dead stack, from its deepest page to the first that is in use. */
  readonly #stackFrom: number;
  readonly #stackUntil: number;
  #restored = 0;

  constructor(module: EmscriptenModule) {
    this.#module = module;
    this.#memory = module.memory;
    this.#stack = module.stackSave();
    this.#stackFrom = Math.ceil(module._emscripten_stack_get_end() / pageBytes) * pageBytes;
    this.#stackUntil = Math.floor(this.#stack / pageBytes) * pageBytes;
    const heap = this.#bytes();
    this.#savedBytes = heap.length;
    this.#scanner = openPageScanner(module.memory, heap.length);
    this.#places = new Int32Array(heap.length / pageBytes);
    const kept: Uint8Array[] = [];
    for (let at = 0; at < this.#places.length; at++) {
      const page = heap.subarray(at * pageBytes, (at + 1) * pageBytes);
      this.#places[at] = sameBytes(page, zeros) ? -1 : (kept.push(page) - 1) * pageBytes;
    }
    this.#copy = concatenated(kept);
  }

  /** Whether more was taken than a restored interpreter may keep. */
  get outgrown(): boolean {
    return this.#memory.buffer.byteLength - this.#savedBytes > keepGrownBytes;
  }

  /** Puts back every page that is not as it was. */
  restore(): void {
    const heap = this.#bytes();
    const everything = this.#restored++ % wholeEvery === 0;
    const used = Math.ceil(this.#module._sbrk(0) / pageBytes) * pageBytes;
    this.#putBack(heap, 0, this.#stackFrom);
    for (let until = this.#stackUntil; until > this.#stackFrom; until -= stackStepBytes) {
      const changed = this.#putBack(heap, Math.max(this.#stackFrom, until - stackStepBytes), until);
      if (!changed && !everything) break;
    }
    this.#putBack(heap, this.#stackUntil, everything ? this.#savedBytes : Math.min(used, this.#savedBytes));
    heap.fill(0, this.#savedBytes, everything ? heap.length : Math.max(used, this.#savedBytes));
    this.#module.stackRestore(this.#stack);
  }

  /** Whether anything in the range had to be put back. */
  #putBack(heap: Uint8Array, from: number, until: number): boolean {
    const changed = this.#scanner.changed(from, until);
    for (const at of changed) {
      const place = this.#places[at / pageBytes]!;
      if (place < 0) heap.fill(0, at, at + pageBytes);
      else heap.set(this.#copy.subarray(place, place + pageBytes), at);
    }
    return changed.length > 0;
  }

  /** The heap as it is now; growth leaves earlier views empty, and the module's own view can be replaced by Python. */
  #bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }
}

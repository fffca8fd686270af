import type { EmscriptenModule, Pointer } from './emscripten.ts';
import { restoreFiles, saveFiles, type SavedFiles } from './file-tree.ts';
import { pinFunctions } from './lockdown.ts';
import type { Meter } from './meter.ts';
import type { RunReply, RunRequest } from './protocol.ts';

/** SIGINT's number; CPython turns it into KeyboardInterrupt at the next check. */
const interrupt = 2;
/** An exception's own `__str__` is the program's code too; it gets this long to make its text. */
const explainMs = 200;
/**
 * WebAssembly memory never shrinks: past this much growth the process is replaced, which gives the pages
 * back and keeps the next program's own memory limit true to within this much.
 */
const keepGrownBytes = 32 * 1024 * 1024;

type Outcome = { readonly verdict: RunReply['verdict']; readonly detail: string; readonly alive: boolean };

/**
 * One CPython in WebAssembly whose heap was saved right after start-up. `run` executes a program from
 * that saved state and restores it afterwards; the caller replaces the process when `reusable` is false.
 */
export class Interpreter {
  readonly #module: EmscriptenModule;
  readonly #meter: Meter;
  readonly #prepare: Pointer;
  readonly #explain: Pointer;
  readonly #finish: Pointer;
  readonly #memory: { readonly buffer: ArrayBuffer };
  readonly #heap: Uint8Array;
  readonly #stack: Pointer;
  readonly #files: SavedFiles;
  readonly #references: number;

  constructor(
    module: EmscriptenModule,
    meter: Meter,
    runner: Record<'prepare' | 'explain' | 'finish', unknown>,
  ) {
    this.#module = module;
    this.#meter = meter;
    this.#prepare = module.PyProxy_getPtr(runner.prepare);
    this.#explain = module.PyProxy_getPtr(runner.explain);
    this.#finish = module.PyProxy_getPtr(runner.finish);
    this.#watchClock();
    unlinkModules(module);
    pinFunctions(module);
    this.#files = saveFiles(module.FS);
    this.#references = module._hiwire_num_refs();
    this.#stack = module.stackSave();
    this.#memory = module.memory;
    this.#heap = this.#pages().slice();
  }

  run(request: RunRequest): RunReply {
    const meter = this.#meter;
    meter.start(request);
    let outcome: Outcome;
    try {
      outcome = this.#execute(request.source);
    } catch (thrown) {
      outcome = { verdict: 'interpreter-died', detail: describeDeath(thrown), alive: false };
    }
    const elapsedMs = meter.elapsedMs;
    if (outcome.verdict === 'passed') meter.expired();
    const limited = this.#overLimit(request);
    const alive = outcome.alive && this.#flush();
    const stdout = meter.stdout();
    // Restoring after a limit is safe: the heap is replaced as a whole, whatever state it stopped in.
    const reusable = alive && this.#restore();
    const { verdict, detail } = limited ?? this.#overLimit(request) ?? outcome;
    return { kind: 'result', nonce: request.nonce, verdict, detail, stdout, elapsedMs, reusable };
  }

  #overLimit(request: RunRequest): Pick<RunReply, 'verdict' | 'detail'> | null {
    if (this.#meter.overflowed) {
      return {
        verdict: 'output-limit',
        detail: `The program printed more than ${String(request.outputBytes)} bytes.`,
      };
    }
    if (this.#meter.timedOut) {
      return { verdict: 'timeout', detail: `The program ran longer than ${String(request.timeMs)} ms.` };
    }
    return null;
  }

  #execute(source: string): Outcome {
    const m = this.#module;
    if (source.includes('\0')) {
      return {
        verdict: 'syntax-error',
        detail: 'SyntaxError: source code cannot contain null bytes',
        alive: true,
      };
    }
    const bytes = m.stringToNewUTF8(source);
    const text = bytes === 0 ? 0 : m._PyUnicode_DecodeUTF8(bytes, m._strlen(bytes), 0);
    const compiled = text === 0 ? 0 : m._PyObject_CallOneArg(this.#prepare, text);
    if (compiled === 0) return this.#failure('syntax-error');
    const globals = m._PyTuple_GetItem(compiled, 1);
    const value = m._PyEval_EvalCode(m._PyTuple_GetItem(compiled, 0), globals, globals);
    if (value === 0) return this.#failure('exception');
    return { verdict: 'passed', detail: '', alive: true };
  }

  /** Puts the raised exception into words. It can only choose among the ways to fail. */
  #failure(otherwise: 'syntax-error' | 'exception'): Outcome {
    const m = this.#module;
    const raised = m._PyErr_GetRaisedException();
    const limited = this.#meter.timedOut || this.#meter.overflowed;
    if (raised === 0 || limited) {
      m._PyErr_Clear();
      const memory = this.#meter.memoryRefused;
      return {
        verdict: memory ? 'memory' : otherwise,
        detail: memory ? 'MemoryError' : 'stopped',
        alive: true,
      };
    }
    this.#meter.allow(explainMs);
    // A full heap has no room for words; the refusal is enough to know what happened.
    this.#meter.lend(16 * 1024 * 1024);
    const words = m._PyObject_CallOneArg(this.#explain, raised);
    const pointer = words === 0 ? 0 : m._PyUnicode_AsUTF8(words);
    const said = pointer === 0 ? '' : m.UTF8ToString(pointer);
    if (pointer === 0) m._PyErr_Clear();
    this.#meter.timedOut = false;
    const [kind = '', detail = ''] = splitOnce(said);
    const verdict =
      kind === 'memory' || kind === 'wrong-answer' || kind === 'exception' || kind === 'syntax-error'
        ? kind
        : otherwise;
    return {
      verdict: otherwise === 'exception' && verdict === 'syntax-error' ? 'exception' : verdict,
      detail: detail === '' ? 'an exception whose text could not be made' : detail.slice(0, 2000),
      alive: true,
    };
  }

  /** The heap as it is now; growth leaves earlier views empty, and the module's own view can be replaced by Python. */
  #pages(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  #flush(): boolean {
    try {
      this.#meter.allow(explainMs);
      if (this.#module._PyObject_CallNoArgs(this.#finish) === 0) this.#module._PyErr_Clear();
      return true;
    } catch {
      return false;
    } finally {
      this.#meter.allow(Infinity);
      this.#meter.timedOut = false;
    }
  }

  #restore(): boolean {
    const m = this.#module;
    try {
      if (m._hiwire_num_refs() !== this.#references) return false;
      const pages = this.#pages();
      if (pages.length - this.#heap.length > keepGrownBytes) return false;
      if (!restoreFiles(m.FS, this.#files)) return false;
      pages.set(this.#heap);
      pages.fill(0, this.#heap.length);
      m.stackRestore(this.#stack);
      return true;
    } catch {
      return false;
    }
  }

  /** CPython polls this every few dozen bytecodes; reading it past the deadline raises KeyboardInterrupt. */
  #watchClock(): void {
    const meter = this.#meter;
    const clock = Object.freeze({
      get 0() {
        return meter.overflowed || meter.expired() ? interrupt : 0;
      },
      set 0(_: number) {
        // CPython clears the signal; the clock decides anew at the next poll.
      },
    });
    Object.defineProperty(this.#module, 'Py_EmscriptenSignalBuffer', {
      value: clock,
      writable: false,
      configurable: false,
    });
    this.#module.HEAP8[this.#module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;
  }
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('\n');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function describeDeath(thrown: unknown): string {
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

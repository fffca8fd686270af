import type { Channel } from './channel.ts';
import type { EmscriptenModule, Pointer } from './emscripten.ts';
import { loadByte, loneSurrogate, serveByte } from './interpreter.ts';
import type { LoadedPython } from './load-python.ts';
import type { CheckReply, CheckRequest, VerdictName } from './protocol.ts';
import { compilingMs } from './meter.ts';
import { describeDeath, SavedPython } from './saved-python.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** An end of the trial that the other side reported: `["fatal", verdict, what was said]`. */
const fatalStart = encoder.encode('["fatal"');
const ends: ReadonlySet<string> = new Set([
  'wrong-answer',
  'exception',
  'syntax-error',
  'timeout',
  'memory',
  'output-limit',
  'interpreter-died',
] satisfies VerdictName[]);

type End = { readonly verdict: VerdictName; readonly said: string };

/**
 * The interpreter that tests run in. It keeps a problem's compiled tests from one trial to the next of the same
 * problem and is put back to its saved state between problems; no solution ever enters it.
 */
export class Checker {
  readonly #python: SavedPython;
  readonly #bridge: Bridge;
  readonly #channel: Channel;
  readonly #prepare: Pointer;
  readonly #run: Pointer;
  /** The tests that are compiled in the interpreter's present state; null in its saved state. */
  #prepared: string | null = null;

  constructor(loaded: LoadedPython, functions: Readonly<Record<string, unknown>>, channel: Channel) {
    const { module } = loaded;
    this.#prepare = module.PyProxy_getPtr(functions['check_prepare']);
    this.#run = module.PyProxy_getPtr(functions['check_run']);
    this.#channel = channel;
    this.#bridge = openBridge(module, channel);
    this.#python = new SavedPython(loaded, module.PyProxy_getPtr(functions['finish']));
  }

  check(request: CheckRequest): CheckReply {
    const { meter } = this.#python;
    this.#bridge.end = null;
    let alive = true;
    let outcome: End;
    try {
      const complaint = this.#make(request);
      // The program's clock does not count what its tests take to compile.
      meter.start(request);
      outcome = complaint ?? this.#load(request.solution) ?? this.#test(request);
    } catch (thrown) {
      alive = false;
      outcome = {
        verdict: 'interpreter-died',
        said: `The tests ended their interpreter: ${describeDeath(thrown)}`,
      };
    }
    meter.expired();
    const elapsedMs = meter.elapsedMs;
    const limited = meter.limit(request);
    const { verdict, said } = this.#bridge.end ?? limited ?? outcome;
    this.#channel.send(new Uint8Array(0));
    const reusable = alive && (limited === null || this.#restore());
    return {
      kind: 'result',
      nonce: request.nonce,
      verdict,
      said,
      stdout: meter.stdout(),
      elapsedMs,
      reusable: reusable && !this.#python.outgrown,
    };
  }

  /** Compiles the problem's tests, unless they are those of the last trial. Null when they are there. */
  #make(request: CheckRequest): End | null {
    if (this.#prepared === request.checker) return null;
    if (this.#prepared !== null && !this.#restore()) return broken;
    this.#python.meter.start({ ...request, timeMs: compilingMs(request.checker) });
    const complaint = this.#python.call(this.#prepare, request.checker);
    if (complaint?.length === 0) {
      this.#prepared = request.checker;
      return null;
    }
    this.#restore();
    const why = complaint === null ? 'no memory is left' : decoder.decode(complaint);
    return { verdict: 'exception', said: `The problem's own tests cannot be run: ${why}` };
  }

  /** Brings the solution to its interpreter. Null when it is there; else how it ended. */
  #load(solution: string): End | null {
    if (!solution.isWellFormed()) return loneSurrogate;
    const answer = this.#bridge.ask(loadByte, encoder.encode(solution));
    if (this.#bridge.end !== null) return this.#bridge.end;
    return decoder.decode(answer) === '["loaded"]' ? null : broken;
  }

  #test(request: CheckRequest): End {
    const { nonce, solution } = request;
    const bytes = this.#python.call(this.#run, JSON.stringify({ nonce, seed: solution }));
    if (bytes === null) {
      this.#python.module._PyErr_Clear();
      return { verdict: 'exception', said: 'The tests of the problem could not be run.' };
    }
    const text = decoder.decode(bytes);
    const at = text.indexOf('\n');
    const verdict = text.slice(0, at);
    const said = text.slice(at + 1);
    // Only the code that ran the tests to their end knows the trial's nonce.
    if ((JSON.parse(said) as { nonce?: unknown }).nonce !== nonce) return broken;
    if (verdict === 'passed') return { verdict: 'passed', said: '' };
    return ends.has(verdict) ? { verdict: verdict as VerdictName, said } : broken;
  }

  #restore(): boolean {
    this.#prepared = null;
    return this.#python.flush() && this.#python.restore();
  }
}

const broken: End = {
  verdict: 'interpreter-died',
  said: "The solution's interpreter answered with something that is not a value.",
};

type Bridge = {
  /** How the other side ended the trial; null while it goes on. */
  end: End | null;
  ask(kind: number, message: Uint8Array): Uint8Array;
};

/**
 * The bridge as Python sees it: a device that is written a request and then read for its answer. Python gets no
 * JavaScript object for it. After the trial has ended it answers nothing.
 */
function openBridge(module: EmscriptenModule, channel: Channel): Bridge {
  let answer = new Uint8Array(0);
  let taken = 0;
  const bridge: Bridge = {
    end: null,
    ask(kind, message) {
      if (bridge.end !== null) return new Uint8Array(0);
      const framed = new Uint8Array(message.length + 1);
      framed[0] = kind;
      framed.set(message, 1);
      const received = channel.send(framed) ? channel.receive() : null;
      if (received === null)
        bridge.end = { verdict: 'interpreter-died', said: "The solution's interpreter ended." };
      else if (startsWith(received, fatalStart)) bridge.end = readEnd(received);
      return bridge.end === null ? received! : new Uint8Array(0);
    },
  };
  const { FS } = module;
  const device = FS.makedev(80, 0);
  FS.registerDevice(device, {
    open(stream: { seekable?: boolean }) {
      stream.seekable = false;
    },
    write(_stream: unknown, heap: Int8Array, offset: number, length: number) {
      answer = bridge.ask(serveByte, new Uint8Array(heap.buffer, offset, length).slice()) as typeof answer;
      taken = 0;
      return length;
    },
    read(_stream: unknown, heap: Int8Array, offset: number, length: number) {
      const part = answer.subarray(taken, taken + length);
      new Uint8Array(heap.buffer).set(part, offset);
      taken += part.length;
      return part.length;
    },
  });
  FS.mkdev('/dev/bridge', 0o600, device);
  return bridge;
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

function readEnd(bytes: Uint8Array): End {
  try {
    const [, verdict, said] = JSON.parse(decoder.decode(bytes)) as unknown[];
    if (typeof verdict === 'string' && ends.has(verdict) && typeof said === 'string') {
      return { verdict: verdict as VerdictName, said: said.slice(0, 8000) };
    }
  } catch {
    // What is not an end that we know is one all the same.
  }
  return broken;
}

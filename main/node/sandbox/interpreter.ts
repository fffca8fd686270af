import type { Channel } from './channel.ts';
import { maxMessageBytes } from './channel.ts';
import type { Pointer } from './emscripten.ts';
import type { LoadedPython } from './load-python.ts';
import type { RunReply, RunRequest, ServeRequest, ServedReply, VerdictName } from './protocol.ts';
import { describeDeath, SavedPython } from './saved-python.ts';

/** An exception's own `__str__` is the program's code too; it gets this long to make its text. */
const explainMs = 200;

type Outcome = { readonly verdict: VerdictName; readonly said: string; readonly alive: boolean };
const passed: Outcome = { verdict: 'passed', said: '', alive: true };

/** The interpreter that programs run in: nobody has read what it executes. */
export class Interpreter {
  readonly #python: SavedPython;
  readonly #prepare: Pointer;
  readonly #prepareSolution: Pointer;
  readonly #explain: Pointer;
  readonly #serve: Pointer;

  constructor(loaded: LoadedPython, functions: Readonly<Record<string, unknown>>) {
    const { module } = loaded;
    this.#prepare = module.PyProxy_getPtr(functions['prepare']);
    this.#prepareSolution = module.PyProxy_getPtr(functions['prepare_solution']);
    this.#explain = module.PyProxy_getPtr(functions['explain']);
    this.#serve = module.PyProxy_getPtr(functions['serve']);
    this.#python = new SavedPython(loaded, module.PyProxy_getPtr(functions['finish']));
  }

  /** Runs one program from the saved state; the caller replaces the process when `reusable` is false. */
  run(request: RunRequest): RunReply {
    const { meter } = this.#python;
    meter.start(request);
    const outcome = this.#surviving(() => this.#execute(this.#prepare, request.source));
    const elapsedMs = meter.elapsedMs;
    if (outcome.verdict === 'passed') meter.expired();
    const limited = meter.limit(request);
    const { stdout, reusable } = this.#end(outcome.alive);
    const { verdict, said } = limited ?? meter.limit(request) ?? outcome;
    return { kind: 'result', nonce: request.nonce, verdict, said, stdout, elapsedMs, reusable };
  }

  /**
   * Holds a solution for one trial: loads it, then answers the checker's requests until the checker ends the
   * trial or is gone. Whatever happens in here, all that leaves is a value or the news of an end.
   */
  serve(request: ServeRequest, channel: Channel): ServedReply {
    const held = this.hold(request);
    for (;;) {
      const message = channel.receive();
      if (message === null || message.length === 0) break;
      if (!channel.send(held.answer(message))) break;
    }
    return held.end();
  }

  /** The same for a host whose requests come as events. */
  hold(request: ServeRequest): HeldSolution {
    this.#python.meter.start(request);
    let alive = true;
    return {
      answer: (message) => {
        const answer = alive ? this.#answer(message, request) : fatal('interpreter-died', 'It has ended.');
        if (answer.ended) alive = false;
        return answer.bytes;
      },
      end: () => ({ kind: 'served', nonce: request.nonce, ...this.#end(alive) }),
    };
  }

  #end(alive: boolean): { stdout: string; reusable: boolean } {
    const { meter } = this.#python;
    const flushed = alive && this.#python.flush();
    // Restoring after a limit is safe: the heap is replaced as a whole, whatever state it stopped in.
    return { stdout: meter.stdout(), reusable: flushed && this.#python.restore() };
  }

  #answer(message: Uint8Array, request: ServeRequest): Answer {
    const { meter } = this.#python;
    const text = decoder.decode(message.subarray(1));
    let answer: Answer;
    if (message[0] === loadByte) {
      const { verdict, said, alive } = this.#surviving(() => this.#execute(this.#prepareSolution, text));
      if (verdict === 'passed') answer = { bytes: loadedAnswer, ended: false };
      else answer = { ...fatal(verdict, said), ended: !alive };
    } else {
      try {
        const bytes = this.#python.call(this.#serve, text);
        answer = { bytes: bytes ?? this.#unanswered(), ended: false };
      } catch (thrown) {
        answer = fatal('interpreter-died', describeDeath(thrown));
      }
    }
    meter.expired();
    const limited = meter.limit(request);
    if (limited !== null) return { ...fatal(limited.verdict, limited.said), ended: answer.ended };
    if (answer.bytes.length > maxMessageBytes)
      return fatal('memory', `It returned a value of more than ${String(maxMessageBytes)} bytes.`);
    return answer;
  }

  /** Not even the words for an exception could be made: there was no room for them, or they were stopped. */
  #unanswered(): Uint8Array {
    this.#python.module._PyErr_Clear();
    const name = this.#python.meter.memoryRefused ? 'MemoryError' : 'RuntimeError';
    return encoder.encode(JSON.stringify(['raised', name, name, '', null, []]));
  }

  #surviving(execute: () => Outcome): Outcome {
    try {
      return execute();
    } catch (thrown) {
      return { verdict: 'interpreter-died', said: describeDeath(thrown), alive: false };
    }
  }

  #execute(prepare: Pointer, source: string): Outcome {
    const m = this.#python.module;
    if (source.includes('\0')) {
      return {
        verdict: 'syntax-error',
        said: 'SyntaxError: source code cannot contain null bytes',
        alive: true,
      };
    }
    if (!source.isWellFormed()) return { ...loneSurrogate, alive: true };
    const text = this.#python.text(source);
    const compiled = text === 0 ? 0 : m._PyObject_CallOneArg(prepare, text);
    if (compiled === 0) return this.#failure('syntax-error');
    const globals = m._PyTuple_GetItem(compiled, 1);
    const value = m._PyEval_EvalCode(m._PyTuple_GetItem(compiled, 0), globals, globals);
    return value === 0 ? this.#failure('exception') : passed;
  }

  /** Puts the raised exception into words. It can only choose among the ways to fail. */
  #failure(otherwise: 'syntax-error' | 'exception'): Outcome {
    const { module: m, meter } = this.#python;
    const raised = m._PyErr_GetRaisedException();
    if (raised === 0 || meter.timedOut || meter.overflowed) {
      m._PyErr_Clear();
      return meter.memoryRefused
        ? { verdict: 'memory', said: 'MemoryError', alive: true }
        : { verdict: otherwise, said: 'stopped', alive: true };
    }
    meter.pause(explainMs);
    // A full heap has no room for words; the refusal is enough to know what happened.
    meter.lend(16 * 1024 * 1024);
    const words = m._PyObject_CallOneArg(this.#explain, raised);
    const pointer = words === 0 ? 0 : m._PyUnicode_AsUTF8(words);
    const text = pointer === 0 ? '' : m.UTF8ToString(pointer);
    if (pointer === 0) m._PyErr_Clear();
    meter.resume();
    const at = text.indexOf('\n');
    const kind = at < 0 ? text : text.slice(0, at);
    const known =
      kind === 'memory' || kind === 'wrong-answer' || kind === 'exception' || kind === 'syntax-error';
    return {
      verdict: !known || (otherwise === 'exception' && kind === 'syntax-error') ? otherwise : kind,
      said: at < 0 ? '' : text.slice(at + 1),
      alive: true,
    };
  }
}

/** A solution that answers its checker's requests, one after the other, until it is let go of. */
export type HeldSolution = {
  answer(message: Uint8Array): Uint8Array;
  end(): ServedReply;
};

/** CPython's own answer to such a text, which UTF-8 cannot hold; to bring it here it would have to be another. */
export const loneSurrogate = {
  verdict: 'exception',
  said: 'UnicodeEncodeError: the program holds one half of a surrogate pair, which no Python source can.',
} as const;

/** First byte of a message that brings a solution; any other brings a request for `serve`. */
export const loadByte = 0x4c;
export const serveByte = 0x53;

type Answer = { readonly bytes: Uint8Array; readonly ended: boolean };

// Bound while they can still be reached.
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const loadedAnswer = encoder.encode('["loaded"]');

/** The end of a trial: what kind, and what was said of it. */
function fatal(verdict: VerdictName, said: string): Answer {
  return {
    bytes: encoder.encode(JSON.stringify(['fatal', verdict, said])),
    ended: verdict === 'interpreter-died',
  };
}

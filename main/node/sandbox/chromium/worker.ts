/*
 * The worker that one Python lives in, inside a page. It is the page's counterpart of `child.ts`: the same interpreter
 * and checker, in a global scope that has been emptied before any program runs.
 */
import { Checker } from '../checker.ts';
import { closeScope, silenceFinalizers } from '../closed-scope.ts';
import { Interpreter, type HeldSolution } from '../interpreter.ts';
import { installCode, loadPython, type LoadPyodide } from '../load-python.ts';
import type { Reply, Request } from '../protocol.ts';
import { answerChannel } from './answer-memory.ts';
import { joinedGreeting } from './greeting.ts';
import type { FromWorker, WorkerStart } from './page-protocol.ts';
import type { Port, WorkerScope } from './web-scope.ts';

const scope = globalThis as unknown as WorkerScope;
// Bound while it can still be reached.
const post = scope.postMessage.bind(scope) as (message: FromWorker, transfer?: readonly unknown[]) => void;
const base = new URL('.', scope.location.href).href;

type Heard = WorkerStart | { readonly kind: 'bridge'; readonly port: Port } | Request;

let ask: ((request: Request) => void) | null = null;
let connect: (port: Port) => void = (port) => {
  early = port;
};
let early: Port | null = null;

scope.onmessage = ({ data }) => {
  const heard = data as Heard;
  if (heard.kind === 'start') start(heard).catch(complain);
  else if (heard.kind === 'bridge') connect(heard.port);
  else ask?.(heard);
};

function complain(error: unknown): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  post({ kind: 'complaint', text: text.slice(0, 2000) });
}

const answer = (reply: Reply): void => {
  post({ kind: 'reply', reply });
};

async function start(given: WorkerStart): Promise<void> {
  silenceFinalizers();
  serveFiles(given);
  const { loadPyodide } = (await import(/* @vite-ignore */ `${base}pyodide/pyodide.mjs`)) as {
    loadPyodide: LoadPyodide;
  };
  const loaded = await loadPython({
    loadPyodide,
    indexURL: `${base}pyodide/`,
    lock: given.lock,
    snapshot: given.snapshot === null ? null : new Uint8Array(given.snapshot),
    making: given.task === 'make',
  });
  if (given.task === 'make') {
    const made = loaded.python as unknown as { makeMemorySnapshot(): Uint8Array };
    post({ kind: 'made', bytes: made.makeMemorySnapshot() });
    return;
  }
  const functions = installCode(loaded);
  const channel =
    given.answers === null
      ? null
      : answerChannel(given.answers, (message) => {
          post({ kind: 'bridge', message });
        });
  closeScope();
  if (channel !== null) {
    const checker = new Checker(loaded, functions, channel);
    ask = (request) => {
      if (request.kind === 'check') answer(checker.check(request));
    };
  } else {
    const interpreter = new Interpreter(loaded, functions);
    const { serve, joined } = serveOver(interpreter);
    ask = (request) => {
      if (request.kind === 'run') answer(interpreter.run(request));
      else if (request.kind === 'serve') serve(request);
    };
    if (given.joined) await joined;
  }
  answer({ kind: 'ready' });
}

/**
 * Answers a checker's messages one by one. They come on another way than the request to serve, and may be there first:
 * they wait for it. An empty one ends the trial.
 */
function serveOver(interpreter: Interpreter): {
  serve(request: Extract<Request, { kind: 'serve' }>): void;
  /** Resolves when the checker's page is at the other end. */
  readonly joined: Promise<void>;
} {
  const { promise: joined, resolve: join } = Promise.withResolvers<undefined>();
  const waiting: Uint8Array[] = [];
  let held: HeldSolution | null = null;
  let bridge: Port | null = null;
  const hear = (): void => {
    while (held !== null && waiting.length > 0) {
      const message = waiting.shift()!;
      if (message.length === 0) {
        const ended = held.end();
        held = null;
        answer(ended);
      } else bridge?.postMessage(held.answer(message));
    }
  };
  connect = (port) => {
    bridge = port;
    port.onmessage = ({ data }) => {
      if (data === joinedGreeting) join(undefined);
      if (!(data instanceof Uint8Array)) return;
      waiting.push(data);
      hear();
    };
  };
  if (early !== null) connect(early);
  return {
    joined,
    serve(request) {
      held = interpreter.hold(request);
      hear();
    },
  };
}

/** The page has Pyodide's files already; a worker starts faster with them than by asking for them again. */
function serveFiles({ module, library }: WorkerStart): void {
  scope.fetch = (address: URL | string) => {
    const name = String(address);
    if (name.endsWith('/python_stdlib.zip'))
      return Promise.resolve({ ok: true, arrayBuffer: () => Promise.resolve(library) });
    if (name.endsWith('/pyodide.asm.wasm')) return Promise.resolve({ ok: true });
    return Promise.reject(new Error(`The sandbox has no file ${name}.`));
  };
  const instantiateStreaming = async (_given: unknown, imports: unknown) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  Object.defineProperty(WebAssembly, 'instantiateStreaming', { value: instantiateStreaming });
}

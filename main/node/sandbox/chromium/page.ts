/*
 * The page of Chromium that Python runs in. It has no powers but its own files, one port to the host, and for a trial one
 * to the page at the other side. Python itself runs in a worker, so that the page can always end it.
 */
import { snapshotHeaderBytes } from '../snapshot-format.ts';
import { answerInto, makeAnswerMemory } from './answer-memory.ts';
import { withMemoryLimit } from './memory-limit.ts';
import { joinedGreeting } from './greeting.ts';
import type { FromPage, FromWorker, ToPage, WorkerStart } from './page-protocol.ts';
import type { PageScope, Port, WebWorker } from './web-scope.ts';

const scope = globalThis as unknown as PageScope;
const base = new URL('.', scope.location.href).href;

/** One Python, from its start to its end. */
type Life = {
  readonly number: number;
  worker: WebWorker | null;
  readonly answers: ReturnType<typeof answerInto> | null;
  readonly memory: SharedArrayBuffer | null;
};

let host: Port | null = null;
let bridge: Port | null = null;
let life: Life | null = null;

// The first port is the host's; each one after it is a way to another page, for the Python that runs now.
scope.addEventListener('message', ({ source, ports: [port] }) => {
  if (source !== globalThis || port === undefined) return;
  if (host === null) {
    host = port;
    port.onmessage = ({ data }) => {
      hear(data as ToPage);
    };
  } else {
    bridge?.close();
    bridge = port;
    openBridge();
  }
});

function say(number: number, said: FromPage['said']): void {
  host?.postMessage({ life: number, said });
}

function hear(message: ToPage): void {
  if (message.kind === 'start') {
    void start(message).catch((error: unknown) => {
      say(message.life, { kind: 'complaint', text: String(error).slice(0, 2000) });
      end(message.life);
    });
  } else if (message.kind === 'end') end(message.life);
  else if (life?.number === message.life) life.worker?.postMessage(message.request);
}

async function start({
  life: number,
  task,
  snapshot,
  joined,
  memoryBytes,
}: Extract<ToPage, { kind: 'start' }>): Promise<void> {
  if (task === 'check' && !scope.crossOriginIsolated)
    throw new Error('The page is not isolated from other origins, so its threads cannot share memory.');
  const memory = task === 'check' ? makeAnswerMemory() : null;
  const own: Life = { number, worker: null, memory, answers: memory && answerInto(memory) };
  life = own;
  const [module, library, lock, saved] = await Promise.all([
    compiled(memoryBytes),
    file('pyodide/python_stdlib.zip'),
    file('pyodide/pyodide-lock.json').then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as object),
    snapshot === null ? null : file(`snapshot/${snapshot}`),
  ]);
  if (life !== own) return;
  const worker = new scope.Worker(new URL('worker.js', base), { type: 'module' });
  own.worker = worker;
  worker.onmessage = ({ data }) => {
    const said = data as FromWorker;
    if (said.kind === 'bridge') bridge?.postMessage(said.message);
    else say(number, said as FromPage['said']);
    if (said.kind === 'complaint') end(number);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    say(number, { kind: 'complaint', text: (event.message ?? 'The worker ended.').slice(0, 2000) });
    end(number);
  };
  const copy = saved?.slice(snapshotHeaderBytes) ?? null;
  const given: WorkerStart = {
    kind: 'start',
    task,
    module,
    library,
    lock: lock as WorkerStart['lock'],
    snapshot: copy,
    joined,
    answers: memory,
  };
  worker.postMessage(given, copy === null ? [] : [copy]);
  openBridge();
}

/** An interpreter reads the bridge itself; a checker waits for its answers, so the page hears them for it. */
function openBridge(): void {
  if (bridge === null || life === null) return;
  const { answers, worker } = life;
  if (answers !== null) {
    bridge.onmessage = ({ data }) => {
      answers.answer(data);
    };
    bridge.postMessage(joinedGreeting);
  } else if (worker !== null) {
    const port = bridge;
    bridge = null;
    worker.postMessage({ kind: 'bridge', port }, [port]);
  }
}

function end(number: number): void {
  if (life?.number === number) {
    const { worker } = life;
    if (worker !== null) {
      worker.onmessage = null;
      worker.onerror = null;
      worker.terminate();
    }
    life = null;
    bridge?.close();
    bridge = null;
  }
  say(number, { kind: 'ended' });
}

const files = new Map<string, Promise<ArrayBuffer>>();
const modules = new Map<number, Promise<object>>();

/** Fetched once for all the Pythons of this page. */
function file(name: string): Promise<ArrayBuffer> {
  let bytes = files.get(name);
  if (bytes === undefined) {
    bytes = fetch(base + name).then((response) => {
      if (!response.ok) throw new Error(`The page has no file ${name}.`);
      return response.arrayBuffer();
    });
    files.set(name, bytes);
  }
  return bytes;
}

/** Compiled once for all of them, and as warm as the last one left it. */
function compiled(memoryBytes: number): Promise<object> {
  let module = modules.get(memoryBytes);
  if (module === undefined) {
    module = file('pyodide/pyodide.asm.wasm').then((bytes) =>
      WebAssembly.compile(withMemoryLimit(new Uint8Array(bytes), memoryBytes)),
    );
    modules.set(memoryBytes, module);
  }
  return module;
}

import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';
import { pythonPageWindows } from '../../main/doors/electron/python-pages.ts';

/** What Electron's documentation promises of sessions, windows and channels. */
const { FakeWindow, FakeSession, FakeChannel, app, made } = vi.hoisted(() => {
  type Handler = (...given: never[]) => unknown;
  class FakeSession {
    readonly handlers: Record<string, Handler> = {};
    readonly partition: string;
    readonly options: unknown;
    constructor(partition: string, options: unknown) {
      this.partition = partition;
      this.options = options;
    }
    readonly protocol = { handle: (scheme: string, serve: Handler) => (this.handlers[scheme] = serve) };
    readonly webRequest = { onBeforeRequest: (decide: Handler) => (this.handlers['request'] = decide) };
    setPermissionRequestHandler = (decide: Handler) => (this.handlers['permission'] = decide);
    setPermissionCheckHandler = (decide: Handler) => (this.handlers['check'] = decide);
    setDevicePermissionHandler = (decide: Handler) => (this.handlers['device'] = decide);
    on = (event: string, listener: Handler) => (this.handlers[event] = listener);
  }
  class FakeWindow {
    readonly options: Record<string, unknown>;
    readonly posted: { channel: string; ports: unknown[] }[] = [];
    readonly events: Record<string, () => void> = {};
    readonly contentEvents: Record<string, () => void> = {};
    url = '';
    destroyed = false;
    constructor(options: Record<string, unknown>) {
      this.options = options;
      made.windows.push(this);
    }
    readonly webContents = {
      once: (event: string, listener: () => void) => (this.contentEvents[event] = listener),
      getOSProcessId: () => 4711,
      postMessage: (channel: string, _message: unknown, ports: unknown[]) => {
        this.posted.push({ channel, ports });
      },
    };
    once(event: string, listener: () => void): void {
      this.events[event] = listener;
    }
    loadURL(url: string): Promise<void> {
      this.url = url;
      return Promise.resolve();
    }
    isDestroyed(): boolean {
      return this.destroyed;
    }
    destroy(): void {
      this.destroyed = true;
      this.events['closed']?.();
    }
  }
  class FakeChannel {
    readonly port1 = { end: 1, channel: this };
    readonly port2 = { end: 2, channel: this };
  }
  const made: { windows: FakeWindow[]; sessions: FakeSession[] } = { windows: [], sessions: [] };
  return { FakeWindow, FakeSession, FakeChannel, app: { commandLine: { hasSwitch: () => false } }, made };
});
vi.mock('electron', () => ({
  BrowserWindow: FakeWindow,
  MessageChannelMain: FakeChannel,
  app,
  session: {
    fromPartition: (partition: string, options: unknown) => {
      const own = new FakeSession(partition, options);
      made.sessions.push(own);
      return own;
    },
  },
}));

const sandboxed = {
  platform: 'linux' as const,
  hasSwitch: () => false,
  environment: {},
  status: () => 'NoNewPrivs:\t1\nSeccomp:\t2\n',
  isSandboxed: () => undefined,
};
const paths = { bundle: '/nowhere', preload: '/preload/python-page.cjs' };

beforeEach(() => {
  made.windows.length = 0;
  made.sessions.length = 0;
});

it('opens hidden, sandboxed pages, programs and tests each in a session of their own', async () => {
  const windows = pythonPageWindows(paths, sandboxed);
  const opened = [await windows.open('interpret'), await windows.open('check'), await windows.open('check')];
  expect(made.windows.map(({ url }) => url)).toEqual([
    'python://pages/interpret/',
    'python://pages/check/',
    'python://pages/check/',
  ]);
  for (const { options } of made.windows) {
    expect(options).toMatchObject({
      show: false,
      webPreferences: {
        preload: paths.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
      },
    });
  }
  // A name without `persist:` is kept in memory alone.
  expect(made.sessions.map(({ partition, options }) => [partition, options])).toEqual([
    ['python-interpret', { cache: false }],
    ['python-check', { cache: false }],
  ]);
  const used = made.windows.map(({ options }) => (options['webPreferences'] as { session: unknown }).session);
  expect(used).toEqual([made.sessions[0], made.sessions[1], made.sessions[1]]);
  expect(opened.map(({ pid }) => pid)).toEqual([4711, 4711, 4711]);
});

it('hands each page its own end of a channel, and joins two by another', async () => {
  const windows = pythonPageWindows(paths, sandboxed);
  const [programs, tests] = [await windows.open('interpret'), await windows.open('check')];
  windows.connect(programs, tests);
  const [first, second] = made.windows.map(({ posted }) => posted);
  expect(first!.map(({ channel }) => channel)).toEqual(['python:port', 'python:port']);
  const end = (posted: typeof first, at: number) =>
    posted![at]!.ports[0] as { end: number; channel: unknown };
  expect((programs.port as unknown as { channel: unknown }).channel).toBe(end(first, 0).channel);
  expect(end(first, 0).channel).not.toBe(end(second, 0).channel);
  expect(end(first, 1).channel).toBe(end(second, 1).channel);
  expect(end(first, 1).end).not.toBe(end(second, 1).end);
});

it('cancels every request but those for its own files, and grants nothing', async () => {
  await pythonPageWindows(paths, sandboxed).open('interpret');
  const { handlers } = made.sessions[0]!;
  const isCancelled = (url: string): boolean => {
    let cancelled = true;
    handlers['request']!(
      { url } as never,
      ((answer: { cancel: boolean }) => {
        cancelled = answer.cancel;
      }) as never,
    );
    return cancelled;
  };
  expect(isCancelled('python://pages/interpret/worker.js')).toBe(false);
  for (const url of [
    'python://pages/check/worker.js',
    'python://pages.example/interpret/',
    'app://hornbook/',
    'https://example.org/',
    'http://127.0.0.1:8080/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'wss://example.org/',
    'devtools://devtools/bundled/inspector.html',
  ])
    expect([url, isCancelled(url)]).toEqual([url, true]);
  let granted = true;
  handlers['permission']!(
    null as never,
    'clipboard-read' as never,
    ((answer: boolean) => {
      granted = answer;
    }) as never,
  );
  expect(granted).toBe(false);
  expect(handlers['check']!()).toBe(false);
  expect(handlers['device']!()).toBe(false);
  const download = new EventEmitter() as EventEmitter & { preventDefault(): void };
  download.preventDefault = vi.fn();
  handlers['will-download']!(download as never);
  expect(download.preventDefault).toHaveBeenCalled();
});

it('serves a page its files under its policy, and nothing else of the disk', async () => {
  await pythonPageWindows(paths, sandboxed).open('interpret');
  const serve = made.sessions[0]!.handlers['python'] as unknown as (request: Request) => Response;
  const get = (path: string) => serve(new Request(`python://pages${path}`));
  const page = get('/interpret/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(page.headers.get('cross-origin-embedder-policy')).toBeNull();
  expect(get('/check/').headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(get('/interpret/pyodide/pyodide.asm.wasm').headers.get('content-type')).toBe('application/wasm');
  for (const path of [
    '/',
    '/interpret/pyodide/package.json',
    '/interpret/pyodide/../package.json',
    '/interpret/%2e%2e/%2e%2e/etc/passwd',
    '/interpret/snapshot/..%2f..%2fx.snapshot',
    '/interpret/snapshot/.hidden.snapshot',
    '/interpret/page.js.map',
  ])
    expect([path, get(path).status]).toEqual([path, 404]);
  const post = new Request('python://pages/interpret/', { method: 'POST', body: 'x' });
  expect(serve(post).status).toBe(404);
});

it('closes a page around which Chromium has no sandbox, before anything runs in it', async () => {
  const windows = pythonPageWindows(paths, { ...sandboxed, status: () => 'NoNewPrivs:\t0\nSeccomp:\t0\n' });
  await expect(windows.open('interpret')).rejects.toMatchObject({
    code: 'chromium-sandbox-off',
    message: "Chromium's sandbox is not used, because no filter of system calls is on its process.",
  });
  expect(made.windows[0]).toMatchObject({ destroyed: true, posted: [] });
});

it('tells of a page whose process is gone', async () => {
  const opened = await pythonPageWindows(paths, sandboxed).open('check');
  made.windows[0]!.contentEvents['render-process-gone']!();
  await opened.gone;
  expect(made.windows[0]!.destroyed).toBe(true);
});

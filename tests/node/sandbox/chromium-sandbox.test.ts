import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../main/core/failure.ts';
import { whyNotSandboxed, type SandboxEvidence } from '../../../main/doors/electron/chromium-sandbox.ts';
import {
  asksForPages,
  lendPages,
  pagesGiven,
  type PageWindow,
} from '../../../main/lab/evaluation/python-pages.ts';
import { withMemoryLimit } from '../../../main/node/sandbox/chromium/memory-limit.ts';
import type { PortMain } from '../../../main/node/sandbox/chromium/page-port.ts';
import { pagesOf } from '../../../main/node/sandbox/chromium/pages-of-parent.ts';
import type { PythonPage } from '../../../main/node/sandbox/chromium/python-pages.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { chromiumPath, withoutChromium } from '../../doors/browser.ts';
import { openPages, type OpenPages } from './chromium-pages.ts';
import { sandboxContract } from './contract.ts';

const limits = { timeMs: 800, memoryBytes: 128 * 1024 * 1024, outputBytes: 64 * 1024 };

describe.skipIf(chromiumPath === null)(`Python in pages of Chromium's${withoutChromium}`, () => {
  let opened: Promise<OpenPages> | null = null;
  const pages = (): Promise<OpenPages> => (opened ??= openPages(chromiumPath!));
  afterAll(async () => {
    await (await opened)?.close();
  });

  sandboxContract('the Chromium host', async () =>
    openSandbox({ workers: 2, checking: true, limits, pages: await pages() }),
  );

  it('says so, and asks for nothing but its own files', async () => {
    const sandbox = await openSandbox({ workers: 1, pages: await pages() });
    expect(sandbox.isolation).toBe('chromium');
    await sandbox.close();
    expect((await pages()).refused).toEqual([]);
  });

  it('keeps programs and their tests in processes of their own, and only the tests can share memory', async () => {
    const own = await pages();
    const programs = await own.open('interpret');
    const tests = await own.open('check');
    expect(programs.pid).toBeGreaterThan(0);
    expect(tests.pid).toBeGreaterThan(0);
    expect(tests.pid).not.toBe(programs.pid);
    const isolated = own.shown().slice(-2);
    expect(await Promise.all(isolated.map((page) => page.evaluate(() => crossOriginIsolated)))).toEqual([
      false,
      true,
    ]);
    programs.close();
    tests.close();
    await Promise.all([programs.gone, tests.gone]);
  });

  it('lets the page reach no other address and run no code but its own', async () => {
    const own = await pages();
    let visits = 0;
    const elsewhere = createServer((_request, response) => {
      visits += 1;
      response.setHeader('Access-Control-Allow-Origin', '*').end('reached');
    });
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}/`;
    const sandbox = await openSandbox({ workers: 1, pages: own });
    const page = own.shown().findLast((one) => one.url().endsWith('/interpret/'))!;
    const tried = await page.evaluate(async (target) => {
      const attempt = async (work: () => unknown): Promise<string> => {
        try {
          await work();
          return 'worked';
        } catch (error) {
          return (error as Error).name;
        }
      };
      return {
        fetch: await attempt(() => fetch(target)),
        // What the browser's own tools evaluate is let through; what the page would, is not.
        code: await new Promise((resolve) => {
          const script = document.createElement('script');
          script.textContent = 'globalThis.made = 1';
          document.head.append(script);
          setTimeout('globalThis.made = 2');
          setTimeout(() => {
            resolve('made' in globalThis ? 'worked' : 'refused');
          }, 100);
        }),
        socket: await attempt(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(target.replace('http', 'ws'));
              socket.onopen = resolve;
              socket.onerror = () => {
                reject(new TypeError('refused'));
              };
            }),
        ),
        worker: await attempt(() => new Worker(URL.createObjectURL(new Blob(['1']))).terminate()),
      };
    }, address);
    expect(tried).toMatchObject({ fetch: 'TypeError', code: 'refused', socket: 'TypeError' });
    expect(visits).toBe(0);
    await sandbox.close();
    elsewhere.close();
  });

  it('is refused by what the system says of a renderer without a sandbox, whatever it was started with', async () => {
    const page = await (await pages()).open('interpret');
    const linux = {
      platform: 'linux',
      hasSwitch: () => false,
      environment: {},
      status: (pid: number) => readFileSync(`/proc/${String(pid)}/status`, 'utf8'),
      isSandboxed: () => undefined,
    } as const;
    expect(whyNotSandboxed(page.pid!, linux)).toBe('no filter of system calls is on its process');
    page.close();
    await page.gone;
  });

  it('serves the sandbox of another process over a port', async () => {
    const own = await pages();
    const sandbox = await openSandbox({ workers: 1, checking: true, pages: lentBy(own) });
    expect(sandbox.isolation).toBe('chromium');
    const checker = { prelude: '', tests: 'assert f(2) == 3', names: ['f'], reference: '' };
    expect(await sandbox.check({ solution: 'def f(x): return x + 1\n', checker })).toMatchObject({
      verdict: 'passed',
    });
    // Killed inside of C, and replaced.
    const endless = 'def f(x): return sum(range(10**13))\n';
    const ended = await sandbox.check({ solution: endless, checker, limits: { timeMs: 200 } });
    expect(ended.verdict).toBe('timeout');
    expect(await sandbox.check({ solution: 'def f(x): return x\n', checker })).toMatchObject({
      verdict: 'wrong-answer',
    });
    await sandbox.close();
  });
});

/** Electron's main process and a job's, both here: what passes between them crosses real channels. */
function lentBy(own: OpenPages): ReturnType<typeof pagesOf> {
  const made = new Map<PageWindow, PythonPage>();
  const windows = {
    open: async (role: 'interpret' | 'check'): Promise<PageWindow> => {
      const page = await own.open(role);
      const { port1, port2 } = new MessageChannel();
      page.hear((message) => {
        port1.postMessage(message);
      });
      port1.on('message', page.say);
      const gone = page.gone.then(() => {
        port1.close();
      });
      const window = { pid: page.pid!, port: portMain(port2), close: page.close, gone };
      made.set(window, page);
      return window;
    },
    connect: (a: PageWindow, b: PageWindow): void => {
      own.connect(made.get(a)!, made.get(b)!);
    },
  };
  const { port1: parent, port2: child } = new MessageChannel();
  parent.on('message', (message: unknown) => {
    expect(asksForPages(message)).toBe(true);
    const { port1, port2 } = new MessageChannel();
    lendPages(portMain(port1), windows);
    parent.postMessage({ data: pagesGiven, ports: [port2] }, [port2]);
  });
  const pages = pagesOf({
    on: (_event, listener) =>
      child.on('message', ({ data, ports }: { data: unknown; ports: MessagePort[] }) => {
        listener({ data, ports: ports.map(portMain) });
      }),
    postMessage: (message) => {
      child.postMessage(message);
    },
  });
  for (const port of [parent, child]) port.unref();
  return pages;
}

/** A port of Node's as Electron has it: ports that come with a message stand beside it. */
function portMain(port: MessagePort): PortMain & { readonly port: MessagePort } {
  return {
    port,
    on: (event: 'message' | 'close', listener: (message: never) => void) =>
      event === 'close'
        ? port.on('close', listener as () => void)
        : port.on('message', (raw: unknown) => {
            const packed = raw as { packed?: unknown; ports?: MessagePort[] } | null;
            const ports = packed?.ports?.map(portMain) ?? [];
            listener({ data: packed !== null && ports.length > 0 ? packed.packed : raw, ports } as never);
          }),
    postMessage: (message, transfer = []) => {
      const ports = (transfer as unknown as { port: MessagePort }[]).map((one) => one.port);
      if (ports.length === 0) port.postMessage(message);
      else port.postMessage({ packed: message, ports }, ports);
    },
    start: () => {
      port.start();
    },
    close: () => {
      port.close();
    },
  };
}

describe('where Chromium’s sandbox does not hold', () => {
  it('runs Python in processes of Node’s and says why', async () => {
    const why = "Chromium's sandbox is not used, because the app was started with --no-sandbox.";
    const sandbox = await openSandbox({
      workers: 1,
      pages: {
        version: '',
        open: () => Promise.reject(new Failure('chromium-sandbox-off', why)),
        connect: () => undefined,
      },
    });
    expect(sandbox.isolation).not.toBe('chromium');
    expect(sandbox.isolationNote).toContain(why);
    expect((await sandbox.run({ source: 'assert 1 + 1 == 2' })).verdict).toBe('passed');
    await sandbox.close();
  });

  it('does the same where its pages open and Python does not start in them', async () => {
    // Pages that say what a tests' page says that is not isolated from other origins.
    const why = 'Error: The page is not isolated from other origins, so its threads cannot share memory.';
    let closed = 0;
    const open = (): Promise<PythonPage> => {
      const { promise: gone, resolve } = Promise.withResolvers<undefined>();
      let listener: (message: unknown) => void = () => undefined;
      return Promise.resolve({
        pid: null,
        gone,
        hear: (given) => {
          listener = given;
        },
        say: ({ kind, life }) => {
          if (kind === 'start') listener({ life, said: { kind: 'complaint', text: why } });
          listener({ life, said: { kind: 'ended' } });
        },
        close: () => {
          closed += 1;
          resolve(undefined);
        },
      });
    };
    const sandbox = await openSandbox({
      workers: 1,
      pages: { version: '', open, connect: () => undefined },
    });
    expect(sandbox.isolation).not.toBe('chromium');
    expect(sandbox.isolationNote).toContain(why);
    expect(closed).toBe(2);
    await sandbox.close();
  });

  const status = 'Name:\tchrome\nNoNewPrivs:\t1\nSeccomp:\t2\n';
  const fine: SandboxEvidence = {
    platform: 'linux',
    hasSwitch: () => false,
    environment: {},
    status: () => status,
    isSandboxed: () => undefined,
  };
  const cases: readonly [string, Partial<SandboxEvidence>, string | null][] = [
    ['all is well on Linux', {}, null],
    ['all is well on macOS', { platform: 'darwin', isSandboxed: () => true }, null],
    ['a switch', { hasSwitch: (name: string) => name === 'no-sandbox' }, 'started with --no-sandbox'],
    ['a variable', { environment: { ELECTRON_DISABLE_SANDBOX: '1' } }, 'ELECTRON_DISABLE_SANDBOX'],
    ['no filter', { status: () => status.replace('\t2', '\t0') }, 'no filter of system calls'],
    ['privileges', { status: () => status.replace('\t1', '\t0') }, 'gain privileges'],
    ['silence on Linux', { status: () => null }, 'does not say'],
    ['silence on Windows', { platform: 'win32' }, 'does not say'],
    ['a no on macOS', { platform: 'darwin', isSandboxed: () => false }, 'does not say'],
  ];
  it.each(cases)('%s', (_what, change, why) => {
    const said = whyNotSandboxed(1, { ...fine, ...change });
    if (why === null) expect(said).toBeNull();
    else expect(said).toContain(why);
  });
});

describe('the limit that is written into Pyodide', () => {
  const pyodide = createRequire(import.meta.url).resolve('pyodide/package.json');
  const module = readFileSync(join(pyodide, '..', 'pyodide.asm.wasm'));

  it('changes nothing but how far the memory can grow', () => {
    const limited = withMemoryLimit(module, 64 * 2 ** 20);
    expect(limited.length).toBe(module.length);
    const changed = [...limited.keys()].filter((at) => limited[at] !== module[at]);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.at(-1)! - changed[0]!).toBeLessThan(5);
    expect(WebAssembly.validate(limited)).toBe(true);
  });

  it('refuses a module that has no such limit', () => {
    expect(() => withMemoryLimit(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), 1)).toThrow('no memory');
  });
});

/**
 * Pages of Python's in a Chromium of this machine: the very page, files and headers that Electron's main process serves,
 * from a loopback server. Only the two ends that Electron brings, who opens a page and who hands it its ports, are others.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { chromium, type Page } from 'playwright-core';
import { ensurePythonPage } from '../../../main/doors/build.ts';
import { answerPage } from '../../../main/node/sandbox/chromium/page-files.ts';
import type { PythonPage, PythonPages } from '../../../main/node/sandbox/chromium/python-pages.ts';
import { launchArguments } from '../../doors/browser.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** A worker that pages share, to join two of them: the page's own files know nothing of it. */
const exchange = `
const waiting = new Map();
onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    const other = waiting.get(data);
    if (other === undefined) {
      waiting.set(data, port);
      return;
    }
    waiting.delete(data);
    const { port1, port2 } = new MessageChannel();
    other.postMessage(null, [port1]);
    port.postMessage(null, [port2]);
  };
};`;

/** Runs in the page and stands for the preload, which gives the page its first port and the ways to other pages. */
const preload = `
const { port1, port2 } = new MessageChannel();
window.postMessage('port', location.origin, [port2]);
port1.onmessage = ({ data }) => {
  hostHears(JSON.stringify(data, (_, value) =>
    value instanceof Uint8Array ? { base64: value.toBase64() } : value));
};
window.harness = {
  say: (message) => port1.postMessage(message),
  join: (channel) => {
    const shared = new SharedWorker('/check/exchange.js');
    shared.port.onmessage = ({ ports: [port] }) => {
      window.postMessage('port', location.origin, [port]);
      shared.port.close();
    };
    shared.port.postMessage(channel);
  },
};`;

export type OpenPages = PythonPages & {
  /** The pages that are open, oldest first. */
  shown(): Page[];
  /** Addresses that any page asked for and did not get. */
  readonly refused: readonly string[];
  close(): Promise<void>;
};

export async function openPages(executablePath: string): Promise<OpenPages> {
  const bundle = await ensurePythonPage(join(root, 'out', 'test-python-page'));
  const refused: string[] = [];
  const server = createServer((request, response) => {
    void answer(bundle, request, response, refused);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const browser = await chromium.launch({
    executablePath,
    args: [...launchArguments, '--disable-features=SpareRendererForSitePerProcess'],
  });
  const devtools = await browser.newBrowserCDPSession();
  const renderers = async (): Promise<number[]> => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  };
  const context = await browser.newContext();
  // Chromium starts processes of its own with its first page; those of later pages can be told apart.
  await context.newPage();
  const pageOf = new Map<PythonPage, Page>();
  let opening: Promise<unknown> = Promise.resolve();
  let channels = 0;

  const open: PythonPages['open'] = async (role) => {
    const before = await renderers();
    const page = await context.newPage();
    let listener: (message: unknown) => void = () => undefined;
    await page.exposeBinding('hostHears', (_source, text: string) => {
      listener(JSON.parse(text, readBytes));
    });
    await page.goto(`${origin}/${role}/`);
    await page.evaluate(`(() => {${preload}})()`);
    const mine = (await renderers()).filter((pid) => !before.includes(pid));
    const { promise: gone, resolve } = Promise.withResolvers<undefined>();
    page.once('close', () => {
      resolve(undefined);
    });
    page.once('crash', () => {
      resolve(undefined);
    });
    const opened: PythonPage = {
      pid: mine.length === 1 ? mine[0]! : null,
      say: (message) => {
        page
          .evaluate((said) => (globalThis as unknown as Harness).harness.say(said), message)
          .catch(() => undefined);
      },
      hear: (heard) => {
        listener = heard;
      },
      close: () => {
        page.close().catch(() => undefined);
      },
      gone,
    };
    pageOf.set(opened, page);
    return opened;
  };

  return {
    version: browser.version(),
    shown: () => context.pages(),
    refused,
    // One after the other, so that it can be told which process is whose.
    open: (role) => {
      const turn = opening.then(() => open(role));
      opening = turn.catch(() => undefined);
      return turn;
    },
    connect(interpreter, checker) {
      const channel = (channels += 1);
      for (const end of [interpreter, checker])
        pageOf
          .get(end)!
          .evaluate((number) => (globalThis as unknown as Harness).harness.join(number), channel)
          .catch(() => undefined);
    },
    async close() {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

type Harness = { readonly harness: { say(message: unknown): void; join(channel: number): void } };
const readBytes = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'base64' in value
    ? Uint8Array.from(Buffer.from(String(value.base64), 'base64'))
    : value;

async function answer(
  bundle: string,
  request: IncomingMessage,
  response: ServerResponse,
  refused: string[],
): Promise<void> {
  const address = new URL(request.url ?? '/', 'http://127.0.0.1');
  const answered = answerPage(bundle, new Request(address, { method: request.method ?? 'GET' }));
  const headers = Object.fromEntries(answered.headers);
  if (address.pathname.endsWith('/exchange.js')) {
    response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(exchange);
    return;
  }
  if (!answered.ok) refused.push(address.pathname);
  response.writeHead(answered.status, headers);
  if (answered.body === null) response.end();
  else Readable.fromWeb(answered.body as Parameters<typeof Readable.fromWeb>[0]).pipe(response);
}

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { Answer, Request } from '../../preload/contract/contract.ts';
import type { FixtureLab } from './fixture-lab.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** As strict as the doors are: what works here needs no exception there. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'";

export type FixtureServer = {
  readonly url: string;
  /** Breaks every connection, as a lab that goes down does. */
  drop(): void;
  close(): Promise<void>;
};

const CLOCK = '/fixed-clock.js';

/** For the page what it says is always now; timers run on. */
const fixedClock = (now: number): string => `const Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...given) { super(...(given.length === 0 ? [${String(now)}] : given)); }
  static now() { return ${String(now)}; }
};`;

/**
 * Serves a built renderer with a fixture lab behind its WebSocket, on a free loopback port. Where a moment is named, the
 * page's clock stands at it.
 */
export async function serveFixture(
  lab: FixtureLab,
  directory: string,
  now: number | null = null,
): Promise<FixtureServer> {
  async function bodyOf(path: string): Promise<Buffer | string> {
    if (now !== null && path === CLOCK) return fixedClock(now);
    const body = await readFile(join(directory, normalize(path)));
    if (now === null || path !== '/index.html') return body;
    return body.toString('utf8').replace('<head>', `<head><script src="${CLOCK}"></script>`);
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname === '/' ? '/index.html' : pathname;
    bodyOf(path).then(
      (body) =>
        response
          .writeHead(200, {
            'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
            'content-security-policy': POLICY,
          })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/lab' });
  sockets.on('connection', (socket) => {
    const stop = lab.onChange((change) => {
      socket.send(JSON.stringify({ change }));
    });
    socket.on('close', stop);
    socket.on('message', (data) => {
      const request = JSON.parse((data as Buffer).toString('utf8')) as Request;
      void answer(lab, request).then((said) => {
        socket.send(JSON.stringify(said));
      });
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    drop() {
      for (const client of sockets.clients) client.terminate();
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(lab: FixtureLab, { id, call, input }: Request): Promise<Answer> {
  try {
    return { id, ok: true, output: await lab.call(call, input as never) };
  } catch (cause) {
    const error = cause as Error & { code?: string };
    return { id, ok: false, error: { code: error.code ?? 'unexpected', message: error.message } };
  }
}

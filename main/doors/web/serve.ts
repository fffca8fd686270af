import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import type { Lab } from '../../lab/lab.ts';
import { contentSecurityPolicy, safetyHeaders } from '../content-security.ts';
import type { RendererFile } from '../renderer-files.ts';
import { rendererFiles } from '../renderer-files.ts';
import type { Access } from './access.ts';
import { openAccess } from './access.ts';
import { acceptSockets } from './socket.ts';

export type WebDoor = {
  readonly port: number;
  /** An address that opens the lab once; the browser that used it stays in. */
  newAddress(): string;
  close(): Promise<void>;
};

export type WebDoorOptions = {
  readonly lab: Lab;
  /** The built renderer. */
  readonly rendererDir: string;
  /** 0 takes any free port. */
  readonly port: number;
};

/** Serves the lab to browsers on this machine, and to nobody else. */
export async function openWebDoor({ lab, rendererDir, port }: WebDoorOptions): Promise<WebDoor> {
  const files = rendererFiles(rendererDir);
  const server = createServer({ maxHeaderSize: 16 << 10, requestTimeout: 10_000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const access = openAccess(bound);
  const headers = {
    ...safetyHeaders,
    'Content-Security-Policy': contentSecurityPolicy(
      `'self' ws://127.0.0.1:${bound} ws://localhost:${bound}`,
    ),
  };
  server.on('request', (request, response) => {
    answer(request, response, access, files, headers);
  });
  const sockets = acceptSockets(server, lab, access);

  return {
    port: bound,
    newAddress: () => `http://127.0.0.1:${bound}/?token=${access.newToken()}`,
    close() {
      sockets.close();
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

type Headers = Readonly<Record<string, string>>;

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  files: ReadonlyMap<string, RendererFile>,
  headers: Headers,
): void {
  const say = (status: number, text: string, more: Headers = {}): void => {
    response.writeHead(status, {
      ...headers,
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...more,
    });
    response.end(`${text}\n`);
  };
  const misdirected = access.misdirected(request, 'page');
  if (misdirected) return say(misdirected.status, `Refused because ${misdirected.because}.`);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return say(405, 'Refused because only reading is possible here.', { Allow: 'GET, HEAD' });
  }
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const token = new URLSearchParams(query).get('token');
  if (path === '/' && token !== null) {
    const cookie = access.exchange(token);
    if (cookie !== null) return say(303, 'Welcome.', { Location: '/', 'Set-Cookie': cookie });
    // A reload or a second click: whoever is already in stays in.
    if (!access.refusal(request, 'page')) return say(303, 'Welcome back.', { Location: '/' });
    return say(
      403,
      'This address was used already or is not from this lab; ask the terminal for a new one (Enter).',
    );
  }
  const refusal = access.refusal(request, 'page');
  if (refusal) {
    return say(
      refusal.status,
      'Open Hornbook with the address that its terminal prints; it carries a one-time token.',
    );
  }
  const file = files.get(path);
  if (!file) return say(404, 'There is nothing at this address.');
  response.writeHead(200, {
    ...headers,
    'Content-Type': file.type,
    // Vite names assets after their content.
    'Cache-Control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  if (request.method === 'HEAD') response.end();
  else pipeline(createReadStream(file.path), response, () => undefined);
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { WebDoor } from '../../main/doors/web/serve.ts';
import { openWebDoor } from '../../main/doors/web/serve.ts';
import { openLab } from '../../main/lab/lab.ts';

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

/** A real lab behind a real door, with a renderer of two files and a secret beside it. */
export async function openTestDoor(): Promise<WebDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-door-'));
  const rendererDir = join(folder, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Hornbook</title>');
  writeFileSync(join(rendererDir, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(folder, 'secret.html'), 'secret');
  const lab = await openLab({ projectPath: join(folder, 'project'), door: 'browser' });
  const door = await openWebDoor({ lab, rendererDir, port: 0 });
  onTestFinished(async () => {
    await door.close();
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return door;
}

/** A request whose path and headers are sent exactly as given. */
export function ask(
  door: WebDoor,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port: door.port,
      path,
      method,
      headers,
      setHost: headers['Host'] === undefined,
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body });
      });
    });
    sent.end();
  });
}

/** Uses a new one-time address and returns the cookie it gave. */
export async function logIn(door: WebDoor): Promise<string> {
  const { search } = new URL(door.newAddress());
  const reply = await ask(door, `/${search}`);
  return String((reply.headers['set-cookie'] as string[])[0]).split(';')[0]!;
}

/** The open socket, or the status that the upgrade was refused with. */
export function openSocket(
  door: WebDoor,
  options: { path?: string; origin?: string | null; cookie?: string; host?: string },
): Promise<WebSocket | number> {
  const { path = '/lab', origin = `http://127.0.0.1:${door.port}`, cookie, host } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${door.port}${path}`, {
    headers: {
      ...(origin === null ? {} : { Origin: origin }),
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      ...(host === undefined ? {} : { Host: host }),
    },
  });
  onTestFinished(() => {
    socket.terminate();
  });
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve(socket);
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode!);
    });
    socket.on('error', () => undefined);
  });
}

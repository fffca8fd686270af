import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Change, Push } from '../../../preload/contract/contract.ts';
import { dispatch } from '../../lab/dispatch.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Access } from './access.ts';

/** Requests are small; whatever is larger is not one. */
const MAX_REQUEST_BYTES = 1 << 20;
const PING_MS = 30_000;

export const SOCKET_PATH = '/lab';

/** Lets the renderer call the lab over a WebSocket at `/lab` and hear of changes. */
export function acceptSockets(server: Server, lab: Lab, access: Access): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const refusal = access.refusal(request, 'socket');
    if (refusal) return refuse(stream, refusal.status, refusal.because);
    if (request.url !== SOCKET_PATH) return refuse(stream, 404, 'there is nothing at this address');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      alive.add(socket);
      serve(socket, lab);
      socket.on('pong', () => alive.add(socket));
    });
  });

  const push = (change: Change): void => {
    const text = JSON.stringify({ change } satisfies Push);
    for (const socket of sockets.clients) if (socket.readyState === socket.OPEN) socket.send(text);
  };
  const forget = lab.onChange(push);
  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, PING_MS).unref();

  return {
    close() {
      clearInterval(pings);
      forget();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function serve(socket: WebSocket, lab: Lab): void {
  socket.on('error', () => {
    socket.terminate();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      socket.close(1003, 'text only');
      return;
    }
    let message: unknown;
    try {
      message = JSON.parse(data.toString('utf8'));
    } catch {
      socket.close(1007, 'not JSON');
      return;
    }
    void dispatch(lab.calls, message).then((answer) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer));
    });
  });
}

function refuse(stream: Duplex, status: number, because: string): void {
  const body = `Refused because ${because}.\n`;
  stream.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

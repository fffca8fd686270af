import type {
  Answer,
  CallName,
  CallOutputs,
  Change,
  LabClient,
  Push,
} from '../../preload/contract/contract.ts';
import { CONNECTION_LOST, LabError } from './lab-error.ts';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'reconnecting'; readonly attempt: number };

/** The part of WebSocket that is used, so that tests can drive it. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export type SocketOptions = {
  readonly open: () => SocketLike;
  readonly onConnection: (connection: Connection) => void;
  /** Milliseconds before the n-th attempt to come back, n from 1. */
  readonly delayMs?: (attempt: number) => number;
};

type Pending = {
  readonly text: string;
  readonly resolve: (output: never) => void;
  readonly reject: (error: LabError) => void;
  sent: boolean;
};

/**
 * The lab over a WebSocket. Calls made while the connection is down wait for it; calls that were on their
 * way when it broke are refused with `connection-lost`, since the lab may or may not have run them.
 */
export function connectSocket(options: SocketOptions): LabClient & { close(): void } {
  const delayMs = options.delayMs ?? ((attempt) => Math.min(250 * 2 ** (attempt - 1), 5_000));
  const pending = new Map<number, Pending>();
  const listeners = new Set<(change: Change) => void>();
  let nextId = 1;
  let attempt = 0;
  let isOpen = false;
  let closed = false;
  let socket: SocketLike;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function receive(data: unknown): void {
    const message = JSON.parse(String(data)) as Answer | Push;
    if ('change' in message) {
      for (const listener of listeners) listener(message.change);
      return;
    }
    const waiting = pending.get(message.id);
    if (waiting === undefined) return;
    pending.delete(message.id);
    if (message.ok) waiting.resolve(message.output as never);
    else waiting.reject(new LabError(message.error.code, message.error.message));
  }

  function lose(): void {
    isOpen = false;
    for (const [id, waiting] of pending) {
      if (!waiting.sent) continue;
      pending.delete(id);
      waiting.reject(
        new LabError(
          CONNECTION_LOST,
          'The connection to the lab broke before it answered; it is being restored.',
        ),
      );
    }
    if (closed) return;
    attempt += 1;
    options.onConnection({ state: 'reconnecting', attempt });
    timer = setTimeout(connect, delayMs(attempt));
  }

  function connect(): void {
    socket = options.open();
    socket.onopen = () => {
      isOpen = true;
      attempt = 0;
      for (const waiting of pending.values()) {
        waiting.sent = true;
        socket.send(waiting.text);
      }
      options.onConnection({ state: 'open' });
    };
    socket.onmessage = (event) => {
      receive(event.data);
    };
    socket.onclose = lose;
  }

  options.onConnection({ state: 'connecting' });
  connect();

  return {
    call: ((name: CallName, input?: unknown) =>
      new Promise<CallOutputs[CallName]>((resolve, reject) => {
        const id = nextId++;
        const text = JSON.stringify(input === undefined ? { id, call: name } : { id, call: name, input });
        pending.set(id, { text, resolve, reject, sent: isOpen });
        if (isOpen) socket.send(text);
      })) as LabClient['call'],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

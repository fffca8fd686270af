import { maxMessageBytes, type Channel } from '../channel.ts';

/*
 * A checker in a worker waits for its interpreter's answer without returning to the worker's event loop, because CPython
 * stands on its stack. So the page, which hears the answer, writes it into memory that both share and wakes the worker.
 */

const waiting = 0;
const answered = 1;
const gone = 2;
/** State and length, four bytes each, before the answer. */
const headerBytes = 8;
const firstBytes = 1 << 18;

export function makeAnswerMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(firstBytes, { maxByteLength: maxMessageBytes + headerBytes });
}

/** The page's side. */
export function answerInto(memory: SharedArrayBuffer): { answer(message: unknown): void; end(): void } {
  const header = new Int32Array(memory, 0, 2);
  const settle = (state: number): void => {
    Atomics.store(header, 0, state);
    Atomics.notify(header, 0);
  };
  return {
    answer(message) {
      if (!(message instanceof Uint8Array) || message.length > maxMessageBytes) {
        settle(gone);
        return;
      }
      const needed = headerBytes + message.length;
      if (needed > memory.byteLength) memory.grow(needed);
      new Uint8Array(memory).set(message, headerBytes);
      header[1] = message.length;
      settle(answered);
    },
    end() {
      settle(gone);
    },
  };
}

/** The worker's side: a channel as the checker knows it. `post` brings a request on its way. */
export function answerChannel(memory: SharedArrayBuffer, post: (message: Uint8Array) => void): Channel {
  const header = new Int32Array(memory, 0, 2);
  // Bound before the globals are closed.
  const { load, store, wait } = Atomics;
  return {
    send(message) {
      if (load(header, 0) === gone) return false;
      store(header, 0, waiting);
      post(message);
      return true;
    },
    receive() {
      wait(header, 0, waiting);
      if (load(header, 0) !== answered) return null;
      const length = load(header, 1);
      if (length < 0 || length > maxMessageBytes) return null;
      const message = new Uint8Array(length);
      message.set(new Uint8Array(memory, headerBytes, length));
      return message;
    },
  };
}

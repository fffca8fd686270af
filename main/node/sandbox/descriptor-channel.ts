import { readSync, writeSync } from 'node:fs';
import { maxMessageBytes, type Channel } from './channel.ts';

const headerBytes = 4;

/** A channel over an open file descriptor, a socket that blocks. Messages are preceded by their length, little-endian. */
export function descriptorChannel(descriptor: number): Channel {
  const buffer = new Uint8Array(64 * 1024);
  const header = new Uint8Array(headerBytes);
  const read = (into: Uint8Array, from: number): number => {
    try {
      return readSync(descriptor, into, from, into.length - from, null);
    } catch {
      return 0;
    }
  };
  const write = (bytes: Uint8Array): boolean => {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      return true;
    } catch {
      return false;
    }
  };
  return {
    send(message) {
      const length = message.length;
      if (length + headerBytes > buffer.length) {
        for (let i = 0; i < headerBytes; i++) header[i] = (length >>> (8 * i)) & 255;
        return write(header) && write(message);
      }
      for (let i = 0; i < headerBytes; i++) buffer[i] = (length >>> (8 * i)) & 255;
      buffer.set(message, headerBytes);
      return write(buffer.subarray(0, length + headerBytes));
    },
    receive() {
      // A message and its length mostly arrive together: one read for both.
      let filled = 0;
      while (filled < headerBytes) {
        const count = read(buffer, filled);
        if (count === 0) return null;
        filled += count;
      }
      const length = (buffer[0]! | (buffer[1]! << 8) | (buffer[2]! << 16) | (buffer[3]! << 24)) >>> 0;
      if (length > maxMessageBytes || filled - headerBytes > length) return null;
      const message = new Uint8Array(length);
      message.set(buffer.subarray(headerBytes, filled));
      for (let at = filled - headerBytes; at < length;) {
        const count = read(message, at);
        if (count === 0) return null;
        at += count;
      }
      return message;
    },
  };
}

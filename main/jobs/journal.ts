import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { JobEvent } from './protocol.ts';

/**
 * A job's journal: one JSON object a line, only ever appended to. The job writes it and the lab reads it
 * from a remembered offset, so neither has to outlive the other.
 */
export type Journal = {
  append(event: JobEvent): void;
  /** Hands what is buffered to the operating system. */
  flush(): void;
  close(): void;
};

/** What must be on the disk before the job goes on: others act on it, or it cannot be made again. */
const durable: ReadonlySet<JobEvent['type']> = new Set([
  'started',
  'stage',
  'artifact',
  'run',
  'samples',
  'run-ended',
  'row',
  'ended',
]);

/** Metrics come by the hundred a second; they wait this long for company, milliseconds. */
const FLUSH_MS = 100;

export function openJournal(path: string): Journal {
  const file = openSync(path, 'a+');
  let buffered = '';
  let timer: NodeJS.Timeout | null = null;
  closeTornLine(file);

  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (buffered === '') return;
    const bytes = Buffer.from(buffered);
    buffered = '';
    for (let written = 0; written < bytes.length;) {
      written += writeSync(file, bytes, written, bytes.length - written);
    }
  };

  return {
    append(event) {
      buffered += JSON.stringify(event) + '\n';
      if (durable.has(event.type)) {
        flush();
        fsyncSync(file);
      } else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    flush,
    close() {
      flush();
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/**
 * A process killed in the middle of a write leaves half a line. Ended here, it becomes one malformed
 * line that readers skip, and what follows starts on a line of its own.
 */
function closeTornLine(file: number): void {
  const { size } = fstatSync(file);
  if (size === 0) return;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  if (last[0] !== 0x0a) writeSync(file, '\n');
}

export type JournalSlice = {
  readonly events: readonly JobEvent[];
  /** Where the next read goes on: always just behind a complete line. */
  readonly offset: number;
  /** Complete lines that held no event. */
  readonly malformed: number;
};

/** Reads at most `limitBytes` from `offset`; a last line without its newline waits for the next read. */
export function readJournal(path: string, offset: number, limitBytes = 4 << 20): JournalSlice {
  if (!existsSync(path)) return { events: [], offset, malformed: 0 };
  const file = openSync(path, 'r');
  try {
    const available = fstatSync(file).size - offset;
    if (available <= 0) return { events: [], offset, malformed: 0 };
    let bytes = readAt(file, offset, Math.min(available, limitBytes));
    let end = bytes.lastIndexOf(0x0a) + 1;
    if (end === 0 && available > limitBytes) {
      // One line longer than the limit: it is read whole, or the reader would wait for ever.
      bytes = readAt(file, offset, available);
      end = bytes.indexOf(0x0a) + 1;
    }
    const events: JobEvent[] = [];
    let malformed = 0;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      if (line === '') continue;
      const event = parseEvent(line);
      if (event) events.push(event);
      else malformed += 1;
    }
    return { events, offset: offset + end, malformed };
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const got = readSync(file, bytes, read, length - read, offset + read);
    if (got === 0) break;
    read += got;
  }
  return bytes.subarray(0, read);
}

function parseEvent(line: string): JobEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { type, at } = value as { type?: unknown; at?: unknown };
    return typeof type === 'string' && typeof at === 'number' ? (value as JobEvent) : null;
  } catch {
    return null;
  }
}

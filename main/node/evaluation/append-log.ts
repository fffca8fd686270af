import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { refusedWrite } from '../files/refused-write.ts';

/** A file of JSON lines that is only ever appended to. */
export type AppendLog<Entry> = {
  append(entry: Entry): void;
  /** Brings what was appended to the disk. */
  sync(): void;
  close(): void;
};

export type OpenedLog<Entry> = {
  readonly log: AppendLog<Entry>;
  /** What earlier processes appended, in order. */
  readonly entries: readonly Entry[];
};

/** At most this much is lost when the machine goes down, milliseconds; a killed process loses nothing. */
const SYNC_MS = 500;

/**
 * Opens a log to go on with. A process that was killed in the middle of a write leaves a torn last line: it is
 * cut off, so that the entry is made again. Every append reaches the operating system at once and the disk
 * within half a second.
 */
export function openAppendLog<Entry>(path: string, parse: (value: unknown) => Entry): OpenedLog<Entry> {
  const { entries, bytes } = readWhole(path, parse);
  let end = bytes;
  let file: number;
  try {
    file = openSync(path, 'a');
    ftruncateSync(file, bytes);
  } catch (cause) {
    throw refusedWrite(path, cause);
  }
  let timer: NodeJS.Timeout | null = null;
  const sync = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    fsyncSync(file);
  };
  return {
    entries,
    log: {
      append(entry) {
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        try {
          for (let written = 0; written < line.length;) {
            written += writeSync(file, line, written, line.length - written);
          }
          end += line.length;
        } catch (cause) {
          // A disk that fills up takes a part of a line: what is appended once there is room must not stand behind it.
          ftruncateSync(file, end);
          throw refusedWrite(path, cause);
        }
        timer ??= setTimeout(sync, SYNC_MS).unref();
      },
      sync,
      close() {
        sync();
        closeSync(file);
      },
    },
  };
}

/** The entries of a log without opening it for writing; a torn last line is left out. */
export function readAppendLog<Entry>(path: string, parse: (value: unknown) => Entry): readonly Entry[] {
  return readWhole(path, parse).entries;
}

/** Lines up to the first that is not whole: a disk that lost power may hold zeros behind it. */
function readWhole<Entry>(
  path: string,
  parse: (value: unknown) => Entry,
): { entries: Entry[]; bytes: number } {
  if (!existsSync(path)) return { entries: [], bytes: 0 };
  const text = readFileSync(path);
  const entries: Entry[] = [];
  let bytes = 0;
  for (;;) {
    const end = text.indexOf(0x0a, bytes);
    if (end < 0) break;
    try {
      entries.push(parse(JSON.parse(text.toString('utf8', bytes, end))));
    } catch {
      break;
    }
    bytes = end + 1;
  }
  return { entries, bytes };
}

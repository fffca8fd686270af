import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Failure } from '../../core/failure.ts';
import { NOT_JSON } from './python-literal.ts';

/** A small compressed file may unpack to anything; no benchmark or sample file comes near this. */
const maxUnpackedBytes = 4 * 1024 ** 3;
const maxLineChars = 16 * 1024 ** 2;

export type Line = { readonly number: number; readonly text: string };

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path);
  const gunzip = path.endsWith('.gz') || (await beginsLikeGzip(path)) ? createGunzip() : null;
  if (gunzip) source.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  let seen = 0;
  try {
    for await (const chunk of (gunzip ?? source) as AsyncIterable<Buffer>) {
      seen += chunk.length;
      if (seen > maxUnpackedBytes)
        throw new Failure('file-too-large', `${path} unpacks to more than 4 GiB; split it.`);
      yield chunk;
    }
  } catch (error) {
    throw explain(path, error);
  } finally {
    gunzip?.destroy();
    source.destroy();
  }
}

/** A file that was renamed is still what it is. */
async function beginsLikeGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    throw explain(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/**
 * Lines of a UTF-8 text file that are not blank, numbered from 1; a gzip file is unpacked on the way. A byte order mark
 * at its start is no part of it.
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const info = await stat(path).catch(() => null);
  if (!info) throw new Failure('file-missing', `There is no file ${path}.`);
  if (!info.isFile())
    throw new Failure('file-missing', `${path} is not a file; give the path of a .jsonl or .jsonl.gz file.`);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new Failure(
        'file-malformed',
        `${path} is not UTF-8 text (after line ${String(number)}); save it as UTF-8.`,
        { cause },
      );
    }
  };
  for await (const chunk of readChunks(path)) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineChars)
      throw new Failure(
        'line-too-long',
        `Line ${String(number + lines.length + 1)} of ${path} is longer than 16 MiB.`,
      );
    for (const text of lines) {
      number += 1;
      if (text.trim() !== '') yield { number, text };
    }
  }
  rest += decode();
  if (rest.trim() !== '') yield { number: number + 1, text: rest };
}

function explain(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = '', message } = error as { code?: string; message: string };
  if (code.startsWith('Z_')) {
    return new Failure('file-corrupt', `${path} is not a whole gzip file (${message}); download it again.`, {
      cause: error,
    });
  }
  return new Failure('file-unreadable', `${path} cannot be read: ${message}.`, { cause: error });
}

/** The JSON value on one line. */
export const parseLine = (path: string, line: Line): unknown =>
  parseJson(line.text, `Line ${String(line.number)} of ${path}`);

/** A JSON value; NaN and the infinities, which Python writes and no field of ours takes, are null. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    try {
      return JSON.parse(
        text.replace(NOT_JSON, (found) => (found.startsWith('"') ? found : 'null')),
      ) as unknown;
    } catch {
      const reason = printable((error as Error).message);
      throw new Failure('file-malformed', `${where} is not JSON: ${reason}.`, { cause: error });
    }
  }
}

/** JSON's own complaints quote the text, which may hold what a terminal obeys. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '·');

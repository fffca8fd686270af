import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Failure } from '../../core/failure.ts';

/** A small compressed file may unpack to anything; no benchmark or sample file comes near this. */
const maxUnpackedBytes = 4 * 1024 ** 3;
const maxLineChars = 16 * 1024 ** 2;

export type Line = { readonly number: number; readonly text: string };

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path);
  const gunzip = path.endsWith('.gz') ? createGunzip() : null;
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

/** Lines of a UTF-8 text file that are not blank, numbered from 1; one named `.gz` is unpacked on the way. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const info = await stat(path).catch(() => null);
  if (!info) throw new Failure('file-missing', `There is no file ${path}.`);
  if (!info.isFile())
    throw new Failure('file-missing', `${path} is not a file; give the path of a .jsonl or .jsonl.gz file.`);
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  for await (const chunk of readChunks(path)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
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
  rest += decoder.decode();
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
export function parseLine(path: string, line: Line): unknown {
  try {
    return JSON.parse(line.text) as unknown;
  } catch (error) {
    const reason = (error as Error).message;
    throw new Failure('file-malformed', `Line ${String(line.number)} of ${path} is not JSON: ${reason}.`, {
      cause: error,
    });
  }
}

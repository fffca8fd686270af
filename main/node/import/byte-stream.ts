import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import iconv from 'iconv-lite';
import { encodingOf } from './decode-text.ts';
import type { Refused } from './text-rules.ts';
import { compressionOf } from './formats.ts';

const BLOCK_BYTES = 2 ** 20;

/** The bytes of a file, unpacked where it is packed. `onRead` hears of the bytes as they lie on the disk. */
export function byteStream(path: string, onRead: (bytes: number) => void): Readable {
  const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  file.on('data', (chunk) => {
    onRead(chunk.length);
  });
  file.pause();
  const compression = compressionOf(path);
  if (compression === 'none') return file;
  const unpack = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  // An error of the file comes out of the stream that is read; whoever reads it hears of it there.
  return pipeline(file, unpack, () => undefined);
}

export type TextBytes =
  /** ASCII bytes mean themselves, so lines can be cut before anything is decoded. */
  { readonly chunks: AsyncIterable<Buffer>; readonly encoding: string } | { readonly refused: Refused };

/** A file's bytes with the encoding that their beginning shows; UTF-16 and UTF-32 come as UTF-8. */
export async function textBytes(path: string, onRead: (bytes: number) => void): Promise<TextBytes> {
  const stream = byteStream(path, onRead);
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  const head = first.done === true ? Buffer.alloc(0) : first.value;
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield head;
      for (;;) {
        const next = await chunks.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      stream.destroy();
    }
  }
  const encoding = encodingOf(wholeCharacters(head), false);
  if (typeof encoding !== 'string') {
    // Rows are judged one by one: a file of lines may hold one that is broken.
    if (encoding.reason !== 'binary') return { chunks: all(), encoding: 'UTF-8' };
    stream.destroy();
    return { refused: encoding };
  }
  if (!/^UTF-(16|32)/.test(encoding)) {
    return { chunks: encoding === 'UTF-8' ? withoutMark(all()) : all(), encoding };
  }
  return { chunks: transcoded(all(), encoding), encoding };
}

/** Without the last bytes, which may be the beginning of a character. */
function wholeCharacters(bytes: Buffer): Buffer {
  if (bytes.length < BLOCK_BYTES) return bytes;
  const newline = bytes.lastIndexOf(0x0a);
  return newline > 0 ? bytes.subarray(0, newline) : bytes.subarray(0, -4);
}

async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    const marked = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    isFirst = false;
    yield marked ? chunk.subarray(3) : chunk;
  }
}

async function* transcoded(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  for await (const chunk of chunks) yield Buffer.from(decoder.write(chunk));
  yield Buffer.from(decoder.end() ?? '');
}

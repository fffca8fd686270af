import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { publish, removeQuietly } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';

/** Signed formats hold −1−token for a token that is read and not learned, as batches do (core/training/loss.ts). */
const FORMATS = {
  uint16: Uint16Array,
  uint32: Uint32Array,
  int16: Int16Array,
  int32: Int32Array,
} as const;
type Format = keyof typeof FORMATS;

const sidecarSchema = z.object({
  format: z.enum(['uint16', 'uint32', 'int16', 'int32']),
  /** Tokens in all, `<|endoftext|>` after every document included. */
  count: z.number().int().min(0),
  documents: z.number().int().min(0),
  vocabularySize: z.number().int().positive(),
  endOfText: z.number().int().min(0),
  datasetHash: z.string(),
  tokenizerHash: z.string(),
  sha256: z.string(),
});

/** What stands beside the tokens, as `NAME.json`. */
export type TokenFileInfo = z.infer<typeof sidecarSchema>;
export type TokenFileDescription = Pick<
  TokenFileInfo,
  'vocabularySize' | 'endOfText' | 'datasetHash' | 'tokenizerHash'
> & {
  /** Documents may hold −1−token where a token is to be read and not learned. */
  readonly mayIgnore?: boolean;
};

function formatFor(vocabularySize: number, signed: boolean): Format {
  if (signed) return vocabularySize <= 2 ** 15 ? 'int16' : 'int32';
  return vocabularySize <= 2 ** 16 ? 'uint16' : 'uint32';
}

const sidecarOf = (path: string): string => `${path}.json`;
const FLUSH_TOKENS = 1 << 18;

/**
 * Writes documents end to end, `endOfText` after each, as flat little-endian integers of the narrowest width
 * that the vocabulary fits. The sidecar is renamed into place last, so a file with a sidecar is whole.
 */
export async function writeTokenFile(
  path: string,
  documents: AsyncIterable<ArrayLike<number>> | Iterable<ArrayLike<number>>,
  { mayIgnore = false, ...description }: TokenFileDescription,
): Promise<TokenFileInfo> {
  const format = formatFor(description.vocabularySize, mayIgnore);
  const buffer = new FORMATS[format](FLUSH_TOKENS);
  const hash = createHash('sha256');
  const mark = `.partial-${randomBytes(4).toString('hex')}`;
  let count = 0;
  let documentCount = 0;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path + mark, 'w');
    try {
      let used = 0;
      const drain = async () => {
        const bytes = new Uint8Array(buffer.buffer, 0, used * buffer.BYTES_PER_ELEMENT);
        hash.update(bytes);
        await handle.writeFile(bytes);
        used = 0;
      };
      for await (const ids of documents) {
        for (let index = 0; index <= ids.length; index++) {
          const id = index < ids.length ? ids[index]! : description.endOfText;
          const token = id < 0 && mayIgnore ? -1 - id : id;
          if (token < 0 || token >= description.vocabularySize) {
            throw new Failure(
              'token-range',
              `Token ${id} is outside the vocabulary of ${description.vocabularySize}; encode with the tokenizer that the file names.`,
            );
          }
          buffer[used++] = id;
          if (used === buffer.length) await drain();
        }
        count += ids.length + 1;
        documentCount++;
      }
      await drain();
      await handle.sync();
    } finally {
      await handle.close();
    }
    const info = {
      format,
      count,
      documents: documentCount,
      ...description,
      sha256: hash.digest('hex'),
    } as const;
    await writeFile(sidecarOf(path) + mark, `${JSON.stringify(info, null, 2)}\n`, { flush: true });
    await publish(path + mark, path);
    await publish(sidecarOf(path) + mark, sidecarOf(path));
    return info;
  } catch (error) {
    await removeQuietly(path + mark);
    await removeQuietly(sidecarOf(path) + mark);
    throw refusedWrite(path, error);
  }
}

/**
 * Windows of a token file by positional reads of exactly the bytes asked for. The system keeps what was read in its
 * page cache and drops it when it likes, as with a mapped file; the process holds one window, however long the file.
 */
export class TokenFile {
  readonly info: TokenFileInfo;
  private readonly descriptor: number;
  /** The latest window as it is stored; grown to the largest there was. */
  private stored: InstanceType<(typeof FORMATS)[Format]>;

  constructor(descriptor: number, info: TokenFileInfo) {
    this.descriptor = descriptor;
    this.info = info;
    this.stored = new FORMATS[info.format](0);
  }

  get count(): number {
    return this.info.count;
  }

  /** `count` ids from `offset`, both in tokens; −1−token where a token is not to be learned. */
  read(offset: number, count: number): Int32Array {
    const target = new Int32Array(count);
    this.readInto(offset, target);
    return target;
  }

  /** `read` into an array that is there already. */
  readInto(offset: number, target: Int32Array): void {
    const count = target.length;
    if (offset < 0 || offset + count > this.count) {
      throw new Failure(
        'token-window',
        `Tokens ${offset} to ${offset + count} are not all in a file of ${this.count}; choose a shorter context or more data.`,
      );
    }
    if (this.stored.length < count) this.stored = new FORMATS[this.info.format](count);
    const width = this.stored.BYTES_PER_ELEMENT;
    const bytes = new Uint8Array(this.stored.buffer, 0, count * width);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.descriptor, bytes, done, bytes.length - done, offset * width + done);
      if (read === 0)
        throw new Failure('token-file', 'The token file was cut short while it was open; make it again.');
      done += read;
    }
    target.set(this.stored.subarray(0, count));
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** @throws Failure `token-file` where tokens and sidecar are not both there and of one length. */
export function openTokenFile(path: string): TokenFile {
  const refuse = (why: string, cause?: unknown) =>
    new Failure('token-file', `The token file ${path} cannot be used (${why}); make it again.`, { cause });
  let info: TokenFileInfo;
  let size: number;
  try {
    info = sidecarSchema.parse(JSON.parse(readFileSync(sidecarOf(path), 'utf8')));
    size = statSync(path).size;
  } catch (cause) {
    throw refuse('it or its description is missing or damaged', cause);
  }
  const expected = info.count * FORMATS[info.format].BYTES_PER_ELEMENT;
  if (size !== expected) throw refuse(`${size} bytes, where its description says ${expected}`);
  return new TokenFile(openSync(path, 'r'), info);
}

/** Reading and writing safetensors files: positional reads, streaming writes, nothing trusted before it is checked. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../../core/failure.ts';
import type { TensorSource } from '../../core/training/compiled-steps.ts';
import { refusedWrite } from '../files/refused-write.ts';
import { encodeHeader, headerLength, parseHeader } from './safetensors-header.ts';
import type { SafetensorsHeader, TensorEntry } from './safetensors-header.ts';

export type NamedTensor = {
  readonly name: string;
  readonly shape: readonly number[];
  /** Values, or how to get them when their turn comes: a large model is never held as a whole. */
  readonly data: TensorSource;
};

export type WrittenFile = { readonly bytes: number; readonly sha256: string };

/** Most bytes of one call: Node refuses reads, writes and hash updates of 2 GiB and more. */
const CALL_BYTES = 2 ** 30;

export type WriteOptions = {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly callBytes?: number;
};

/**
 * Writes F32 tensors in the order given, one at a time, and flushes them to the disk. The caller makes the write
 * atomic by writing inside a folder that is renamed when it is whole.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly NamedTensor[],
  { metadata = { format: 'pt' }, callBytes = CALL_BYTES }: WriteOptions = {},
): Promise<WrittenFile> {
  for (const tensor of tensors) if (typeof tensor.data !== 'function') requireSize(tensor, tensor.data);
  const hash = createHash('sha256');
  let bytes = 0;
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'w');
    for await (const part of parts(tensors, metadata)) {
      for (let start = 0; start < part.byteLength; start += callBytes) {
        const chunk = part.subarray(start, start + callBytes);
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      bytes += part.byteLength;
    }
    await file.sync();
  } catch (cause) {
    throw refusedWrite(path, cause);
  } finally {
    await file?.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* parts(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  yield encodeHeader(tensors, metadata);
  for (const tensor of tensors) {
    const data = typeof tensor.data === 'function' ? await tensor.data() : tensor.data;
    requireSize(tensor, data);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

function requireSize({ name, shape }: NamedTensor, data: Float32Array): void {
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (size === data.length) return;
  throw new Failure(
    'bad-tensor',
    `Tensor ${name} of shape [${shape.join(', ')}] cannot hold ${String(data.length)} values.`,
  );
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let done = 0;
  while (done < chunk.byteLength) {
    const { bytesWritten } = await file.write(chunk, done, chunk.byteLength - done);
    done += bytesWritten;
  }
}

/** An open safetensors file. `readFloats` widens F16 and BF16; whole-number tensors are refused. */
export interface SafetensorsFile {
  readonly path: string;
  readonly header: SafetensorsHeader;
  find(name: string): TensorEntry | undefined;
  readFloats(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens a file and checks its header; see `safetensors-header.ts` for what is refused. */
export async function openSafetensors(
  path: string,
  { callBytes = CALL_BYTES }: { readonly callBytes?: number } = {},
): Promise<SafetensorsFile> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw new Failure(
      'missing-weights',
      `The weights ${path} cannot be opened; check the path and its permissions.`,
      { cause },
    );
  }
  try {
    const { size } = await file.stat();
    const length = headerLength(await readBytes(file, 0, Math.min(8, size), path), size, path);
    const header = parseHeader(await readBytes(file, 8, length, path), size, path);
    const byName = new Map(header.entries.map((entry) => [entry.name, entry]));
    return {
      path,
      header,
      find: (name) => byName.get(name),
      readFloats: async (name) => {
        const entry = byName.get(name);
        if (entry === undefined) {
          throw new Failure(
            'missing-tensor',
            `${path} has no tensor ${JSON.stringify(name)}; it belongs to another kind of model.`,
          );
        }
        return toFloats(entry, await readBytes(file, entry.offset, entry.byteLength, path, callBytes), path);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readBytes(
  file: FileHandle,
  offset: number,
  length: number,
  path: string,
  callBytes = CALL_BYTES,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(callBytes, length - done), offset + done);
    if (bytesRead === 0) {
      throw new Failure(
        'bad-safetensors',
        `${path} ended ${String(length - done)} bytes early while it was read.`,
      );
    }
    done += bytesRead;
  }
  return bytes;
}

function toFloats(entry: TensorEntry, bytes: Uint8Array, path: string): Float32Array {
  switch (entry.dtype) {
    case 'F32':
      return new Float32Array(bytes.buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(bytes.buffer));
    case 'BF16': {
      // A bfloat16 is the upper half of a float32.
      const halves = new Uint16Array(bytes.buffer);
      const words = new Uint32Array(halves.length);
      for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16;
      return new Float32Array(words.buffer);
    }
    case 'F16':
      return widenHalves(new Uint16Array(bytes.buffer));
    default:
      throw new Failure(
        'bad-tensor',
        `Tensor ${entry.name} in ${path} holds ${entry.dtype}; weights are F32, F16 or BF16.`,
      );
  }
}

/** IEEE 754 binary16 to binary32, exact for every value. */
function widenHalves(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    values[i] =
      exponent === 31
        ? fraction === 0
          ? sign * Infinity
          : NaN
        : sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  }
  return values;
}

/**
 * The header of a safetensors file (huggingface/safetensors, format of version 0.4): eight bytes of
 * little-endian header length, that many bytes of JSON, then the tensors' bytes without gaps.
 * A header is input from outside: everything that a reader relies on is checked before a byte of data is touched.
 */
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';

/** The format's own bound on its header. */
export const HEADER_LIMIT_BYTES = 100_000_000;

const BITS = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  I64: 64,
  I32: 32,
  I16: 16,
  I8: 8,
  U8: 8,
  BOOL: 8,
} as const;

export type SafetensorsDtype = keyof typeof BITS;

export type TensorEntry = {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** First byte, counted from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
};

export type SafetensorsHeader = {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes in the file. */
  readonly entries: readonly TensorEntry[];
};

const axis = z.number().int().nonnegative().safe();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(axis).max(16),
  data_offsets: z.tuple([axis, axis]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

function refuse(label: string, why: string): Failure {
  return new Failure(
    'bad-safetensors',
    `${label} is not a valid safetensors file: ${why}. Copy or download it again.`,
  );
}

/** The header's length in bytes as the file's first eight bytes give it; refused when no honest file could have it. */
export function headerLength(prefix: Uint8Array, fileBytes: number, label: string): number {
  if (prefix.byteLength < 8) throw refuse(label, `it ends after ${String(prefix.byteLength)} bytes`);
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT_BYTES)) {
    throw refuse(label, `its header claims ${String(length)} bytes, over the format's limit of 100 MB`);
  }
  if (length + 8n > BigInt(fileBytes)) {
    throw refuse(label, `its header claims ${String(length)} bytes but the file has ${String(fileBytes)}`);
  }
  if (length < 2n) throw refuse(label, 'its header is empty');
  return Number(length);
}

/**
 * Reads and checks the JSON of a header: known dtypes, byte counts that agree with the shapes, offsets that
 * cover the rest of the file exactly once, without gap or overlap.
 */
export function parseHeader(json: Uint8Array, fileBytes: number, label: string): SafetensorsHeader {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw refuse(label, 'its header is not JSON');
  }
  const header = headerSchema.safeParse(raw);
  if (!header.success) throw refuse(label, 'its header is not a JSON object');
  const dataStart = 8 + json.byteLength;
  let metadata: Record<string, string> = {};
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header.data)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw refuse(label, 'its metadata is not a table of texts');
      metadata = parsed.data;
      continue;
    }
    entries.push(parseEntry(name, value, dataStart, label));
  }
  entries.sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  let end = dataStart;
  for (const entry of entries) {
    if (entry.offset !== end) {
      const fault = entry.offset < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw refuse(label, `tensor ${JSON.stringify(entry.name)} ${fault}`);
    }
    end += entry.byteLength;
  }
  if (end !== fileBytes) {
    throw refuse(label, `its tensors need ${String(end)} bytes but the file has ${String(fileBytes)}`);
  }
  return { metadata, entries };
}

function parseEntry(name: string, value: unknown, dataStart: number, label: string): TensorEntry {
  const quoted = JSON.stringify(name.slice(0, 80));
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw refuse(label, `tensor ${quoted} has no usable dtype, shape and offsets`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!Object.hasOwn(BITS, dtype)) {
    throw refuse(
      label,
      `tensor ${quoted} has dtype ${JSON.stringify(dtype.slice(0, 20))}, which is not known here`,
    );
  }
  const known = dtype as SafetensorsDtype;
  const byteLength = shape.reduce((product, size) => product * size, BITS[known] / 8);
  if (!Number.isSafeInteger(byteLength) || offsets[1] - offsets[0] !== byteLength) {
    const stated = String(offsets[1] - offsets[0]);
    throw refuse(label, `tensor ${quoted} of ${dtype} [${shape.join(', ')}] cannot be ${stated} bytes`);
  }
  return { name, dtype: known, shape, offset: dataStart + offsets[0], byteLength };
}

/** The bytes before the data of a file that holds `tensors` as F32, in the order given; same input, same bytes. */
export function encodeHeader(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape } of tensors) {
    const bytes = shape.reduce((product, size) => product * size, 4);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = JSON.stringify(header);
  const unpadded = new TextEncoder().encode(text);
  // Readers map the file, so the data starts at a multiple of eight; the format pads with spaces.
  const length = Math.ceil(unpadded.byteLength / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(unpadded, 8);
  return bytes;
}

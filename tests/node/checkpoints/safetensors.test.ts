import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeHeader,
  HEADER_LIMIT_BYTES,
  headerLength,
  parseHeader,
} from '../../../main/node/checkpoints/safetensors-header.ts';
import { openSafetensors, writeSafetensors } from '../../../main/node/checkpoints/safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-safetensors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file with this header and `dataBytes` zeros after it. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const parse = (header: unknown, dataBytes: number) => {
  const file = fileOf(header, dataBytes);
  return parseHeader(file.subarray(8, file.length - dataBytes), file.length, 'x.safetensors');
};

describe('safetensors', () => {
  it('gives back every bit of what was written, whatever the shapes and names', async () => {
    const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        data: fc
          .array(fc.float(), {
            minLength: shape.reduce((n, s) => n * s, 1),
            maxLength: shape.reduce((n, s) => n * s, 1),
          })
          .map((values) => Float32Array.from(values)),
      }),
    );
    const path = join(folder, 'round.safetensors');
    await fc.assert(
      fc.asyncProperty(
        fc.array(tensor, { maxLength: 5 }),
        fc.uniqueArray(
          fc.string().filter((name) => !/^(__metadata__|__proto__|\d+)$/.test(name)),
          { minLength: 5, maxLength: 5 },
        ),
        async (tensors, names) => {
          const named = tensors.map((one, index) => ({ name: names[index]!, ...one }));
          await writeSafetensors(path, named);
          const file = await openSafetensors(path);
          try {
            expect(file.header.entries.length).toBe(named.length);
            for (const { name, shape, data } of named) {
              expect(file.find(name)?.shape).toEqual(shape);
              expect(new Uint8Array((await file.readFloats(name)).buffer)).toEqual(
                new Uint8Array(data.buffer),
              );
            }
          } finally {
            await file.close();
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('starts the data at a multiple of eight bytes', async () => {
    for (const name of ['a', 'ab', 'abc', 'abcd', 'é']) {
      await writeSafetensors(join(folder, 'align.safetensors'), [
        { name, shape: [1], data: Float32Array.of(1) },
      ]);
      const file = await openSafetensors(join(folder, 'align.safetensors'));
      expect(file.header.entries[0]!.offset % 8).toBe(0);
      await file.close();
    }
  });

  it('widens F16 and BF16 exactly', async () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x8000);
    const brains = Uint16Array.of(0x3f80, 0xc000);
    const header = {
      half: { dtype: 'F16', shape: [6], data_offsets: [0, 12] },
      brain: { dtype: 'BF16', shape: [2], data_offsets: [12, 16] },
    };
    const bytes = fileOf(header, 16);
    bytes.set(new Uint8Array(halves.buffer), bytes.length - 16);
    bytes.set(new Uint8Array(brains.buffer), bytes.length - 4);
    await writeFile(join(folder, 'half.safetensors'), bytes);
    const file = await openSafetensors(join(folder, 'half.safetensors'));
    expect([...(await file.readFloats('half'))]).toEqual([1, -2, 2 ** -24, 65504, Infinity, -0]);
    expect([...(await file.readFloats('brain'))]).toEqual([1, -2]);
    await file.close();
  });

  it('refuses a header over the limit or longer than the file before reading it', () => {
    const prefix = (length: bigint) => {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, length, true);
      return bytes;
    };
    expect(() => headerLength(prefix(BigInt(HEADER_LIMIT_BYTES) + 1n), 1e12, 'x')).toThrow(/limit of 100 MB/);
    expect(() => headerLength(prefix(2n ** 64n - 1n), 1e12, 'x')).toThrow(/limit/);
    expect(() => headerLength(prefix(100n), 107, 'x')).toThrow(/claims 100 bytes but the file has 107/);
    expect(() => headerLength(new Uint8Array(3), 3, 'x')).toThrow(/ends after 3 bytes/);
    expect(() => headerLength(prefix(0n), 8, 'x')).toThrow(/empty/);
  });

  const one = (dtype: string, shape: unknown, offsets: unknown) => ({
    t: { dtype, shape, data_offsets: offsets },
  });
  it.each([
    ['not JSON', '{"t":', 0, /not JSON/],
    ['an array', '[]', 0, /not a JSON object/],
    ['an unknown dtype', one('F4', [2], [0, 1]), 1, /dtype "F4"/],
    ['a dtype that is a property of every object', one('constructor', [2], [0, 8]), 8, /dtype "constructor"/],
    ['a negative axis', one('F32', [-1], [0, 4]), 4, /no usable/],
    ['a fractional axis', one('F32', [1.5], [0, 6]), 6, /no usable/],
    ['a size that overflows', one('F32', [2 ** 50, 2 ** 50], [0, 8]), 8, /cannot be 8 bytes/],
    ['offsets that disagree with the shape', one('F32', [2], [0, 4]), 4, /cannot be 4 bytes/],
    ['offsets that run backwards', one('F32', [0], [4, 0]), 4, /cannot be -4 bytes/],
    ['data beyond the end', one('F32', [2], [0, 8]), 4, /need \d+ bytes but the file has/],
    ['data left over', one('F32', [1], [0, 4]), 8, /need \d+ bytes but the file has/],
    ['a gap', one('F32', [1], [4, 8]), 8, /gap/],
    [
      'an overlap',
      {
        a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      },
      8,
      /overlaps/,
    ],
    ['metadata that is no text', { __metadata__: { a: 1 } }, 0, /metadata/],
  ])('refuses %s in one sentence', (_, header, dataBytes, message) => {
    expect(() => parse(header, dataBytes)).toThrow(message);
  });

  it('says plainly when a tensor is missing or the path is wrong', async () => {
    await writeSafetensors(join(folder, 'small.safetensors'), [
      { name: 'a', shape: [], data: Float32Array.of(1) },
    ]);
    const file = await openSafetensors(join(folder, 'small.safetensors'));
    await expect(file.readFloats('b')).rejects.toThrow(/has no tensor "b"/);
    await file.close();
    await expect(openSafetensors(join(folder, 'none.safetensors'))).rejects.toThrow(/cannot be opened/);
  });

  it.runIf(process.platform === 'linux')('says that the disk is full', async () => {
    const write = writeSafetensors('/dev/full', [{ name: 'a', shape: [4], data: new Float32Array(4) }]);
    await expect(write).rejects.toThrow(
      /the disk is full; free some space and resume\. What was finished is whole/,
    );
  });

  it('writes and reads in calls of limited size, as files beyond 2 GiB need', async () => {
    const data = Float32Array.from({ length: 1000 }, (_, at) => Math.sin(at));
    const tensors = [
      { name: 'now', shape: [10, 100], data },
      { name: 'later', shape: [500], data: () => Promise.resolve(data.slice(500)) },
    ];
    const [whole, pieces] = [join(folder, 'whole.safetensors'), join(folder, 'pieces.safetensors')];
    const written = await writeSafetensors(whole, tensors);
    expect(await writeSafetensors(pieces, tensors, { callBytes: 7 })).toEqual(written);
    expect((await readFile(pieces)).equals(await readFile(whole))).toBe(true);
    const file = await openSafetensors(pieces, { callBytes: 11 });
    expect(await file.readFloats('now')).toEqual(data);
    expect(await file.readFloats('later')).toEqual(data.slice(500));
    await file.close();
  });

  it('states sizes and offsets beyond 4 GiB exactly', () => {
    const tensors = ['first', 'second'].map((name) => ({ name, shape: [51_200, 40_000] }));
    const bytes = 4 * 51_200 * 40_000;
    const header = encodeHeader(tensors, {});
    const { entries } = parseHeader(header.subarray(8), header.byteLength + 2 * bytes, 'large');
    expect(entries.map(({ byteLength }) => byteLength)).toEqual([bytes, bytes]);
    expect(entries[1]!.offset).toBe(header.byteLength + bytes);
  });

  it('refuses a tensor whose data does not fill its shape', async () => {
    const write = writeSafetensors(join(folder, 'bad.safetensors'), [
      { name: 'a', shape: [3], data: new Float32Array(2) },
    ]);
    await expect(write).rejects.toThrow(/cannot hold 2 values/);
  });
});

import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTokenFile, writeTokenFile } from '../../../main/node/datasets/token-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = temporaryFolder();
let made = 0;
const fresh = (): string => join(root, `tokens-${made++}`, 'train.bin');
const about = { endOfText: 0, datasetHash: 'd', tokenizerHash: 't' };

test.each([
  [1024, 'uint16', 2],
  [65_536, 'uint16', 2],
  [65_537, 'uint32', 4],
])('a vocabulary of %i is stored as %s', async (vocabularySize, format, width) => {
  const path = fresh();
  const documents = [[1, vocabularySize - 1], Int32Array.of(3)];
  const info = await writeTokenFile(path, documents, { ...about, vocabularySize });
  expect(info).toMatchObject({ format, count: 5, documents: 2 });
  expect(readFileSync(path)).toHaveLength(5 * width);
  const file = openTokenFile(path);
  expect([...file.read(0, 5)]).toEqual([1, vocabularySize - 1, 0, 3, 0]);
  expect([...file.read(2, 2)]).toEqual([0, 3]);
  expect(() => file.read(3, 3)).toThrow('Tokens 3 to 6 are not all in a file of 5');
  file.close();
});

test.each([
  [1024, 'int16', 2],
  [32_769, 'int32', 4],
])(
  'tokens that are not to be learned survive in a vocabulary of %i as %s',
  async (vocabularySize, format, width) => {
    const path = fresh();
    const ignored = -1 - (vocabularySize - 1);
    const info = await writeTokenFile(path, [[ignored, -1, 5]], {
      ...about,
      vocabularySize,
      mayIgnore: true,
    });
    expect(info).toMatchObject({ format, count: 4 });
    expect(readFileSync(path)).toHaveLength(4 * width);
    const file = openTokenFile(path);
    expect([...file.read(0, 4)]).toEqual([ignored, -1, 5, 0]);
    file.close();
    await expect(
      writeTokenFile(fresh(), [[ignored - 1]], { ...about, vocabularySize, mayIgnore: true }),
    ).rejects.toThrow(`outside the vocabulary of ${vocabularySize}`);
    await expect(writeTokenFile(fresh(), [[-1]], { ...about, vocabularySize })).rejects.toThrow(
      'Token -1 is',
    );
  },
);

test('any window equals that part of the documents end to end', async () => {
  const documents = Array.from({ length: 700 }, (_, index) =>
    Int32Array.from({ length: index }, (_, at) => (at * 7) % 900),
  );
  const flat = documents.flatMap((ids) => [...ids, 0]);
  const path = fresh();
  await writeTokenFile(path, documents, { ...about, vocabularySize: 1000 });
  const file = openTokenFile(path);
  expect(file.count).toBe(flat.length);
  fc.assert(
    fc.property(fc.nat(flat.length - 300), fc.nat(300), (offset, count) => {
      expect([...file.read(offset, count)]).toEqual(flat.slice(offset, offset + count));
    }),
  );
  file.close();
});

test('a token beyond the vocabulary is refused and leaves no file', async () => {
  const path = fresh();
  await expect(writeTokenFile(path, [[1, 500]], { ...about, vocabularySize: 500 })).rejects.toThrow(
    'Token 500 is outside the vocabulary of 500',
  );
  expect(existsSync(path)).toBe(false);
});

test('a file that was cut, or lost its description, is refused', async () => {
  const path = fresh();
  await writeTokenFile(path, [[1, 2, 3]], { ...about, vocabularySize: 500 });
  truncateSync(path, 6);
  expect(() => openTokenFile(path)).toThrow(/6 bytes, where its description says 8/);
  writeFileSync(`${path}.json`, '{');
  expect(() => openTokenFile(path)).toThrow(/its description is missing or damaged/);
});

test.runIf(process.platform === 'linux')(
  'a file of 10 GB is read at any place, and memory stays flat',
  async () => {
    const path = fresh();
    const info = await writeTokenFile(path, [[1, 2, 3]], { ...about, vocabularySize: 60_000 });
    const count = 5e9;
    // Sparse: 10 GB to read and next to nothing on the disk.
    truncateSync(path, 2 * count);
    writeFileSync(`${path}.json`, JSON.stringify({ ...info, count }));
    expect(statSync(path).size).toBe(1e10);
    const file = openTokenFile(path);
    const window = new Int32Array(1025);
    const read = (windows: number): void => {
      for (let index = 0; index < windows; index++) {
        file.readInto(Math.floor((index * (count - window.length)) / (windows - 1)), window);
      }
    };
    file.readInto(0, window);
    expect([...window.subarray(0, 5)]).toEqual([1, 2, 3, 0, 0]);
    expect(() => {
      file.readInto(count - 1024, window);
    }).toThrow('not all in a file of 5000000000');
    read(2000);
    const before = process.memoryUsage();
    read(20_000);
    const after = process.memoryUsage();
    // 41 MB were read; had any of it been kept, it would show.
    expect(after.rss - before.rss).toBeLessThan(20e6);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(5e6);
    file.close();
  },
);

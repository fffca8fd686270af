import { readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScoredRecord } from '../../../main/node/datasets/manifest.ts';
import {
  listDatasets,
  openDataset,
  removePartialDatasets,
} from '../../../main/node/datasets/open-dataset.ts';
import { readRecords, readTexts } from '../../../main/node/datasets/read-records.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = temporaryFolder();
let made = 0;
const fresh = (): string => join(root, `dataset-${made++}`);

const description = {
  name: 'raw',
  operation: 'import',
  parameters: { seed: 1 },
  parents: [],
  scoreColumns: ['quality', 'label'],
} as const;

function record(index: number, more: Partial<ScoredRecord> = {}): ScoredRecord {
  return {
    id: `r${index}`,
    text: `x = ${index}\n`,
    kind: 'code',
    source: `a/${index}.py`,
    meta: { index },
    ...more,
  };
}
const records = Array.from({ length: 100 }, (_, index) =>
  record(index, { scores: { quality: index / 100, label: index % 3 === 0 ? null : 4 } }),
);

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('records come back as they went in, in order', async () => {
  const folder = fresh();
  const manifest = await writeDataset(folder, description, records);
  expect(manifest).toMatchObject({ records: 100, kind: 'code', scores: ['quality', 'label'] });
  const dataset = await openDataset(folder);
  expect(dataset.manifest).toEqual(manifest);
  expect(await all(readRecords(dataset))).toEqual(records);
  expect(await all(readTexts(dataset))).toEqual(records.map(({ text }) => text));
});

test('any text survives, with its license, meta and decision', async () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      const strange = values.map((text, index) =>
        record(index, { text, license: 'PSF-2.0', meta: { tags: [text], on: true, text }, decision: text }),
      );
      const folder = fresh();
      await writeDataset(folder, { ...description, scoreColumns: [] }, strange);
      expect(await all(readRecords(await openDataset(folder)))).toEqual(strange);
    }),
    { numRuns: 15 },
  );
});

test('the same records give the same hash and the same bytes; anything else gives another', async () => {
  const [one, two, other, later, changed] = await Promise.all([
    writeDataset(fresh(), description, records),
    writeDataset(fresh(), description, records),
    writeDataset(fresh(), { ...description, parameters: { seed: 2 } }, records),
    writeDataset(fresh(), { ...description, parents: [`${'0'.repeat(63)}1`] }, records),
    writeDataset(fresh(), description, [...records.slice(1), record(100)]),
  ]);
  expect(two.hash).toBe(one.hash);
  expect(two.shards).toEqual(one.shards);
  expect(new Set([one, other, later, changed].map(({ hash }) => hash)).size).toBe(4);
});

test('many records are spread over shards and stay in order', async () => {
  const folder = fresh();
  const count = 120_000;
  function* many() {
    for (let index = 0; index < count; index++) yield record(index);
  }
  const manifest = await writeDataset(folder, { ...description, scoreColumns: [] }, many());
  expect(manifest.shards.map((shard) => shard.records)).toEqual([50_000, 50_000, 20_000]);
  let next = 0;
  for await (const { id } of readRecords(await openDataset(folder))) expect(id).toBe(`r${next++}`);
  expect(next).toBe(count);
});

test('an empty dataset is a dataset', async () => {
  const folder = fresh();
  expect(await writeDataset(folder, description, [])).toMatchObject({ records: 0, bytes: 0, kind: 'mixed' });
  expect(await all(readRecords(await openDataset(folder)))).toEqual([]);
});

test('a source that fails leaves nothing behind', async () => {
  const folder = fresh();
  async function* broken() {
    yield record(0);
    await Promise.resolve();
    throw new Error('the teacher hung up');
  }
  await expect(writeDataset(folder, description, broken())).rejects.toThrow('the teacher hung up');
  expect(readdirSync(root).filter((name) => folder.endsWith(name) || name.includes('.partial-'))).toEqual([]);
});

test('a folder that cannot be written is refused in one sentence', async () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await expect(writeDataset(join(file, 'data'), description, records)).rejects.toThrow(
    `${join(file, 'data')} cannot be written: a part of its path is a file; choose another folder.`,
  );
});

test('an existing folder is never overwritten', async () => {
  const folder = fresh();
  await writeDataset(folder, description, records);
  await expect(writeDataset(folder, description, records)).rejects.toThrow(/There is already something at/);
});

test('two records with one id are refused', async () => {
  await expect(writeDataset(fresh(), description, [record(1), record(1)])).rejects.toThrow(
    'Two records have the id r1; ids must be unique within a dataset.',
  );
});

test.each<[string, (path: string) => void, RegExp]>([
  [
    'changed',
    (path) => flipByte(path),
    /shard-00000\.parquet .* damaged \(its content is not what was written\); make the dataset again/,
  ],
  ['cut short', (path) => truncateSync(path, 100), /damaged \(100 bytes, where its manifest says \d+\)/],
  ['missing', (path) => rmSync(path), /damaged \(the file is missing\)/],
])('a shard that is %s is named', async (_, damage, message) => {
  const folder = fresh();
  await writeDataset(folder, description, records);
  damage(join(folder, 'shard-00000.parquet'));
  await expect(openDataset(folder)).rejects.toThrow(message);
});

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

test('a manifest that was edited is refused', async () => {
  const folder = fresh();
  await writeDataset(folder, description, records);
  const path = join(folder, 'manifest.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"seed": 1', '"seed": 2'));
  await expect(openDataset(folder)).rejects.toThrow(/its hash is not that of its content/);
  writeFileSync(path, text.slice(0, 50));
  await expect(openDataset(folder)).rejects.toThrow(/damaged manifest\.json \(not JSON\)/);
  rmSync(path);
  await expect(openDataset(folder)).rejects.toThrow(/There is no dataset at/);
});

test('half-written datasets are not listed, and can be cleared', async () => {
  const under = fresh();
  await writeDataset(join(under, 'one'), description, records);
  await writeDataset(join(under, 'two.partial-0a0b0c0d'), description, records);
  expect((await listDatasets(under)).map(({ folder }) => folder)).toEqual([join(under, 'one')]);
  await removePartialDatasets(under);
  expect(readdirSync(under)).toEqual(['one']);
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FEATURE_NAMES } from '../../../main/core/corpus/feature-names.ts';
import { features } from '../../../main/core/corpus/features.ts';
import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import { measureOnce } from '../../../main/node/corpus/measure-features.ts';
import { featureRows } from '../../../main/node/corpus/quality-features.ts';
import { openDataset } from '../../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { parse } from '../../core/corpus/python.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const root = temporaryFolder();
const width = FEATURE_NAMES.length;

async function datasetOf(name: string, count: number, textOf: (at: number) => string) {
  const records = Array.from({ length: count }, (_, at): CorpusRecord => ({
    id: `r${String(at)}`,
    text: textOf(at),
    kind: 'code',
    source: 'test',
    meta: {},
  }));
  const description = { name, operation: 'import', parameters: {}, parents: [] };
  await writeDataset(join(root, name), description, records);
  return openDataset(join(root, name));
}

it('what was measured before a stop is not measured again', async () => {
  const textOf = (at: number): string => `def f(x):\n    return x + ${'1 + '.repeat(at % 5)}${String(at)}\n`;
  const dataset = await datasetOf('many', 1030, textOf);
  const cache = join(root, 'cache');
  const stop = new AbortController();
  const stopped = measureOnce(dataset, {
    cache,
    signal: stop.signal,
    onProgress: (done) => {
      if (done === 1025) stop.abort(new Error('enough'));
    },
  });
  await expect(stopped).rejects.toThrow('enough');
  const [folder] = readdirSync(cache);
  expect(readdirSync(join(cache, folder!))).toEqual(['vectors-000000.f64']);

  const told: number[] = [];
  const go = { cache, signal: new AbortController().signal, onProgress: (done: number) => told.push(done) };
  const kept = await measureOnce(dataset, go);
  expect(told).toEqual([1025, 1026, 1027, 1028, 1029, 1030]);
  for (const at of [0, 3, 1023, 1024, 1029]) {
    expect(await kept.rows(at, 1), String(at)).toEqual(features(parse(textOf(at))));
  }
  told.length = 0;
  expect((await measureOnce(dataset, go)).isWhole).toBe(true);
  expect(told).toEqual([]);
  expect((await kept.all()).length).toBe(1030 * width);
});

it('of much text features are kept, and are the same as measured on the way', async () => {
  const textOf = (at: number): string =>
    `def g(values):\n    """${'Long. '.repeat(120_000)}"""\n    return ${String(at)}\n`;
  const dataset = await datasetOf('long', 7, textOf);
  const cache = join(root, 'long-cache');
  const signal = new AbortController().signal;
  const wanted = (place: number): boolean => place % 3 === 1;
  const rows: [number, Float64Array][] = [];
  for await (const { place, vector } of featureRows(dataset, { kind: 'syntax' }, { signal, cache }, wanted))
    rows.push([place, vector]);
  expect(readdirSync(cache)).toHaveLength(1);
  expect(rows).toEqual([1, 4].map((place) => [place, features(parse(textOf(place)))]));
});

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ScoredRecord } from '../../../main/node/datasets/manifest.ts';
import type { Dataset } from '../../../main/node/datasets/open-dataset.ts';
import { openDataset, summarise } from '../../../main/node/datasets/open-dataset.ts';
import { histogram, topValues } from '../../../main/node/inspect/column-summary.ts';
import { columnsOf } from '../../../main/node/inspect/columns.ts';
import { getRecord, queryPage } from '../../../main/node/inspect/page.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import type {
  DatasetPage,
  DatasetRecord,
  DatasetColumn,
  DatasetSummary,
  Histogram,
  TopValues,
} from '../../../preload/contract/datasets.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const root = temporaryFolder();
let dataset: Dataset;

beforeAll(async () => {
  const records = Array.from({ length: 90 }, (_, index): ScoredRecord => ({
    id: `r${index}`,
    text: `line one of ${index}\n`.repeat(1 + (index % 10)) + (index === 41 ? "It's a NEEDLE 100%_x" : ''),
    kind: 'exercise',
    source: index === 7 ? 'needle.py' : 'hay.py',
    meta: { index },
    scores: { quality: index / 89, label: index % 2 === 0 ? null : 1 + (index % 5) },
    ...(index === 41 ? { decision: 'kept' } : {}),
  }));
  const description = {
    name: 'scored',
    operation: 'filter',
    parameters: {},
    parents: [],
    scoreColumns: ['quality', 'label'],
  };
  await writeDataset(join(root, 'scored'), description, records);
  dataset = await openDataset(join(root, 'scored'));
});

const ids = (page: DatasetPage): string[] => page.rows.map((row) => row.id);

test('a page is the asked part of the whole, in order', async () => {
  const page: DatasetPage = await queryPage(dataset, { offset: 10, limit: 3, query: '' });
  expect(ids(page)).toEqual(['r10', 'r11', 'r12']);
  expect(page.total).toBe(90);
  expect(page.rows[1]).toMatchObject({
    kind: 'exercise',
    source: 'hay.py',
    scores: { quality: 11 / 89, label: 2 },
  });
  expect(page.rows[0]!.scores['label']).toBeNull();
  const long = (await queryPage(dataset, { offset: 9, limit: 1 })).rows[0]!;
  expect(long.preview.split('\n')).toHaveLength(6);
  expect(long.bytes).toBe('line one of 9\n'.length * 10);
});

test('a query is plain text, in the text or the source, whatever the case', async () => {
  expect(ids(await queryPage(dataset, { offset: 0, limit: 9, query: 'Needle' }))).toEqual(['r7', 'r41']);
  expect(ids(await queryPage(dataset, { offset: 0, limit: 9, query: "it's a needle 100%_X" }))).toEqual([
    'r41',
  ]);
  expect(await queryPage(dataset, { offset: 0, limit: 9, query: '%' })).toMatchObject({ total: 1 });
});

test('rows sort by a score, those without it last', async () => {
  const falling = { column: 'label', descending: true };
  const page = await queryPage(dataset, { offset: 0, limit: 90, sort: falling });
  const labels = page.rows.map((row) => row.scores['label']);
  expect(labels.slice(0, 45)).toEqual([...labels.slice(0, 45)].sort((one, other) => other! - one!));
  expect(labels.slice(45)).toEqual(Array(45).fill(null));
});

test('the bars of a histogram hold exactly what clicking them shows', async () => {
  const quality: Histogram = await histogram(dataset, 'quality');
  expect(quality.bins).toHaveLength(30);
  expect(quality.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(90);
  for (const at of [0, 13, 29]) {
    const { from, to, count } = quality.bins[at]!;
    const filters = [{ by: 'range', column: 'quality', from, to, closed: at === 29 }] as const;
    const page = await queryPage(dataset, { offset: 0, limit: 1, filters });
    expect(page.total).toBe(count);
  }
  const label = await histogram(dataset, 'label');
  expect(label.bins.map(({ from, to, count }) => [from, to, count])).toEqual(
    [1, 2, 3, 4, 5].map((value) => [value - 0.5, value + 0.5, 9]),
  );
});

test('a column that is not there is refused with those that are', async () => {
  await expect(histogram(dataset, 'age')).rejects.toThrow(
    'The dataset scored has no number column "age"; it has bytes, quality, label, meta.index.',
  );
  await expect(
    queryPage(dataset, { offset: 0, limit: 1, sort: { column: 'text"; --', descending: false } }),
  ).rejects.toThrow(/has no column/);
});

test('one record comes with all that is known of it', async () => {
  const record: DatasetRecord = await getRecord(dataset, 'r41');
  expect(record).toMatchObject({ id: 'r41', license: null, meta: { index: 41 }, decision: 'kept' });
  expect(record.text).toContain('NEEDLE');
  await expect(getRecord(dataset, 'r900')).rejects.toThrow(
    'The dataset scored has no record "r900"; reload the list.',
  );
});

test('the summary is what lists show', () => {
  const summary: DatasetSummary = summarise(dataset);
  expect(summary).toMatchObject({
    id: 'scored',
    name: 'scored',
    kind: 'exercise',
    records: 90,
    operation: 'filter',
  });
});

test("the columns are the record's own, the scores, and the keys of its meta", async () => {
  const columns: readonly DatasetColumn[] = await columnsOf(dataset);
  expect(columns.map(({ name, holds, of }) => `${name} ${holds} ${of}`)).toEqual([
    'id text record',
    'kind text record',
    'source text record',
    'license text record',
    'bytes number record',
    'decision text record',
    'quality number score',
    'label number score',
    'meta.index number meta',
  ]);
  const page = await queryPage(dataset, { offset: 41, limit: 1, columns: ['meta.index', 'decision'] });
  expect(page.rows[0]!.values).toEqual({ 'meta.index': 41, decision: 'kept' });
});

test('filters hold together, in the order asked for, by value, by range and by hand', async () => {
  const ids = async (query: Parameters<typeof queryPage>[1]) =>
    (await queryPage(dataset, query)).rows.map((row) => row.id);
  const page = { offset: 0, limit: 90 };
  const hand = { by: 'rows', label: 'three', ordinals: [41, 7, 3] } as const;
  expect(await ids({ ...page, filters: [hand] })).toEqual(['r3', 'r7', 'r41']);
  const hay = { by: 'values', column: 'source', values: ['hay.py'] } as const;
  const sort = { column: 'meta.index', descending: true };
  expect(await ids({ ...page, filters: [hand, hay], sort })).toEqual(['r41', 'r3']);
  const undecided = { by: 'values', column: 'decision', values: [null] } as const;
  expect(await ids({ ...page, filters: [hand, hay, undecided] })).toEqual(['r3']);
  expect(await ids({ ...page, filters: [{ ...hand, ordinals: [] }] })).toEqual([]);
});

test('a regular expression is searched line by line, and a bad one is explained', async () => {
  const page = { offset: 0, limit: 90, regex: true };
  expect((await queryPage(dataset, { ...page, query: '^line one of 1[0-2]$' })).total).toBe(3);
  await expect(queryPage(dataset, { ...page, query: 'one[' })).rejects.toThrow(
    'The regular expression one[ cannot be used: missing ]: [. Correct it, or search for plain text.',
  );
  await expect(queryPage(dataset, { ...page, query: '(?=one)' })).rejects.toThrow(/look-ahead/);
});

test('the most frequent values of a text column come first', async () => {
  const sources: TopValues = await topValues(dataset, 'source');
  expect(sources).toEqual({
    column: 'source',
    values: [
      { value: 'hay.py', count: 89 },
      { value: 'needle.py', count: 1 },
    ],
    distinct: 2,
  });
});

test('different values are counted and not estimated', async () => {
  const { values, distinct }: TopValues = await topValues(dataset, 'id');
  expect(values).toHaveLength(8);
  expect(distinct).toBe(90);
});

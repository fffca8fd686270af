import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { importCalls } from '../../main/lab/data/imports.ts';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { readRecords } from '../../main/node/datasets/read-records.ts';
import type { ScoredRecord } from '../../main/node/datasets/manifest.ts';
import { smallDisk } from '../node/files/small-disk.ts';
import { openTestLab, temporaryFolder } from './open-test-lab.ts';

const importHere = (parameters: Readonly<Record<string, unknown>>) =>
  runOperationHere({
    name: 'import',
    parameters,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

async function recordsOf(folder: string): Promise<ScoredRecord[]> {
  const records: ScoredRecord[] = [];
  for await (const record of readRecords(await openDataset(folder))) records.push(record);
  return records;
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

test('rows keep their ids, sources, licences and whatever else they say', async () => {
  const folder = temporaryFolder();
  const stack = {
    hexsha: 'abc',
    content: 'x = 1\n',
    max_stars_repo_name: 'someone/thing',
    max_stars_repo_path: 'src/x.py',
    max_stars_repo_licenses: ['MIT', 'Apache-2.0'],
    max_stars_count: 7,
    lang: 'Python',
  };
  writeFileSync(join(folder, 'stack.jsonl.gz'), gzipSync(lines([stack])));
  writeFileSync(join(folder, 'own.jsonl.zst'), zstdCompressSync(lines([{ body: 'y = 2\n', key: 5, tags: ['a'] }])));
  const [one, other] = [join(folder, 'one'), join(folder, 'other')];
  await importHere({ paths: [join(folder, 'stack.jsonl.gz')], out: one });
  expect(await recordsOf(one)).toEqual([
    {
      id: 'abc',
      text: 'x = 1\n',
      kind: 'code',
      source: 'someone/thing/src/x.py',
      license: 'MIT OR Apache-2.0',
      meta: { max_stars_count: 7, lang: 'Python' },
    },
  ]);
  await importHere({
    paths: [join(folder, 'own.jsonl.zst')],
    textColumn: 'body',
    idColumn: 'key',
    license: 'CC0-1.0',
    kind: 'exercise',
    out: other,
  });
  expect(await recordsOf(other)).toEqual([
    {
      id: '5',
      text: 'y = 2\n',
      kind: 'exercise',
      source: 'folder/own.jsonl.zst#1',
      license: 'CC0-1.0',
      meta: { tags: ['a'] },
    },
  ]);
});

test('what is refused is counted, kept aside beside the dataset, and shown by the page', async () => {
  const { parts } = await openTestLab(temporaryFolder());
  const folder = temporaryFolder();
  const rows = Array.from({ length: 30 }, (_, at) => ({ id: `r${String(at)}`, text: `x = ${String(at)}` }));
  writeFileSync(
    join(folder, 'rows.jsonl'),
    `${lines(rows)}not json\n${lines([{ id: 'r3', text: 'again' }, { id: 'e', text: ' ' }])}{"text": 1}\n`,
  );
  const out = join(parts.project.datasets, 'raw');
  const { summary, reasons, details } = await importHere({ paths: [join(folder, 'rows.jsonl')], out });
  expect(summary).toBe(
    '30 records, 170 bytes of text; refused: 1 empty, 1 invalid-json, 1 no-text, 1 duplicate-id.',
  );
  expect(reasons).toHaveLength(4);
  expect(details).toMatchObject({ refused: { 'duplicate-id': 1, binary: 0 } });
  expect((await openDataset(out)).manifest.found).toMatchObject({ refused: { empty: 1 } });

  const calls = importCalls(parts);
  const page = await calls['imports.rejects']({ id: 'raw', offset: 1, limit: 2 });
  expect(page.total).toBe(4);
  expect(page.counts).toEqual({ empty: 1, 'invalid-json': 1, 'no-text': 1, 'duplicate-id': 1 });
  expect(page.rejects).toEqual([
    {
      file: 'folder/rows.jsonl#32',
      at: null,
      reason: 'duplicate-id',
      why: 'The id r3 was there before, and ids must be unique.',
      excerpt: 'again',
    },
    {
      file: 'folder/rows.jsonl',
      at: { unit: 'line', number: 33 },
      reason: 'empty',
      why: 'Line 33 of folder/rows.jsonl is empty.',
      excerpt: '',
    },
  ]);
  const some = await calls['imports.rejects']({ id: 'raw', offset: 0, limit: 9, reason: 'no-text' });
  expect(some.rejects.map(({ at }) => at)).toEqual([{ unit: 'line', number: 34 }]);
  expect(readFileSync(join(out, 'rejects.jsonl'), 'utf8').trim().split('\n')).toHaveLength(4);
});

test('an import of which nothing can be taken makes no dataset and says why', async () => {
  const folder = temporaryFolder();
  for (const name of ['a.py', 'b.py', 'c.py']) writeFileSync(join(folder, name), '');
  const out = join(folder, 'raw');
  await expect(importHere({ paths: ['a', 'b', 'c'].map((name) => join(folder, `${name}.py`)), out })).rejects.toThrow(
    'Nothing could be imported. folder/a.py is empty. 2 more were refused.',
  );
  expect(() => statSync(out)).toThrow();
});

test('a look before the import shows files, columns and records, and what could not be taken', async () => {
  const { parts } = await openTestLab(temporaryFolder());
  const preview = importCalls(parts)['imports.preview'];
  const folder = join(temporaryFolder(), 'set');
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'dataset_info.json'), JSON.stringify({ license: 'ODC-By' }));
  writeFileSync(join(folder, 'loader.py'), 'x = 1\n');
  const rows = (from: number) => lines([from, from + 1].map((id) => ({ id, text: `t = ${String(id)}`, stars: 3 })));
  writeFileSync(join(folder, 'data/train-00000-of-00001.jsonl'), `broken\n${rows(1)}`);
  writeFileSync(join(folder, 'data/test-00000-of-00001.jsonl'), rows(1));
  const seen = await preview({ parameters: { paths: [folder], split: 'train' } });
  expect(seen).toMatchObject({
    state: 'ready',
    formats: [{ format: 'jsonl', files: 1, example: 'folder/set/data/train-00000-of-00001.jsonl' }],
    columns: { names: ['id', 'text', 'stars'], text: 'text', id: 'id', source: [], license: null },
    records: [
      { id: 'train/1', license: 'ODC-By', text: 't = 1', meta: { split: 'train', stars: 3 } },
      { id: 'train/2' },
    ],
    rejects: [{ reason: 'invalid-json', at: { unit: 'line', number: 1 } }],
  });
  expect(await preview({ parameters: { paths: [folder], textColumn: 'body' } })).toEqual({
    state: 'refused',
    problems: [
      {
        field: 'textColumn',
        message:
          'folder/set/data/test-00000-of-00001.jsonl has no column "body"; it has "id", "text", "stars". Name one of these.',
      },
    ],
  });
  expect(await preview({ parameters: { paths: [join(folder, 'nowhere')] } })).toMatchObject({
    state: 'refused',
    problems: [{ field: 'paths', message: `There is no file or folder ${join(folder, 'nowhere')}; check the path.` }],
  });
});

test('stories are cut at their marker, and encodings are counted', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'tales.txt'), 'Once.\nThen.\n<|endoftext|>\r\n Twice. \r\n<|endoftext|>\n');
  writeFileSync(join(folder, 'rhymes.txt'), Buffer.from('Eins\n\nZw\xf6lf gr\xfcne B\xe4ume\n\n', 'latin1'));
  writeFileSync(join(folder, 'wide.txt'), Buffer.from('\ufeffOnce more.', 'utf16le'));
  const path = (name: string): string => join(folder, name);
  const tales = path('tales');
  const { details } = await importHere({ paths: [path('tales.txt'), path('wide.txt')], kind: 'story', out: tales });
  expect((await recordsOf(tales)).map(({ text }) => text)).toEqual(['Once.\nThen.', 'Twice.', 'Once more.']);
  expect(details).toMatchObject({ encodings: { 'UTF-8': 2, 'UTF-16LE': 1 } });
  const rhymes = path('rhymes');
  await importHere({ paths: [path('rhymes.txt')], kind: 'story', separator: '\\n\\n', out: rhymes });
  expect((await recordsOf(rhymes)).map(({ text }) => text)).toEqual(['Eins', 'Zwölf grüne Bäume']);
});

test('a full disk ends the import in one sentence and leaves nothing half-made', async (context) => {
  const disk = smallDisk(context, '1m');
  const folder = temporaryFolder();
  const noise = (seed: number): string =>
    Array.from({ length: 4_000 }, (_, at) => Math.sin(seed * 7919 + at).toString(36)).join('\n');
  writeFileSync(join(folder, 'rows.jsonl'), lines(Array.from({ length: 60 }, (_, at) => ({ text: noise(at) }))));
  const out = join(disk, 'raw');
  await expect(importHere({ paths: [join(folder, 'rows.jsonl')], out })).rejects.toThrow(
    `${out} cannot be written: the disk is full; free some space and resume. What was finished is whole.`,
  );
  expect(execFileSync('ls', ['-A', disk], { encoding: 'utf8' })).toBe('');
});

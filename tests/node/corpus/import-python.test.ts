import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import {
  importPython,
  importStandardLibrary,
  newImportCounts,
} from '../../../main/node/corpus/import-python.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const root = temporaryFolder();

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function taken(records: AsyncIterable<CorpusRecord>): Promise<CorpusRecord[]> {
  const found: CorpusRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

test('every Python file under a folder becomes a record, in one order everywhere', async () => {
  put('code/b.py', 'b = 1\n');
  put('code/a/z.py', 'z = 1\r\nz = 2\r\n');
  put('code/a.py', '\ufeffa = "é"\n');
  put('code/notes.txt', 'no');
  put('code/.git/hook.py', 'no = 1\n');
  put('code/venv/lib.py', 'no = 1\n');
  symlinkSync(join(root, 'code'), join(root, 'code/loop'));
  const counts = newImportCounts();
  const records = await taken(importPython([join(root, 'code')], counts));
  expect(records.map(({ id, text }) => [id, text])).toEqual([
    ['folder/code/a/z.py', 'z = 1\nz = 2\n'],
    ['folder/code/a.py', 'a = "é"\n'],
    ['folder/code/b.py', 'b = 1\n'],
  ]);
  expect(counts.imported).toBe(3);
});

test('what is refused is counted by reason', async () => {
  put('bad/binary.py', Uint8Array.of(65, 0, 66));
  put('bad/big.py', 'x = 1\n'.repeat(200_000));
  put('bad/empty.py', ' \n\n');
  put('bad/latin.py', Buffer.from('x = "\xe9"\n', 'latin1'));
  put('bad/mini.py', `x=[${'1,'.repeat(600)}]\n`);
  put('bad/good.py', 'x = 1\n');
  const counts = newImportCounts();
  const records = await taken(importPython([join(root, 'bad')], counts));
  expect(records.map(({ text }) => text)).toEqual(['x = 1\n', 'x = "é"\n']);
  expect(counts.imported).toBe(2);
  expect(counts.refused).toMatchObject({ empty: 1, 'too-large': 1, binary: 1, minified: 1, unreadable: 0 });
});

test('folders of one name get different ids; a folder named twice is refused', async () => {
  put('p/src/m.py', 'x = 1\n');
  put('q/src/m.py', 'x = 1\n');
  const records = await taken(importPython([join(root, 'p/src'), join(root, 'q/src')], newImportCounts()));
  expect(records.map(({ id }) => id)).toEqual(['folder-1/src/m.py', 'folder-2/src/m.py']);
  for (const paths of [
    ['p', 'p/src'],
    ['p/src', 'p'],
    ['p', 'p'],
  ]) {
    const absolute = paths.map((path) => join(root, path));
    await expect(taken(importPython(absolute, newImportCounts()))).rejects.toThrow(/leave it out/);
  }
});

test('a single file is taken, a path that is not there is refused', async () => {
  put('one.py', 'x = 1\n');
  expect((await taken(importPython([join(root, 'one.py')], newImportCounts())))[0]!.id).toBe('folder/one.py');
  await expect(taken(importPython([join(root, 'none')], newImportCounts()))).rejects.toThrow(
    `There is no file or folder ${join(root, 'none')}; check the path.`,
  );
});

test('the standard library comes whole, with its license', async () => {
  const counts = newImportCounts();
  const records = await taken(importStandardLibrary(counts));
  expect(records.length).toBeGreaterThan(500);
  expect(records.reduce((bytes, { text }) => bytes + text.length, 0)).toBeGreaterThan(9_000_000);
  const heapq = records.find(({ id }) => id === 'python-stdlib/heapq.py')!;
  expect(heapq).toMatchObject({ kind: 'code', license: 'PSF-2.0' });
  expect(heapq.text).toContain('def heappush(heap, item):');
  expect(records.map(({ id }) => id)).toEqual(records.map(({ id }) => id).sort());
});

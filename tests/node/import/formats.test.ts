import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { describe, expect, it, test } from 'vitest';
import { decodeText } from '../../../main/node/import/decode-text.ts';
import { formatOf, splitOf } from '../../../main/node/import/formats.ts';
import { pieces } from '../../../main/node/import/pieces.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';
import { readAll } from './read.ts';

const root = temporaryFolder();

function put(path: string, content: string | Uint8Array): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

test('The Stack in Parquet keeps repository, path and licences; long numbers and lists survive', async () => {
  const path = join(root, 'stack/data/train-00000-of-00001.parquet');
  mkdirSync(dirname(path), { recursive: true });
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(
    `COPY (SELECT 'x = ' || i AS content, 'user/repo' AS max_stars_repo_name, 'src/' || i || '.py' AS max_stars_repo_path,
       ['MIT', 'BSD-3-Clause'] AS max_stars_repo_licenses, i::BIGINT * 1000000000 AS max_stars_count,
       {'a': i} AS detail, NULL::VARCHAR AS nothing, true AS flag FROM range(3) t(i)) TO '${path}' (FORMAT parquet)`,
  );
  connection.disconnectSync();
  put('stack/README.md', 'A dataset.');
  const { records, rejects } = await readAll([join(root, 'stack')]);
  expect(rejects).toEqual([]);
  expect(records[2]).toEqual({
    id: 'folder/stack/data/train-00000-of-00001.parquet#3',
    text: 'x = 2',
    kind: 'code',
    source: 'user/repo/src/2.py',
    license: 'MIT OR BSD-3-Clause',
    meta: { split: 'train', max_stars_count: 2_000_000_000, detail: '{"a":2}', flag: true },
  });
});

test('a folder that save_to_disk wrote is read split by split', async () => {
  const table = (texts: string[]) => tableToIPC(tableFromArrays({ text: texts, stars: [1, 2] }), 'stream');
  put('disk/dataset_dict.json', '{"splits": ["train", "test"]}');
  put('disk/train/state.json', '{}');
  put('disk/train/data-00000-of-00001.arrow', table(['a = 1', 'b = 2']));
  put('disk/test/data-00000-of-00001.arrow', table(['c = 3', 'd = 4']));
  const { records, rejects } = await readAll([join(root, 'disk')]);
  expect(rejects).toEqual([]);
  expect(records.map(({ text, meta }) => [text, meta])).toEqual([
    ['c = 3', { split: 'test', stars: 1 }],
    ['d = 4', { split: 'test', stars: 2 }],
    ['a = 1', { split: 'train', stars: 1 }],
    ['b = 2', { split: 'train', stars: 2 }],
  ]);
  expect((await readAll([join(root, 'disk')], {}, { split: 'train' })).records).toHaveLength(2);
});

test('tables in text keep quotes, line ends and their own separators', async () => {
  const csv = put('tables/a.csv', 'id;text\n1;"say ""hi"";\nthen go"\n2;x = 1\n');
  const tsv = put('tables/b.tsv.gz', gzipSync('text\tpath\nx = 2\tb.py\n'));
  const latin = put('tables/c.csv', Buffer.from('text,path\ncaf\xe9 cr\xe8me br\xfbl\xe9e,c.py\n', 'latin1'));
  const { records, rejects } = await readAll([csv, tsv, latin]);
  expect(rejects).toEqual([]);
  expect(records.map(({ id, text }) => [id, text])).toEqual([
    ['1', 'say "hi";\nthen go'],
    ['2', 'x = 1'],
    ['folder/b.tsv.gz#1', 'x = 2'],
    ['folder/c.csv#1', 'café crème brûlée'],
  ]);
});

test('a zip gives the files of the chosen endings; one above the limit is not unpacked', async () => {
  const path = put(
    'code.zip',
    zipSync({
      'pkg/b.py': strToU8('b = 1\n'),
      'pkg/a.pyi': strToU8('a: int\n'),
      'pkg/big.py': strToU8('x = 1\n'.repeat(400_000)),
      'notes.md': strToU8('no'),
    }),
  );
  const { records, rejects } = await readAll([path], { endings: ['.py', '.pyi'] });
  expect(records.map(({ id }) => id)).toEqual(['folder/code.zip/pkg/a.pyi', 'folder/code.zip/pkg/b.py']);
  expect(rejects.map(({ why }) => why)).toEqual([
    'folder/code.zip/pkg/big.py has 2.3 MB, and 1 MB is the limit; raise it to take it.',
  ]);
});

test('a damaged, an encrypted and a strangely packed file of a zip are refused by name; the others come', async () => {
  const bytes = Buffer.from(
    zipSync({
      'a.py': strToU8('a = 1\n'.repeat(50)),
      'damaged.py': strToU8('damaged = 1\n'.repeat(50)),
      'secret.py': strToU8('s = 1\n'.repeat(50)),
      'strange.py': strToU8('t = 1\n'.repeat(50)),
      'stored.py': [strToU8('stored = 1\n'), { level: 0 }],
    }),
  );
  const headerOf = (name: string): number => bytes.indexOf(name) - 30;
  const directoryOf = (name: string): number => bytes.lastIndexOf(name) - 46;
  bytes[headerOf('damaged.py') + 30 + 'damaged.py'.length + 4]! ^= 0xff;
  bytes[directoryOf('secret.py') + 8]! |= 1;
  bytes.writeUInt16LE(93, directoryOf('strange.py') + 10);
  const { records, rejects } = await readAll([put('mixed.zip', bytes)], { endings: ['.py'] });
  expect(records.map(({ text }) => text.slice(0, 10))).toEqual(['a = 1\na = ', 'stored = 1']);
  expect(rejects.map(({ reason, why }) => `${reason}: ${why}`)).toEqual([
    'unreadable: folder/mixed.zip/damaged.py cannot be read (it is damaged).',
    'unreadable: folder/mixed.zip/secret.py cannot be read (it is encrypted).',
    'unreadable: folder/mixed.zip/strange.py cannot be read (it is packed in a way that only newer programs know).',
  ]);
});

test('an archive with the numbers of large ones, and with a comment, is read like any other', async () => {
  const small = Buffer.from(zipSync({ 'é.py': strToU8('x = 1\n') }));
  const end = small.length - 22;
  const [size, start] = [small.readUInt32LE(end + 12), small.readUInt32LE(end + 16)];
  const entry = small.subarray(start, start + size);
  const nameBytes = entry.readUInt16LE(28);
  // The entry's three numbers move to the extra field, those of the directory to a longer end.
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  [24, 20, 42].forEach((at, number) => {
    extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(at)), 4 + 8 * number);
    entry.writeUInt32LE(0xffffffff, at);
  });
  entry.writeUInt16LE(28, 30);
  const directory = Buffer.concat([entry.subarray(0, 46 + nameBytes), extra]);
  const largeEnd = Buffer.alloc(56);
  largeEnd.writeUInt32LE(0x06064b50, 0);
  largeEnd.writeBigUInt64LE(BigInt(directory.length), 40);
  largeEnd.writeBigUInt64LE(BigInt(start), 48);
  const place = Buffer.alloc(20);
  place.writeUInt32LE(0x07064b50, 0);
  place.writeBigUInt64LE(BigInt(start + directory.length), 8);
  const ending = Buffer.from(small.subarray(end));
  ending.writeUInt32LE(0xffffffff, 12);
  ending.writeUInt32LE(0xffffffff, 16);
  const comment = Buffer.from('a comment');
  ending.writeUInt16LE(comment.length, 20);
  const large = Buffer.concat([small.subarray(0, start), directory, largeEnd, place, ending, comment]);
  const { records } = await readAll([put('large.zip', large)], { endings: ['.py'] });
  expect(records.map(({ id, text }) => [id, text])).toEqual([['folder/large.zip/é.py', 'x = 1\n']]);
});

test('a JSON list is read object by object', async () => {
  const path = put('list.json', JSON.stringify([{ text: 'x = 1', id: 'a' }, 7, { text: 'y = 2' }]));
  const { records, rejects } = await readAll([path]);
  expect(records.map(({ id }) => id)).toEqual(['a', 'folder/list.json#3']);
  expect(rejects.map(({ why }) => why)).toEqual(['Object 2 of folder/list.json is no object.']);
});

describe('encodings', () => {
  const text = 'name = "Grüße, œuvre – naïve façade"\nprint("Übermäßig schöne Bäume für Jürgen")\n';

  it.each([
    ['UTF-8', Buffer.from(text), 'UTF-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'UTF-8'],
    ['UTF-16 with a mark', iconv.encode(text, 'utf-16le', { addBOM: true }), 'UTF-16LE'],
    ['big-endian UTF-16 with a mark', iconv.encode(text, 'utf-16be', { addBOM: true }), 'UTF-16BE'],
    ['UTF-16 without a mark', iconv.encode(text, 'utf-16le'), 'UTF-16LE'],
    ['a coding line', iconv.encode(`# -*- coding: cp1252 -*-\n${text}`, 'cp1252'), 'cp1252'],
    ['no word about it', iconv.encode(text, 'windows-1252'), 'windows-1252'],
  ])('%s is decoded', (_, bytes, encoding) => {
    const decoded = decodeText(bytes, true);
    expect(decoded).toEqual({ text: expect.stringContaining(text) as string, encoding });
  });

  it.each([
    [
      'koi8-r',
      'Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. Все смешалось в доме Облонских. Жена узнала, что муж был в связи с бывшею в их доме француженкою-гувернанткой, и объявила мужу, что не может жить с ним в одном доме. Положение это продолжалось уже третий день и мучительно чувствовалось и самими супругами, и всеми членами семьи, и домочадцами.',
      'KOI8-R',
    ],
    ['shift_jis', 'いろはにほへと ちりぬるを わかよたれそ つねならむ。'.repeat(4), 'Shift_JIS'],
    ['gb18030', '天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。寒来暑往，秋收冬藏。'.repeat(4), 'GB18030'],
  ])('%s is guessed from its letters', (name, words, encoding) => {
    expect(decodeText(iconv.encode(words, name), false)).toEqual({ text: words, encoding });
  });

  it('a coding line that does not fit is not believed', () => {
    const bytes = Buffer.from(`# coding: ascii-but-not\n${text}`);
    expect(decodeText(bytes, true)).toMatchObject({ encoding: 'UTF-8' });
    const wrong = iconv.encode(`# coding: utf-8\n${text}`, 'windows-1252');
    expect(decodeText(wrong, true)).toMatchObject({ encoding: 'windows-1252' });
  });
});

test('letters that cannot be told are refused rather than guessed', () => {
  const bytes = iconv.encode('Съешь ещё этих мягких булок. '.repeat(4), 'koi8-r');
  expect(decodeText(bytes, false)).toEqual({
    reason: 'encoding',
    why: 'is not UTF-8, and no other encoding fits it',
  });
});

describe('pieces', () => {
  it('are those of splitting the whole, however the stream is cut', async () => {
    const word = fc.constantFrom('a', 'bc', '-', '--', 'x--y', '');
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
        async (words, sizes) => {
          const whole = Buffer.from(words.join(''));
          const found: string[] = [];
          for await (const batch of pieces(cut(whole, sizes), Buffer.from('--'), 1_000))
            for (const piece of batch) found.push('bytes' in piece ? piece.bytes.toString() : '?');
          const expected = whole.toString().split('--');
          if (expected.at(-1) === '') expected.pop();
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  it('longer than the limit are told with their length, and the others are whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (lengths, sizes) => {
          const whole = Buffer.from(lengths.map((length) => `${'x'.repeat(length)};;`).join(''));
          const found: number[] = [];
          for await (const batch of pieces(cut(whole, sizes), Buffer.from(';;'), 20)) {
            for (const piece of batch) {
              expect('tooLong' in piece).toBe(!('bytes' in piece));
              found.push('tooLong' in piece ? piece.tooLong : piece.bytes.length);
              if ('tooLong' in piece) expect(piece.tooLong).toBeGreaterThan(20);
              else expect(piece.bytes.length).toBeLessThanOrEqual(20);
            }
          }
          expect(found).toEqual(lengths);
        },
      ),
    );
  });
});

async function* cut(whole: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield whole.subarray(at, at + size);
    at += size;
  }
}

test('names say format and split', () => {
  const format = (name: string) => formatOf(name, ['.py', '.rs']);
  expect(['a.PY', 'b.rs', 'c.jsonl.zst', 'd.parquet', 'e.txt', 'f.md'].map(format)).toEqual([
    'source',
    'source',
    'jsonl',
    'parquet',
    'text',
    null,
  ]);
  expect(splitOf('TinyStoriesV2-GPT4-valid.txt', 'text')).toBe('valid');
  expect(splitOf('data/train-00000-of-00002.parquet', 'parquet')).toBe('train');
  expect(splitOf('pkg/test/cases.py', 'source')).toBeNull();
});

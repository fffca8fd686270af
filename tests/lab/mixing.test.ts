import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTokenizerJson, writeTokenizerJson } from '../../main/core/tokenizer/tokenizer-json.ts';
import { END_OF_TEXT } from '../../main/core/tokenizer/tokenizer.ts';
import { trainTokenizer } from '../../main/core/tokenizer/train.ts';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import type { ScoredRecord } from '../../main/node/datasets/manifest.ts';
import { mixtureOf } from '../../main/node/datasets/mixture-record.ts';
import type { Dataset } from '../../main/node/datasets/open-dataset.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { readRecords } from '../../main/node/datasets/read-records.ts';
import { openTokenFile } from '../../main/node/datasets/token-file.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { temporaryFolder } from './open-test-lab.ts';

const run = (name: string, parameters: Readonly<Record<string, unknown>>) =>
  runOperationHere({ name, parameters, signal: new AbortController().signal, onProgress: () => undefined });

const textOf = (name: string, at: number): string =>
  `def ${name}_${String(at)}(x):\n    return x + ${String(at)}\n`.repeat(1 + (at % 4));

async function source(root: string, name: string, count: number, scores: readonly string[] = []): Promise<string> {
  const folder = join(root, name);
  const records = Array.from({ length: count }, (_, at): ScoredRecord => ({
    id: `${String(at)}`,
    text: textOf(name, at),
    kind: 'code',
    source: `${name}/${String(at)}`,
    meta: {},
    ...(scores.length === 0 ? {} : { scores: { quality: at / count } }),
  }));
  const description = { name, operation: 'made', parameters: {}, parents: [], scoreColumns: scores };
  await writeDataset(folder, description, records);
  return folder;
}

function tokenizer(root: string): string {
  const texts = Array.from({ length: 40 }, (_, at) => textOf('plain', at));
  const trained = trainTokenizer(texts, { vocabularySize: 300, specialTokens: [END_OF_TEXT] });
  writeFileSync(join(root, 'tokenizer.json'), writeTokenizerJson(trained));
  return root;
}

async function recordsOf(folder: string): Promise<ScoredRecord[]> {
  const records: ScoredRecord[] = [];
  for await (const record of readRecords(await openDataset(folder))) records.push(record);
  return records;
}

test('a mixture has its weights in tokens, repeats what it must, and says so', async () => {
  const root = temporaryFolder();
  const [plain, fancy] = [await source(root, 'plain', 60), await source(root, 'fancy', 12, ['quality'])];
  const out = join(root, 'mix');
  const sources = [
    { dataset: plain, weight: 1 },
    { dataset: fancy, weight: 2 },
  ];
  const directory = tokenizer(root);
  const { summary } = await run('mix', { sources, tokenizer: directory, tokens: 1_500, out });
  const records = await recordsOf(out);
  const encoder = readTokenizerJson(readFileSync(join(directory, 'tokenizer.json'), 'utf8'));
  const tokens = { plain: 0, fancy: 0 };
  const longest = 4 * encoder.encodeDocument(textOf('plain', 11)).length;
  for (const record of records) {
    const name = record.source.split('/')[0] as 'plain' | 'fancy';
    tokens[name] += encoder.encodeDocument(record.text).length + 1;
    expect(record.text).toBe(textOf(name, Number(record.source.split('/')[1])));
    expect(record.scores).toEqual({ quality: name === 'plain' ? null : Number(record.source.split('/')[1]) / 12 });
  }
  expect(Math.abs(tokens.plain - 500)).toBeLessThan(longest);
  expect(Math.abs(tokens.fancy - 1_000)).toBeLessThan(longest);

  const { manifest } = await openDataset(out);
  const mixture = mixtureOf(manifest)!;
  expect(mixture.unit).toBe('tokens');
  expect(mixture.shares.map(({ name, takenTokens }) => [name, takenTokens])).toEqual(Object.entries(tokens));
  const fancyTokens = mixture.shares[1]!.tokens;
  expect(mixture.shares[1]!.epochs).toBeCloseTo(tokens.fancy / fancyTokens, 10);
  expect(summary).toContain(`fancy ${((100 * tokens.fancy) / (tokens.plain + tokens.fancy)).toFixed(1)} %`);
  expect(manifest.parents).toEqual([(await openDataset(plain)).manifest.hash, (await openDataset(fancy)).manifest.hash]);
  // Sources share ids; a repeated record says how often it came before.
  expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);

  // Sources are encoded once; the mixture is encoded like any dataset, into a file that trainings find.
  const encoded = await run('tokenise', { dataset: out, tokenizer: directory });
  const file = openTokenFile((encoded.details as { path: string }).path);
  expect([file.count, file.info.documents]).toEqual([tokens.plain + tokens.fancy, records.length]);
  file.close();
  expect((await run('tokenise', { dataset: out, tokenizer: directory })).summary).toMatch(/; they were there already\.$/);
});

test('the same seed gives the same bytes, another seed another order', async () => {
  const root = temporaryFolder();
  const sources = [{ dataset: await source(root, 'plain', 80), weight: 1 }];
  const made: Dataset[] = [];
  for (const [name, seed] of [['one', 7], ['same', 7], ['other', 8]] as const) {
    await run('mix', { sources, seed, out: join(root, name, 'mix') });
    made.push(await openDataset(join(root, name, 'mix')));
  }
  const [one, same, other] = made.map(({ manifest }) => manifest);
  expect(same!.shards).toEqual(one!.shards);
  expect(same!.hash).toBe(one!.hash);
  expect(other!.contentHash).not.toBe(one!.contentHash);
  const order = async (at: number) => (await recordsOf(made[at]!.folder)).map(({ id }) => id);
  expect((await order(2)).toSorted()).toEqual((await order(0)).toSorted());
  expect(await order(0)).not.toEqual((await order(0)).toSorted());
});

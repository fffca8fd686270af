import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTokenizerJson, writeTokenizerJson } from '../../../main/core/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../../main/core/tokenizer/train.ts';

/**
 * Made by `make-fixture.py` with Hugging Face `tokenizers`: what its own trainer learned from the texts over
 * Hornbook's pre-tokens, and how it encodes the probes with that.
 */
const folder = new URL('../../golden/tokenizer/', import.meta.url);
const fixture = JSON.parse(readFileSync(new URL('fixture.json', folder), 'utf8')) as {
  tokenizersVersion: string;
  vocabularySize: number;
  texts: string[];
  vocab: Record<string, number>;
  merges: string[];
  probes: { text: string; ids: number[] }[];
};
const tokenizer = trainTokenizer(fixture.texts, { vocabularySize: fixture.vocabularySize });

test('training learns what Hugging Face learns', () => {
  const { model } = JSON.parse(writeTokenizerJson(tokenizer)) as {
    model: { vocab: Record<string, number>; merges: string[] };
  };
  expect(model.vocab).toEqual(fixture.vocab);
  expect(model.merges).toEqual(fixture.merges);
});

/** `check-loaded.py` shows that Hugging Face loads the golden file; this, that the file is still what is written. */
test('the file that Hugging Face was seen to load is what is written', () => {
  const golden = readFileSync(new URL('tokenizer.json', folder), 'utf8');
  expect(writeTokenizerJson(tokenizer)).toBe(golden);
});

test('every probe is encoded as Hugging Face encodes it', () => {
  const reread = readTokenizerJson(writeTokenizerJson(tokenizer));
  for (const { text, ids } of fixture.probes) {
    expect([...tokenizer.encode(text)], text).toEqual(ids);
    expect([...reread.encode(text)], text).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(text);
  }
});

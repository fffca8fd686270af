import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTokenizerJson, writeTokenizerJson } from '../../../main/core/tokenizer/tokenizer-json.ts';
import { END_OF_TEXT } from '../../../main/core/tokenizer/tokenizer.ts';
import { trainTokenizer } from '../../../main/core/tokenizer/train.ts';

const source = readFileSync(new URL(import.meta.url), 'utf8');
const tokenizer = trainTokenizer([source], { vocabularySize: 500 });

test('decoding gives the text back, whatever it is', () => {
  const valid = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constant(source));
  fc.assert(
    fc.property(valid, (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      expect(tokenizer.decode(tokenizer.encodeDocument(text))).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test.each(['\ufeffx', '\u0000', '\r\n\r\n', '𝒳'.repeat(400), ' '.repeat(5000)])('%j survives', (text) => {
  expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
});

test('a text far longer than the first buffer is encoded whole, the first time and again', () => {
  const text = source.repeat(20);
  expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  expect(tokenizer.encode(text)).toEqual(tokenizer.encode(text));
});

test('a lone surrogate, which no UTF-8 holds, becomes U+FFFD', () => {
  expect(tokenizer.decode(tokenizer.encode('a\ud800b'))).toBe('a\ufffdb');
});

test('the name of a special token is that token in a prompt, and characters in a document', () => {
  const text = `a${END_OF_TEXT}b`;
  expect([...tokenizer.encode(text)].filter((id) => id === tokenizer.endOfText)).toHaveLength(1);
  expect([...tokenizer.encodeDocument(text)]).not.toContain(tokenizer.endOfText);
  expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  expect(tokenizer.decode(tokenizer.encodeDocument(text))).toBe(text);
  expect(tokenizer.decode(tokenizer.encode(text), 'drop')).toBe('ab');
});

test('an id outside the vocabulary is refused', () => {
  expect(() => tokenizer.decode([500])).toThrow('Token 500 is outside the vocabulary of 500');
});

test('the written file reads back to the same tokenizer', () => {
  const text = writeTokenizerJson(tokenizer);
  const back = readTokenizerJson(text);
  expect(writeTokenizerJson(back)).toBe(text);
  expect(back.encode(source)).toEqual(tokenizer.encode(source));
});

test.each<[string, (text: string) => string, RegExp]>([
  ['truncated', (text) => text.slice(0, 900), /it is not JSON/],
  ['of another kind', () => '[]', /"added_tokens" is missing/],
  [
    "GPT-2's",
    (text) => text.replace('"use_regex": false', '"use_regex": true'),
    /cuts text into pre-tokens in another way/,
  ],
  [
    'short of a token',
    (text) => text.replace('"Ġ": ', '"ĠĠĠĠĠĠĠĠĠĠĠĠĠĠĠĠĠ": '),
    /names a token that the vocabulary lacks/,
  ],
  ['with a doubled id', (text) => text.replace(/"!": \d+/, '"!": 400'), /two tokens have the id 400/],
])('a file that is %s is refused in one sentence', (_, damage, message) => {
  expect(() => readTokenizerJson(damage(writeTokenizerJson(tokenizer)))).toThrow(message);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../main/core/failure.ts';
import { applyMerges, applyMergesOneByOne, mergeTable } from '../../../main/core/tokenizer/merges.ts';
import { trainTokenizer, trainTokenizerByRecounting } from '../../../main/core/tokenizer/train.ts';
import { writeTokenizerJson } from '../../../main/core/tokenizer/tokenizer-json.ts';

const trainers = [
  ['incremental', trainTokenizer],
  ['recounting', trainTokenizerByRecounting],
] as const;

/** Few letters, long runs: many ties, overlapping pairs and tokens that two pairs spell. */
const texts = fc.array(fc.string({ unit: fc.constantFrom(...'aab \n'), maxLength: 40 }), { maxLength: 12 });

describe.each(trainers)('%s training', (_, train) => {
  test('the most frequent pair comes first, then what it makes possible', () => {
    const tokenizer = train(['ababab ababab abab'], { vocabularySize: 259 });
    expect(tokenizer.vocabularySize).toBe(259);
    expect(tokenizer.decode([257])).toBe('ab');
    expect(tokenizer.decode([258])).toBe('abab');
  });

  test('of equally frequent pairs the one with the lower ids wins', () => {
    expect(train(['cd', 'ab'], { vocabularySize: 258 }).decode([257])).toBe('ab');
  });

  test('a run of spaces becomes one token', () => {
    const tokenizer = train(Array(9).fill('x:\n        y\n'), { vocabularySize: 264 });
    expect(tokenizer.encode('        ')).toHaveLength(1);
  });

  test('no text at all still gives a tokenizer of bytes', () => {
    const tokenizer = train([], { vocabularySize: 1000 });
    expect(tokenizer.vocabularySize).toBe(257);
    expect(tokenizer.decode(tokenizer.encode('é'))).toBe('é');
  });

  test('a vocabulary that cannot hold the bytes is refused with what to choose', () => {
    expect(() => train(['a'], { vocabularySize: 200 })).toThrow(
      new Failure(
        'vocabulary-size',
        'Vocabulary 200 is smaller than the 256 bytes and <|endoftext|> it must hold; choose 257 or more.',
      ),
    );
    expect(() => train(['a'], { vocabularySize: 300.5 })).toThrow(/Vocabulary 300.5/);
  });
});

test('both trainers learn the same tokenizer', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 257, max: 290 }), (corpus, vocabularySize) => {
      const options = { vocabularySize };
      expect(writeTokenizerJson(trainTokenizer(corpus, options))).toBe(
        writeTokenizerJson(trainTokenizerByRecounting(corpus, options)),
      );
    }),
    { numRuns: 300 },
  );
});

test('the order of the texts does not matter', () => {
  fc.assert(
    fc.property(texts, (corpus) => {
      const options = { vocabularySize: 280 };
      expect(writeTokenizerJson(trainTokenizer(corpus, options))).toBe(
        writeTokenizerJson(trainTokenizer([...corpus].reverse(), options)),
      );
    }),
  );
});

test('the heap merges as one by one does', () => {
  const merge = fc.record({ left: fc.nat(9), right: fc.nat(9), merged: fc.integer({ min: 2, max: 9 }) });
  const distinct = fc.uniqueArray(merge, { selector: ({ left, right }) => left * 10 + right });
  fc.assert(
    fc.property(distinct, fc.array(fc.nat(9), { maxLength: 60 }), (merges, ids) => {
      const table = mergeTable(merges, 10);
      expect(applyMerges(ids, table)).toEqual(applyMergesOneByOne(ids, table));
    }),
    { numRuns: 1000 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordRunIndex, overlapsBySets, words } from '../../../main/core/corpus/word-overlap.ts';

test('words are runs of letters, digits and underscores, in lower case', () => {
  expect(words('Return the `n`-th Élan_vital: 3.5!')).toEqual([
    'return',
    'the',
    'n',
    'th',
    'élan_vital',
    '3',
    '5',
  ]);
});

const problem =
  'Given a list of positive integers, return the sum of the squares of the even ones. Sort first.';

test('thirteen words in a row are found, whatever stands between and around them; twelve are not', () => {
  const index = new WordRunIndex([problem, 'something else'], 13);
  const run = 'given a list of positive integers return the sum of the squares of';
  expect(
    index.overlaps(`Now: GIVEN a list (of positive integers) return\nthe sum of the squares of odd ones`),
  ).toEqual([{ document: 0, shared: 1, run: run.split(' ').slice(0, 13).join(' ') }]);
  expect(index.overlaps('a list of positive integers, return the sum of the squares or')).toEqual([]);
});

test('the index finds what sets of runs find', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
    .map((parts) => parts.join(' '));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), fc.integer({ min: 1, max: 5 }), text, (texts, n, probe) => {
      const found = new WordRunIndex(texts, n).overlaps(probe);
      const expected = overlapsBySets(texts, n, probe);
      expect(found.map(({ document, shared }) => [document, shared])).toEqual(
        expected.map(({ document, shared }) => [document, shared]),
      );
      for (const { run } of found) expect(` ${probe} `).toContain(` ${run} `);
    }),
    { numRuns: 500 },
  );
});

test('nothing to find in nothing', () => {
  expect(new WordRunIndex([], 13).overlaps(problem)).toEqual([]);
  expect(new WordRunIndex([problem], 13).overlaps('')).toEqual([]);
  expect(new WordRunIndex([''], 13).overlaps(problem)).toEqual([]);
});

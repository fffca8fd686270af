import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureName } from '../../../main/core/corpus/feature-names.ts';
import { FEATURE_NAMES, featureOf } from '../../../main/core/corpus/feature-names.ts';
import { features } from '../../../main/core/corpus/features.ts';
import { PYTHON_PIECES, parse } from './python.ts';

const LESSON = `"""How to count."""


def count_even(numbers):
    """Return how many numbers are even.

    >>> count_even([1, 2, 4])
    2
    """
    total = 0
    for number in numbers:
        if number % 2 == 0:
            total += 1
    return total


def factorial(n):
    # The base case ends the recursion.
    if n == 0:
        return 1
    return n * factorial(n - 1)
`;

function measure(text: string): (name: FeatureName) => number {
  const vector = features(parse(text));
  return (name) => featureOf(vector, name);
}

test('a lesson is measured as a reader would', () => {
  const of = measure(LESSON);
  expect(of('documentedShare')).toBe(1 / 2);
  expect(of('freeFunctionShare')).toBe(1);
  expect(of('recursionShare')).toBe(1 / 2);
  expect(of('exampleDensity')).toBeCloseTo(100 / 21);
  expect(of('meanFunctionLines')).toBe((11 + 5) / 2);
  expect(of('longestFunctionLines')).toBe(11);
  expect(of('deepest')).toBe(3);
  expect(of('commentShare')).toBeCloseTo('# The base case ends the recursion.'.length / LESSON.length);
  expect(of('functionDensity')).toBeCloseTo(200 / 21);
  // Module docstring, two definitions; docstring, assignment, loop, return; if; augmented; if, return; return.
  expect(of('loopDensity')).toBeCloseTo(100 / 12);
  expect(of('branchDensity')).toBeCloseTo(200 / 12);
  expect(of('returnDensity')).toBeCloseTo(300 / 12);
  expect(of('controlVariety')).toBeCloseTo(3 / 12);
  expect(of('tableShare')).toBe(0);
  expect(of('parseErrors')).toBe(0);
});

describe.each<[string, string, FeatureName, number]>([
  ['a list of thirty numbers', `TABLE = [${'1, '.repeat(30)}]\n`, 'tableShare', 0.9],
  ['a string of thirty pieces', `TABLE = (\n${"    'abc'\n".repeat(30)})\n`, 'tableShare', 0.9],
  ['thirty numbers', `x = ${Array(30).fill('1').join(' + ')}\n`, 'numberShare', 0.45],
  ['test cases', 'class TestX(T):\n    def test_a(self):\n        self.assertEqual(1, 1)\n', 'testShare', 1],
  ['methods', 'class C:\n    def f(self):\n        return self.x\n', 'selfShare', 0.3],
  ['copies', 'value = compute()\n'.repeat(10), 'duplicateLineShare', 0.85],
  ['capitals', 'ALPHA = 1\nBETA = 2\n', 'constantNameShare', 1],
  ['private names', '_a = _b\n', 'privateNameShare', 1],
  ['broken code', 'def f(:\n', 'parseErrors', 1],
])('%s', (_, text, name, least) => {
  test(`show in ${name}, which the lesson has less of`, () => {
    expect(measure(text)(name)).toBeGreaterThanOrEqual(least);
    expect(measure(LESSON)(name)).toBeLessThan(least);
  });
});

test('a list of nineteen is no table', () => {
  expect(measure(`x = [${'1, '.repeat(19)}]\n`)('tableShare')).toBe(0);
});

test('whatever the text, every feature is finite and shares stay within 0..1', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PYTHON_PIECES), { maxLength: 30 }), (pieces) => {
      const vector = features(parse(pieces.join('')));
      FEATURE_NAMES.forEach((name, index) => {
        expect(Number.isFinite(vector[index]), name).toBe(true);
        expect(vector[index], name).toBeGreaterThanOrEqual(0);
        if (name.endsWith('Share') && name !== 'attributeShare')
          expect(vector[index], name).toBeLessThanOrEqual(1);
      });
    }),
    { numRuns: 300 },
  );
});

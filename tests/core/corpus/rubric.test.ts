import { expect, test } from 'vitest';
import { features } from '../../../main/core/corpus/features.ts';
import { criteriaMet, rubricLabel, rubricRationale, RUBRIC } from '../../../main/core/corpus/rubric.ts';
import { parse } from './python.ts';

const lesson = `def mean(values):
    """Return the arithmetic mean of the values.

    >>> mean([1, 2, 3])
    2.0
    """
    total = 0
    for value in values:
        total += value
    return total / len(values)


def largest(values):
    """Return the largest value, or None when there is none."""
    best = None
    for value in values:
        if best is None or value > best:
            best = value
    return best
`;
/** The same without a word of explanation. */
const bare = lesson.replaceAll(/ {4}"""[^]*?"""\n/g, '');
const table = `CODES = {\n${Array.from({ length: 60 }, (_, index) => `    0x${index.toString(16)}: ${index},`).join('\n')}\n}\n`;
const tests = `import unittest\n\nclass TestMean(unittest.TestCase):\n${'    def test_it(self):\n        self.assertEqual(mean([1]), 1)\n'.repeat(6)}`;

const label = (text: string): number => rubricLabel(features(parse(text)));
const met = (text: string): string[] => criteriaMet(features(parse(text))).map(({ name }) => name);

test('a lesson is a 5', () => {
  expect(label(lesson)).toBe(5);
  expect(met(lesson)).toEqual([
    'explained',
    'small steps',
    'basic concepts',
    'self-contained',
    'worked examples',
  ]);
});

test('without explanation and examples it is still 5, but on no more than that', () => {
  expect(met(bare)).toEqual(['small steps', 'basic concepts', 'self-contained']);
  expect(label(bare)).toBe(5);
});

test('a table is a 1', () => {
  expect(label(table)).toBe(1);
  expect(met(table)).toEqual(expect.arrayContaining(['data tables', 'nothing happens', 'magic numbers']));
});

test.each<[string, string, string]>([
  ['tests alone', tests, 'tests'],
  ['broken code', `${bare}def broken(:\n`, 'broken'],
  ['repetition', bare.repeat(4), 'repetitive'],
  ['a re-export', 'from a import b\nfrom c import d\n', 'nothing happens'],
  ['a very long text', bare + `# ${'x'.repeat(60)}\n`.repeat(700), 'long'],
])('%s costs points', (_, text, criterion) => {
  expect(met(text)).toContain(criterion);
  expect(label(text)).toBeLessThan(5);
});

test('every criterion has a name of its own and moves the label', () => {
  expect(new Set(RUBRIC.map(({ name }) => name)).size).toBe(RUBRIC.length);
  for (const { points } of RUBRIC) expect(points).not.toBe(0);
});

test('what is only hard to follow is a 2 at worst, what holds no idea a 1', () => {
  const plumbing = `class Proxy:\n${Array.from({ length: 12 }, (_, at) => `    def _call_${String(at)}(self):\n        try:\n            if self._a.b.c and self._d.e:\n                for x in self._list:\n                    return self._f(x, 17, 0x1f, ${String(at)}, 9, 3)\n        except KeyError:\n            raise ValueError(self._name, 4, 5, 6, 7, 8) from None\n`).join('')}`;
  const minus = criteriaMet(features(parse(plumbing))).reduce((sum, { points }) => sum + points, 2);
  expect(minus).toBeLessThan(2);
  expect(label(plumbing)).toBe(2);
  const codec =
    'import codecs\n\nclass Codec(codecs.Codec):\n    def encode(self):\n        return codecs.x\n';
  expect(met(codec)).toContain('nothing happens');
  expect(label(codec)).toBe(1);
});

test('the rationale names each criterion with its points and its reason', () => {
  const vector = features(parse(table));
  const rationale = rubricRationale(vector);
  for (const { name, reason } of criteriaMet(vector)) expect(rationale).toContain(`${name}: ${reason}`);
  expect(rationale).toContain('−3 data tables: Long literals teach nothing.');
  expect(rubricRationale(features(parse(lesson)))).toMatch(/^\+1 explained: /);
});

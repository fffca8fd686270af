import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functionNodes } from '../../../main/core/corpus/definitions.ts';
import { boundedDistance, editDistance } from '../../../main/core/corpus/edit-distance.ts';
import { StructureIndex } from '../../../main/core/corpus/structure-index.ts';
import { StructureAlphabet, structureOf } from '../../../main/core/corpus/structure.ts';
import { parse } from './python.ts';

const alphabet = new StructureAlphabet();

function structure(text: string): number[] {
  const tree = parse(text);
  return [...structureOf(tree, functionNodes(tree)[0]!, alphabet)];
}

const original =
  'def f(xs):\n    total = 0\n    for x in xs:\n        if x % 2 == 0:\n            total += x\n    return total\n';

describe.each([
  [
    'other names',
    original.replaceAll('total', 'result').replaceAll('xs', 'values').replace('def f', 'def sum_even'),
  ],
  ['a docstring', original.replace('    total = 0\n', '    """Add the even ones."""\n    total = 0\n')],
  ['comments and blank lines', original.replace('    for', '\n    # Walk along.\n    for')],
  ['annotations', original.replace('(xs):', '(xs: list[int]) -> int:')],
  ['parentheses', original.replace('x % 2 == 0', '(x % 2) == 0')],
])('a function with %s', (_, text) => {
  test('has the same structure', () => expect(structure(text)).toEqual(structure(original)));
});

describe.each([
  ['operator', original.replace('% 2', '// 2')],
  ['number', original.replace('== 0', '== 1')],
  ['built-in', original.replace('return total', 'return abs(total)')],
  ['place in or after the loop', original.replace('    return total', '            return total')],
  ['augmented operator', original.replace('+=', '-=')],
])('a function with another %s', (_, text) => {
  test('has another structure', () => expect(structure(text)).not.toEqual(structure(original)));
});

test('built-in functions, methods and keywords keep their names', () => {
  const of = (expression: string) => structure(`def f(s):\n    return ${expression}\n`);
  expect(of('max(s)')).not.toEqual(of('min(s)'));
  expect(of('s.upper()')).not.toEqual(of('s.lower()'));
  expect(of('g(key=s)')).not.toEqual(of('g(reverse=s)'));
  expect(of('helper(s)')).toEqual(of('other(s)'));
  expect(of('s not in s')).not.toEqual(of('s in s'));
});

const sequence = fc.array(fc.nat(4), { maxLength: 25 }).map((symbols) => Int32Array.from(symbols));

test('the banded distance is the distance up to its bound', () => {
  fc.assert(
    fc.property(sequence, sequence, fc.nat(30), (one, other, bound) => {
      expect(boundedDistance(one, other, bound)).toBe(Math.min(editDistance(one, other), bound + 1));
    }),
    { numRuns: 3000 },
  );
});

test('the index finds what comparing with every entry finds', () => {
  fc.assert(
    fc.property(
      fc.array(sequence, { maxLength: 8 }),
      sequence,
      fc.constantFrom(0.5, 0.8, 0.95, 1),
      (entries, probe, rate) => {
        const index = new StructureIndex(entries, rate);
        const expected = entries.flatMap((entry, at) => {
          const longer = Math.max(entry.length, probe.length);
          const matchRate = 1 - editDistance(entry, probe) / longer;
          return longer > 0 && matchRate >= rate - 1e-9 ? [{ entry: at, matchRate, orderedRate: null }] : [];
        });
        expect(index.matches(probe)).toEqual(expected);
        expect(index.matches(probe)).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test('one symbol in twenty is a rate of 0.95, and that is still similar', () => {
  const entry = Int32Array.from({ length: 20 }, (_, index) => index);
  const changed = Int32Array.from(entry).fill(99, 7, 8);
  expect(new StructureIndex([entry], 0.95).matches(changed)).toEqual([
    { entry: 0, matchRate: 0.95, orderedRate: null },
  ]);
  expect(new StructureIndex([entry], 0.96).matches(changed)).toEqual([]);
});

test('symbols that come after an alphabet was closed are one, and none of those before', () => {
  const closing = new StructureAlphabet();
  const known = ['name', 'for', 'integer 1'].map((symbol) => closing.number(symbol));
  closing.close();
  expect(['name', 'for', 'integer 1'].map((symbol) => closing.number(symbol))).toEqual(known);
  const late = new Set(['integer 2', 'while', 'string "a"'].map((symbol) => closing.number(symbol)));
  expect(late.size).toBe(1);
  expect(known).not.toContain([...late][0]);
  expect(closing.size).toBe(known.length + 1);
});

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createRandom } from '../../../main/core/teaching/random.ts';
import {
  dict,
  distinct,
  equalityKey,
  float,
  floorDivide,
  literal,
  modulo,
  printed,
  set,
  tuple,
} from '../../../main/core/teaching/value.ts';

describe('Python values', () => {
  test.each([
    [null, 'None'],
    [true, 'True'],
    [-0, '0'],
    ["it's", '"it\'s"'],
    ['a\\b\n', "'a\\\\b\\n'"],
    [[1, 'a', [false]], "[1, 'a', [False]]"],
    [tuple(1), '(1,)'],
    [tuple(), '()'],
    [set([]), 'set()'],
    [set([3, 1, 3]), '{1, 3}'],
    [dict([['a', [1]]]), "{'a': [1]}"],
    [float(2), '2.0'],
    [float(-0), '-0.0'],
    [float(0.1), '0.1'],
  ])('literal(%j) is %s', (value, expected) => {
    expect(literal(value)).toBe(expected);
  });

  test('a string prints bare and everything else as its literal', () => {
    expect(printed('a')).toBe('a');
    expect(printed(['a'])).toBe("['a']");
  });

  test('dictionaries are equal whatever the order of their keys', () => {
    expect(
      equalityKey(
        dict([
          ['a', 1],
          ['b', 2],
        ]),
      ),
    ).toBe(
      equalityKey(
        dict([
          ['b', 2],
          ['a', 1],
        ]),
      ),
    );
  });

  test('floor division and remainder agree as in Python: a == b * (a // b) + a % b with the sign of b', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        (a, size, negative) => {
          const b = negative ? -size : size;
          expect(b * floorDivide(a, b) + modulo(a, b)).toBe(a);
          const remainder = modulo(a, b);
          expect(remainder === 0 || Math.sign(remainder) === Math.sign(b)).toBe(true);
        },
      ),
    );
  });

  test('distinct keeps the first of each and tells 1 from the string 1', () => {
    expect(distinct([2, '1', 1, 2, 1])).toEqual([2, '1', 1]);
  });
});

describe('the random source', () => {
  test('stays in its bounds and repeats by seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, low, width) => {
        const first = createRandom(seed);
        const second = createRandom(seed);
        for (let draw = 0; draw < 20; draw += 1) {
          const value = first.between(low, low + width);
          expect(value).toBe(second.between(low, low + width));
          expect(value >= low && value <= low + width && Number.isInteger(value)).toBe(true);
        }
      }),
    );
  });
}); // prettier-ignore

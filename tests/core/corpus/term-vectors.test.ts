import fc from 'fast-check';
import { expect, test } from 'vitest';
import { termVectors } from '../../../main/core/corpus/term-vectors.ts';

const WIDTH = 64;
const row = (vectors: Float32Array, at: number) => [...vectors.subarray(at * WIDTH, (at + 1) * WIDTH)];
const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, at) => sum + value * other[at]!, 0);

test('texts that share words are nearer than texts that do not', () => {
  const vectors = termVectors(
    ['count the words of a text', 'count all words in texts', 'def matrix(rows): return rows', 'x = y'],
    WIDTH,
  );
  const near = dot(row(vectors, 0), row(vectors, 1));
  expect(near).toBeGreaterThan(dot(row(vectors, 0), row(vectors, 2)));
  expect(near).toBeGreaterThan(0.05);
});

test('every vector has length one, or is nothing where no word tells the text apart; no number is not one', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40, unit: 'grapheme' }), { maxLength: 8 }), (texts) => {
      const vectors = termVectors(texts, WIDTH);
      expect(vectors).toHaveLength(texts.length * WIDTH);
      texts.forEach((_, at) => {
        const length = Math.sqrt(dot(row(vectors, at), row(vectors, at)));
        expect(length === 0 || Math.abs(length - 1) < 1e-5).toBe(true);
      });
    }),
  );
  expect([...termVectors(['same', 'same'], 4)]).toEqual(Array(8).fill(0));
});

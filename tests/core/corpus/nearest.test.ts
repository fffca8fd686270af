import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '../../../main/core/corpus/edit-distance.ts';
import { embeddingDistance } from '../../../main/core/corpus/embedding-distance.ts';
import {
  insertNearest,
  nearestRuns,
  nearestStructures,
  type Nearness,
} from '../../../main/core/corpus/nearest.ts';
import { longestSharedRun } from '../../../main/core/corpus/pair-measures.ts';

const table = (rows: readonly (readonly number[])[]) => {
  const starts = [0];
  for (const row of rows) starts.push(starts.at(-1)! + row.length);
  return { flat: Int32Array.from(rows.flat()), starts: Int32Array.from(starts) };
};
const sequence = fc.array(fc.nat(4), { maxLength: 12 });

/** Every entry's measure, the best first: the small way. */
function best(measures: readonly number[], most: number, least: number): Nearness[] {
  const found: Nearness[] = [];
  measures.forEach((measure, entry) => {
    if (measure >= least - 1e-9) insertNearest(found, { entry, measure }, most);
  });
  return found;
}

test('the nearest structures are those that comparing all gives', () => {
  fc.assert(
    fc.property(
      fc.array(sequence, { maxLength: 12 }),
      fc.array(sequence, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(0.5, 0.6, 1),
      (rows, wanted, least) => {
        const measures = rows.map((row) =>
          Math.max(
            ...wanted.map((one) => {
              const longer = Math.max(row.length, one.length);
              return longer === 0 ? -1 : 1 - editDistance(row, one) / longer;
            }),
          ),
        );
        const found = nearestStructures(
          table(rows),
          wanted.map((one) => Int32Array.from(one)),
          3,
          least,
        );
        expect(found.map(({ measure }) => measure.toFixed(9))).toEqual(
          best(measures, 3, least).map(({ measure }) => measure.toFixed(9)),
        );
        for (const { entry, measure } of found) expect(measures[entry]).toBeCloseTo(measure, 9);
      },
    ),
    { numRuns: 1000 },
  );
});

test('the longest runs are those that comparing all gives', () => {
  fc.assert(
    fc.property(
      fc.array(sequence, { maxLength: 12 }),
      sequence,
      fc.integer({ min: 1, max: 4 }),
      (rows, wanted, least) => {
        const measures = rows.map((row) => longestSharedRun(row.map(String), wanted.map(String)).length);
        expect(nearestRuns(table(rows), Int32Array.from(wanted), 3, least)).toEqual(best(measures, 3, least));
      },
    ),
    { numRuns: 1000 },
  );
});

test('a word that the table does not have ends a run', () => {
  expect(nearestRuns(table([[1, 2, 3, 4]]), Int32Array.from([1, 2, -1, 3, 4]), 3, 2)).toEqual([
    { entry: 0, measure: 2 },
  ]);
});

test('the distance of embeddings is that of their directions', () => {
  const vector = (...values: number[]): Float32Array => Float32Array.from(values);
  expect(embeddingDistance(vector(1, 2), vector(2, 4))).toBe(0);
  expect(embeddingDistance(vector(1, 0), vector(0, 3))).toBeCloseTo(Math.SQRT2, 12);
  expect(embeddingDistance(vector(1, 0), vector(-5, 0))).toBe(2);
  expect(embeddingDistance(vector(0, 0), vector(1, 0))).toBeCloseTo(Math.SQRT2, 12);
  expect(() => embeddingDistance(vector(1), vector(1, 2))).toThrow('Vectors of 1 and 2 numbers');
});

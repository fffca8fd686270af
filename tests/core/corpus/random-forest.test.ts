import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnderCurve, precisionAndRecall } from '../../../main/core/corpus/classification.ts';
import type { RandomForest } from '../../../main/core/corpus/random-forest.ts';
import { predict, trainForest } from '../../../main/core/corpus/random-forest.ts';
import { seededRandom } from '../../../main/core/training/random.ts';

/** Rows of six features; the target depends on the first two, the others are noise. */
function problem(count: number, seed: number) {
  const random = seededRandom(seed);
  const rows = Array.from({ length: count }, () => Float64Array.from({ length: 6 }, () => random.uniform()));
  const targets = rows.map(([a, b]) => (a! > 0.5 !== b! > 0.5 ? 1 : 0));
  return { rows, targets };
}

test('it learns an interaction that no single feature shows, and says which features it used', () => {
  const train = problem(600, 1);
  const held = problem(300, 2);
  const forest = trainForest(train.rows, train.targets, { seed: 7, trees: 60 });
  const scores = held.rows.map((row) => predict(forest, row));
  expect(areaUnderCurve(scores, held.targets.map(Boolean))).toBeGreaterThan(0.95);
  expect(forest.importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  expect(forest.importance[0]! + forest.importance[1]!).toBeGreaterThan(0.6);
});

test('predictions for 0 and 1 are probabilities, and the mean prediction is near the mean target', () => {
  const { rows, targets } = problem(300, 3);
  const forest = trainForest(rows, targets, { seed: 1, trees: 30 });
  const scores = rows.map((row) => predict(forest, row));
  for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(scores)).toBeCloseTo(mean(targets), 1);
});

test('the same seed gives the same forest, another seed another; JSON keeps it whole', () => {
  const { rows, targets } = problem(200, 4);
  const forest = trainForest(rows, targets, { seed: 5, trees: 10 });
  expect(trainForest(rows, targets, { seed: 5, trees: 10 })).toEqual(forest);
  expect(trainForest(rows, targets, { seed: 6, trees: 10 })).not.toEqual(forest);
  const back = JSON.parse(JSON.stringify(forest)) as RandomForest;
  for (const row of rows) expect(predict(back, row)).toBe(predict(forest, row));
});

test('equal targets need no split, and a constant feature is never split on', () => {
  const rows = Array.from({ length: 50 }, (_, index) => Float64Array.of(index, 1));
  const flat = trainForest(
    rows,
    rows.map(() => 0.1),
    { seed: 1, trees: 5 },
  );
  expect(flat.importance).toEqual([0, 0]);
  expect(predict(flat, Float64Array.of(3, 1))).toBeCloseTo(0.1);
  const steps = trainForest(
    rows,
    rows.map(([x]) => (x! < 25 ? 0 : 1)),
    { seed: 1, trees: 20 },
  );
  expect(steps.importance).toEqual([1, 0]);
  expect(predict(steps, Float64Array.of(2, 1))).toBe(0);
  expect(predict(steps, Float64Array.of(47, 1))).toBe(1);
});

test('many more values than bins are still split at the right place', () => {
  const rows = Array.from({ length: 3000 }, (_, index) => Float64Array.of(Math.exp(index / 300)));
  const forest = trainForest(
    rows,
    rows.map(([x]) => (x! < Math.exp(5) ? 0 : 1)),
    { seed: 1, trees: 20 },
  );
  expect(predict(forest, Float64Array.of(Math.exp(4.8)))).toBeLessThan(0.1);
  expect(predict(forest, Float64Array.of(Math.exp(5.2)))).toBeGreaterThan(0.9);
});

test('rows without targets are refused', () => {
  expect(() => trainForest([], [], { seed: 1 })).toThrow(/got 0 rows and 0 targets/);
  expect(() => trainForest([Float64Array.of(1)], [], { seed: 1 })).toThrow(/got 1 rows and 0 targets/);
});

test('the area under the curve is the share of pairs in the right order, ties half', () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(cases, (scored) => {
      const high = scored.filter(([, positive]) => positive).map(([score]) => score);
      const low = scored.filter(([, positive]) => !positive).map(([score]) => score);
      const wins = high.flatMap((one) => low.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
      const found = areaUnderCurve(
        scored.map(([score]) => score),
        scored.map(([, positive]) => positive),
      );
      if (wins.length === 0) expect(found).toBeNull();
      else expect(found).toBeCloseTo(wins.reduce<number>((sum, win) => sum + win, 0) / wins.length);
    }),
  );
});

test('precision and recall of a cut', () => {
  expect(precisionAndRecall([1, 2, 3, 4], [false, true, false, true], 3)).toEqual({
    precision: 1 / 2,
    recall: 1 / 2,
  });
  expect(precisionAndRecall([1], [false], 3)).toEqual({ precision: null, recall: null });
});

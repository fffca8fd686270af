import { expect, test } from 'vitest';
import { learningRate, stepScalars } from '../../../main/core/training/schedule.ts';

test('the rate climbs to the peak over the warm-up, then falls in a line to its last step', () => {
  const schedule = { peakRate: 1e-3, warmupSteps: 4, totalSteps: 12 };
  const rates = Array.from({ length: 13 }, (_, index) => learningRate(schedule, index + 1) * 1e3);
  const expected = [0.25, 0.5, 0.75, 1, 8 / 9, 7 / 9, 6 / 9, 5 / 9, 4 / 9, 3 / 9, 2 / 9, 1 / 9, 0];
  for (const [index, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[index]!, 12);
});

test('without warm-up the first step has the peak', () => {
  expect(learningRate({ peakRate: 2, warmupSteps: 0, totalSteps: 10 }, 1)).toBeCloseTo(2, 12);
});

test("the scalars of a step are its rate and the moments' corrections", () => {
  expect([...stepScalars(0.5, 1, { beta1: 0.75, beta2: 0.5 })]).toEqual([0.5, 4, 2]);
  expect(stepScalars(0.5, 2, { beta1: 0.75, beta2: 0.5 })[2]).toBeCloseTo(4 / 3, 6);
});

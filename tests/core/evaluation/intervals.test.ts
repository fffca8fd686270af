import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval, wilsonInterval } from '../../../main/core/evaluation/intervals.ts';
import { logGamma, normalQuantile, normalTail } from '../../../main/core/evaluation/normal.ts';
import { seeded } from './seeded.ts';

const near = (got: number, expected: number) => {
  expect(Math.abs(got - expected)).toBeLessThan(1e-9);
};

describe('the normal distribution, against SciPy', () => {
  it.each([
    [0.975, 1.959963984540054],
    [0.8, 0.8416212335729143],
    [0.5, 0],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
    [0.3, -0.5244005127080409],
    [0.99999, 4.264890793923841],
  ])('quantile of %d', (p, z) => {
    near(normalQuantile(p), z);
  });

  it.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [2.9, 0.0018658133003840375],
    [3.1, 0.0009676032132183563],
    [6, 9.865876450376946e-10],
    [10, 7.61985302416047e-24],
    [-1, 0.8413447460685429],
  ])('tail beyond %d', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 10);
  });

  it.each([
    [0.5, 0.5723649429247004],
    [3.7, 1.4280723266653883],
    [170.5, 704.0044277342047],
    [1000, 5905.220423209181],
  ])('log gamma of %d', (x, value) => {
    near(logGamma(x), value);
  });
});

describe("Wilson's interval", () => {
  // scipy.stats.binomtest(k, n).proportion_ci(0.95, 'wilson')
  it.each([
    [83, 164, 0.43032054720255597, 0.5815954598081827],
    [0, 164, 0, 0.022887425119427585],
    [164, 164, 0.9771125748805725, 1],
    [9, 164, 0.02913694516742646, 0.10099454304864933],
    [1, 10, 0.017876213095072896, 0.4041500267952385],
  ])('%i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    near(interval.low, low);
    near(interval.high, high);
  });

  it('holds the rate and stays inside 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (n, c) => {
        const k = c % (n + 1);
        const { low, high } = wilsonInterval(k, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
      }),
    );
  });

  it('refuses counts that cannot be', () => {
    expect(() => wilsonInterval(3, 2)).toThrow('got 3 of 2');
    expect(() => wilsonInterval(0, 0)).toThrow('got 0 of 0');
  });
});

describe('the bootstrap over problems', () => {
  it('is the same for the same seed and differs for another', () => {
    const values = [0, 0.51, 1, 0.93, 0.07, 0.25, 0.76, 0.99];
    const few = { resamples: 37 };
    expect(bootstrapInterval(values, seeded(1), few)).toEqual(bootstrapInterval(values, seeded(1), few));
    expect(bootstrapInterval(values, seeded(1), few)).not.toEqual(bootstrapInterval(values, seeded(2), few));
  });

  it('comes close to the normal interval of a mean where there are many problems', () => {
    const random = seeded(7);
    const values = Array.from({ length: 400 }, () => (random() < 0.3 ? 1 : 0));
    const mean = values.reduce<number>((sum, v) => sum + v, 0) / values.length;
    const half = 1.96 * Math.sqrt((mean * (1 - mean)) / values.length);
    const { low, high } = bootstrapInterval(values, random);
    expect(Math.abs(low - (mean - half))).toBeLessThan(0.01);
    expect(Math.abs(high - (mean + half))).toBeLessThan(0.01);
  });

  it('has no width where every problem scored the same', () => {
    expect(bootstrapInterval([0.4, 0.4, 0.4], seeded(3))).toEqual({
      low: expect.closeTo(0.4, 12),
      high: expect.closeTo(0.4, 12),
    });
  });
});

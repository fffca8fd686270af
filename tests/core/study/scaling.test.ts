import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studyCells, trainingFlops } from '../../../main/core/study/grid.ts';
import {
  computeSaved,
  fitPowerLaw,
  fitScalingLaw,
  powerLawAt,
  scalingLawAt,
  type ScalingLaw,
  type ScalingPoint,
} from '../../../main/core/study/scaling.ts';

const SIZES = [1e6, 2e6, 5e6, 2e7];
const TOKENS = [1e6, 3e6, 1e7, 3e7];
const grid = (loss: (point: Omit<ScalingPoint, 'loss'>) => number): ScalingPoint[] =>
  SIZES.flatMap((parameters) =>
    TOKENS.map((tokens) => ({ parameters, tokens, loss: loss({ parameters, tokens }) })),
  );

describe('a study’s grid', () => {
  it('is every combination once, cheapest first', () => {
    const cells = studyCells({
      datasets: ['a', 'b'],
      presets: ['nano'],
      tokens: [200, 100, 100],
      seeds: [1, 2],
    });
    expect(cells.map(({ dataset, tokens, seed }) => [tokens, seed, dataset])).toEqual([
      [100, 1, 'a'],
      [100, 1, 'b'],
      [100, 2, 'a'],
      [100, 2, 'b'],
      [200, 1, 'a'],
      [200, 1, 'b'],
      [200, 2, 'a'],
      [200, 2, 'b'],
    ]);
  });

  it('refuses an empty axis, a count that is none, and a grid that no machine finishes', () => {
    const axes = { datasets: ['a'], presets: ['nano'], tokens: [100], seeds: [1] };
    expect(() => studyCells({ ...axes, seeds: [] })).toThrow(
      'A study needs at least one of its seeds; none were given.',
    );
    expect(() => studyCells({ ...axes, tokens: [0.5] })).toThrow(
      'A model cannot see 0.5 tokens; give whole numbers above 0.',
    );
    expect(() => studyCells({ ...axes, seeds: Array.from({ length: 501 }, (_, seed) => seed) })).toThrow(
      'This grid has 501 models; take values away until it has at most 500.',
    );
  });
});

describe('the power law', () => {
  it('finds the line that the points lie on', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.6, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (exponent, coefficient) => {
          const points = grid(({ parameters, tokens }) =>
            powerLawAt({ coefficient, exponent }, trainingFlops(parameters, tokens)),
          );
          const fit = fitPowerLaw(points);
          if (fit.state !== 'fitted') throw new Error(fit.needs);
          expect(fit.law.exponent).toBeCloseTo(exponent, 9);
          expect(Math.log(fit.law.coefficient)).toBeCloseTo(Math.log(coefficient), 7);
          expect(fit.explained).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('says what it needs', () => {
    expect(fitPowerLaw([{ parameters: 1, tokens: 1, loss: 1 }])).toEqual({
      state: 'too-few',
      needs: 'A slope needs at least three amounts of compute; there are 1.',
    });
  });

  it('tells how much compute better data saves', () => {
    const raw = { coefficient: 8, exponent: 0.1 };
    const kept = { coefficient: 8 * 2 ** -0.1, exponent: 0.1 };
    expect(computeSaved(raw, kept, 1e12)).toBeCloseTo(2, 9);
    expect(computeSaved(raw, raw, 1e12)).toBeCloseTo(1, 9);
    expect(computeSaved({ coefficient: 1, exponent: 0 }, raw, 1e12)).toBeNull();
  });
});

describe('L(N, D)', () => {
  it('finds the published law of Chinchilla again from points that lie on it', () => {
    const chinchilla: ScalingLaw = {
      irreducible: 1.69,
      size: { coefficient: 406.4, exponent: 0.34 },
      data: { coefficient: 410.7, exponent: 0.28 },
    };
    const sizes = [1e7, 1e8, 1e9, 1e10];
    const counts = [1e8, 1e9, 1e10, 1e11];
    const points = sizes.flatMap((parameters) =>
      counts.map((tokens) => ({
        parameters,
        tokens,
        loss: scalingLawAt(chinchilla, { parameters, tokens }),
      })),
    );
    const fit = fitScalingLaw(points);
    if (fit.state !== 'fitted') throw new Error(fit.needs);
    expect(fit.law.irreducible).toBeCloseTo(1.69, 3);
    expect(fit.law.size!.exponent).toBeCloseTo(0.34, 3);
    expect(fit.law.data!.exponent).toBeCloseTo(0.28, 3);
    expect(Math.max(...fit.residuals.map(Math.abs))).toBeLessThan(1e-5);
  });

  it('leaves the size out where there are two sizes, and needs more pairs than unknowns', () => {
    const points = [1e6, 4e6].flatMap((parameters) =>
      TOKENS.map((tokens) => ({ parameters, tokens, loss: 1 + 300 * tokens ** -0.4 })),
    );
    const fit = fitScalingLaw(points);
    if (fit.state !== 'fitted') throw new Error(fit.needs);
    expect(fit.law.size).toBeNull();
    expect(fit.law.data!.exponent).toBeCloseTo(0.4, 3);
    expect(fit.law.irreducible).toBeCloseTo(1, 3);
    expect(fitScalingLaw(points.slice(0, 3)).state).toBe('too-few');
    expect(fitScalingLaw(points.filter(({ tokens }) => tokens < 5e6)).state).toBe('too-few');
  });

  it('keeps to the points where they scatter', () => {
    const noise = [0.01, -0.012, 0.004, -0.006];
    const points = grid(({ parameters, tokens }) => 0.8 + 20 * parameters ** -0.3 + 40 * tokens ** -0.3).map(
      (point, at) => ({ ...point, loss: point.loss * (1 + noise[at % 4]!) }),
    );
    const fit = fitScalingLaw(points);
    if (fit.state !== 'fitted') throw new Error(fit.needs);
    expect(Math.max(...fit.residuals.map(Math.abs))).toBeLessThan(0.02);
    expect(fit.explained).toBeGreaterThan(0.97);
  });
});

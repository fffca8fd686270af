import { describe, expect, it } from 'vitest';
import { krippendorffAlpha, quadraticKappa } from '../../../main/core/evaluation/agreement.ts';
import {
  bootstrapDifference,
  bootstrapInterval,
  bootstrapIntervals,
  wilsonInterval,
} from '../../../main/core/evaluation/intervals.ts';
import {
  mcnemarExact,
  minimumDetectableDifference,
  minimumDetectablePaired,
} from '../../../main/core/evaluation/paired.ts';
import { passAtK } from '../../../main/core/evaluation/pass-at-k.ts';
import fixture from '../../golden/statistics/fixture.json' with { type: 'json' };

/** The values come from scipy, statsmodels, numpy, scikit-learn and exact fractions: `make-fixture.py`. */
const close = (found: number, expected: number): void => {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9);
};

/** The minimal standard generator (Park and Miller), as in the script that made the values. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

describe('statistics agree with independently computed values to 1e-9', () => {
  it.each(fixture.passAtK)('pass@k, n=%d c=%d k=%d', (n, c, k, expected) => {
    close(passAtK(n!, c!, k!), expected!);
  });

  it.each(fixture.wilson)('Wilson, %d of %d at %d', (successes, trials, confidence, low, high) => {
    const interval = wilsonInterval(successes!, trials!, confidence);
    close(interval.low, low!);
    close(interval.high, high!);
  });

  it.each(fixture.mcnemar)('exact McNemar, %d against %d', (onlyFirst, onlySecond, p) => {
    close(mcnemarExact({ onlyFirst: onlyFirst!, onlySecond: onlySecond! }), p!);
  });

  it.each(fixture.pairedDetectable)('detectable paired, n=%d ψ=%d', (n, psi, expected) => {
    close(minimumDetectablePaired(n!, psi!), expected!);
  });

  it.each(fixture.unpairedDetectable)('detectable unpaired, n=%d p=%d', (n, rate, expected) => {
    close(minimumDetectableDifference(n!, { rate: rate! }), expected!);
  });

  const { tallies, seed, resamples, differences, difference, passAt1, passAt10 } = fixture.bootstrap;
  const rates = (k: number) => tallies.map(([n, c]) => passAtK(n!, c!, k));

  it('bootstrap of pass@k, the same whether one k or all are asked for', () => {
    const alone = bootstrapInterval(rates(1), lehmer(seed), { resamples });
    close(alone.low, passAt1[0]!);
    close(alone.high, passAt1[1]!);
    const [first, tenth] = bootstrapIntervals([rates(1), rates(10)], lehmer(seed), { resamples });
    expect(first).toEqual(alone);
    close(tenth!.low, passAt10[0]!);
    close(tenth!.high, passAt10[1]!);
  });

  it('paired bootstrap of a difference', () => {
    const found = bootstrapDifference(differences, lehmer(seed), { resamples });
    close(found.low, difference[0]!);
    close(found.high, difference[1]!);
    close(found.p, difference[2]!);
  });

  const { grades, alpha, withHoles, alphaWithHoles, kappa } = fixture.agreement;

  it('Krippendorff’s α, with missing grades too', () => {
    close(krippendorffAlpha(grades), alpha);
    close(krippendorffAlpha(withHoles), alphaWithHoles);
  });

  it('quadratic κ', () => {
    close(quadraticKappa(grades[0]!, grades[1]!), kappa[0]!);
    close(quadraticKappa(grades[0]!, grades[2]!), kappa[1]!);
    close(quadraticKappa(grades[1]!, grades[2]!), kappa[2]!);
  });

  it('agreement is NaN where nothing varies, and refuses what cannot agree', () => {
    expect(
      krippendorffAlpha([
        [5, 5],
        [5, 5],
      ]),
    ).toBeNaN();
    expect(quadraticKappa([3, 3], [3, 3])).toBeNaN();
    expect(() => krippendorffAlpha([[1, 2]])).toThrow(/two graders/);
  });
});

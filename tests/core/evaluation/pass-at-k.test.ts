import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanPassAtK, passAtK, tally } from '../../../main/core/evaluation/pass-at-k.ts';

/** 1 − C(n−c, k) / C(n, k) in exact integers. */
function exact(n: number, c: number, k: number): number {
  const choose = (a: number, b: number): bigint => {
    if (b > a) return 0n;
    let top = 1n;
    let bottom = 1n;
    for (let i = 0; i < b; i++) {
      top *= BigInt(a - i);
      bottom *= BigInt(i + 1);
    }
    return top / bottom;
  };
  const scale = 10n ** 18n;
  return 1 - Number((choose(n - c, k) * scale) / choose(n, k)) / 1e18;
}

describe('pass@k', () => {
  // From exact fractions, computed apart from this code.
  it.each([
    [200, 10, 1, 0.05],
    [200, 10, 100, 0.9992289739372822],
    [200, 37, 10, 0.8773745673794602],
    [100, 1, 100, 1],
    [20, 3, 5, 0.6008771929824561],
    [5, 0, 3, 0],
    [5, 5, 1, 1],
    [7, 5, 3, 1],
  ])('n=%i c=%i k=%i', (n, c, k, expected) => {
    expect(Math.abs(passAtK(n, c, k) - expected)).toBeLessThan(1e-9);
  });

  it('agrees with the definition in exact integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(), fc.nat(), (n, c0, k0) => {
        const c = c0 % (n + 1);
        const k = (k0 % n) + 1;
        expect(Math.abs(passAtK(n, c, k) - exact(n, c, k))).toBeLessThan(1e-9);
      }),
    );
  });

  it('never falls when more samples pass or more are allowed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), (n, c0, k0) => {
        const c = c0 % n;
        const k = (k0 % (n - 1)) + 1;
        expect(passAtK(n, c + 1, k)).toBeGreaterThanOrEqual(passAtK(n, c, k));
        expect(passAtK(n, c, k + 1)).toBeGreaterThanOrEqual(passAtK(n, c, k) - 1e-12);
      }),
    );
  });

  it('is refused where there are fewer samples than k', () => {
    expect(() => passAtK(5, 1, 10)).toThrow('pass@10 cannot be estimated from 5 samples; draw 10 or more.');
    expect(() => passAtK(5, 6, 1)).toThrow('cannot be correct');
    expect(() => passAtK(5, 1, 0)).toThrow('whole k');
  });

  it('weighs every problem the same, whatever its number of samples', () => {
    const tallies = tally([
      { taskId: 'a', verdict: 'passed' },
      { taskId: 'b', verdict: 'timeout' },
      { taskId: 'b', verdict: 'passed' },
      { taskId: 'b', verdict: 'exception' },
      { taskId: 'b', verdict: 'wrong-answer' },
    ]);
    expect(tallies).toEqual([
      { taskId: 'a', samples: 1, correct: 1 },
      { taskId: 'b', samples: 4, correct: 1 },
    ]);
    expect(meanPassAtK(tallies, 1)).toBeCloseTo((1 + 0.25) / 2, 12);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareInWords,
  mcnemarExact,
  minimumDetectableDifference,
} from '../../../main/core/evaluation/paired.ts';
import { scorePassAt1 } from '../../../main/core/evaluation/score.ts';
import { seeded } from './seeded.ts';

const solved = (pattern: string) => new Map([...pattern].map((mark, i) => [`p/${String(i)}`, mark === '+']));

describe("McNemar's exact test", () => {
  // scipy.stats.binomtest(b, b + c, 0.5).pvalue
  it.each([
    [5, 1, 0.21875],
    [10, 25, 0.016673847800120715],
    [0, 0, 1],
    [7, 7, 1],
    [0, 6, 0.03125],
    [100, 140, 0.01166409231767769],
  ])('%i against %i', (onlyFirst, onlySecond, p) => {
    expect(Math.abs(mcnemarExact({ onlyFirst, onlySecond }) - p)).toBeLessThan(1e-9);
  });

  it('does not care which model is named first', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (a, b) => {
        expect(mcnemarExact({ onlyFirst: a, onlySecond: b })).toBe(
          mcnemarExact({ onlyFirst: b, onlySecond: a }),
        );
      }),
    );
  });
});

it('says how small a difference a benchmark can show', () => {
  expect(Math.abs(minimumDetectableDifference(164) - 0.15469166553247346)).toBeLessThan(1e-9);
  expect(Math.abs(minimumDetectableDifference(150, { rate: 0.2 }) - 0.1293996783868159)).toBeLessThan(1e-9);
});

describe('a comparison in words', () => {
  it('names the better model when the split is lopsided', () => {
    const text = compareInWords(
      { name: 'textbooks', solved: solved('+++++++++-') },
      { name: 'raw', solved: solved('----------') },
    );
    expect(text).toBe(
      'textbooks solved 9 problems that raw did not, and the other way round 0: a difference that chance hardly explains (exact McNemar, p = 0.004).',
    );
  });

  it('says so when chance could explain it, and when nothing differs', () => {
    expect(
      compareInWords({ name: 'a', solved: solved('-+') }, { name: 'b', solved: solved('++') }),
    ).toContain('chance alone could do that (exact McNemar, p = 1.000)');
    expect(
      compareInWords({ name: 'a', solved: solved('+-') }, { name: 'b', solved: solved('-+') }),
    ).toContain('nothing tells them apart');
  });

  it('refuses evaluations of different problems', () => {
    expect(() =>
      compareInWords({ name: 'a', solved: solved('++') }, { name: 'b', solved: solved('+') }),
    ).toThrow('p/1');
    expect(() =>
      compareInWords({ name: 'a', solved: solved('+') }, { name: 'b', solved: solved('++') }),
    ).toThrow('different numbers');
  });
});

describe('the score of an evaluation', () => {
  it("uses Wilson's interval for one sample a problem and a bootstrap for more", () => {
    const single = scorePassAt1(
      [...solved('+--+')].map(([taskId, ok]) => ({ taskId, samples: 1, correct: ok ? 1 : 0 })),
      seeded(1),
    );
    expect(single).toMatchObject({ rate: 0.5, solved: 2, problems: 4, interval: 'wilson' });
    const many = scorePassAt1(
      [...solved('+--+')].map(([taskId, ok]) => ({ taskId, samples: 10, correct: ok ? 5 : 0 })),
      seeded(1),
    );
    expect(many).toMatchObject({ rate: 0.25, solved: 2, interval: 'bootstrap' });
    expect(many.low).toBeLessThan(0.25);
    expect(many.high).toBeGreaterThan(0.25);
  });
});

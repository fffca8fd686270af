import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMeter, type TokenUse } from '../../../main/core/teaching/budget.ts';
import { embeddingSpread, measureDiversity } from '../../../main/core/teaching/diversity.ts';

describe('a budget', () => {
  it('is never crossed by what is spent and set aside together, whatever the order', () => {
    const use = fc.record({ promptTokens: fc.nat(200), completionTokens: fc.nat(400) });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(use, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())),
        (asked) => {
          const price = { promptPerMillion: 3, completionPerMillion: 15 };
          const meter = createMeter(price, { tokens: 2000, money: 0.01 });
          let later: (() => void)[] = [];
          for (const [most, share, wait] of asked) {
            const reservation = meter.reserve(most);
            if (reservation === null) {
              for (const settle of later) settle();
              later = [];
              continue;
            }
            const real: TokenUse = {
              promptTokens: most.promptTokens,
              completionTokens: Math.floor(most.completionTokens * share),
            };
            if (wait)
              later.push(() => {
                reservation.settle(real, false);
              });
            else reservation.settle(real, false);
          }
          for (const settle of later) settle();
          const { promptTokens, completionTokens, cost } = meter.state;
          expect(promptTokens + completionTokens).toBeLessThanOrEqual(2000);
          expect(cost).toBeLessThanOrEqual(0.01 + 1e-9);
        },
      ),
    );
  });

  it('counts what was lost, and says how much no server counted', () => {
    const meter = createMeter(
      { promptPerMillion: 1e6, completionPerMillion: 2e6 },
      { tokens: null, money: null },
    );
    meter
      .reserve({ promptTokens: 10, completionTokens: 100 })!
      .settle({ promptTokens: 8, completionTokens: 20 }, false);
    meter
      .reserve({ promptTokens: 10, completionTokens: 100 })!
      .lose({ promptTokens: 10, completionTokens: 2 });
    expect(meter.state).toEqual({
      promptTokens: 18,
      completionTokens: 22,
      cost: 62,
      estimatedShare: 12 / 40,
      lostTokens: 12,
    });
  });
});

describe('diversity', () => {
  it('falls with repetition', () => {
    const texts = Array.from({ length: 40 }, (_, n) =>
      Array.from({ length: 30 }, (__, at) => `w${String((n * 31 + at * at * 7) % 977)}`).join(' '),
    );
    const varied = measureDiversity(texts);
    const repeated = measureDiversity([...texts.slice(0, 20), ...texts.slice(0, 20)]);
    expect(varied.nearDuplicates).toBe(0);
    expect(repeated.nearDuplicates).toBe(0.5);
    for (const n of [0, 1, 2, 3]) expect(repeated.distinct[n]!).toBeLessThan(varied.distinct[n]!);
    expect(measureDiversity([])).toEqual({
      texts: 0,
      distinct: [0, 0, 0, 0],
      nearDuplicates: 0,
      spread: null,
    });
    expect(measureDiversity(['a a b']).distinct).toEqual([2 / 3, 1, 1, 0]);
  });

  it('spreads as far as the mean of all pairs of embeddings says', () => {
    const unit = (angle: number): number[] => [3 * Math.cos(angle), 3 * Math.sin(angle)];
    const angles = [0, 1, 2.5, 4];
    const vectors = Float32Array.from(angles.flatMap(unit));
    const pairs = angles.flatMap((a, i) => angles.slice(i + 1).map((b) => 1 - Math.cos(a - b)));
    expect(embeddingSpread(vectors, 2)).toBeCloseTo(
      pairs.reduce((sum, one) => sum + one, 0) / pairs.length,
      5,
    );
    expect(embeddingSpread(Float32Array.from([1, 2, 1, 2]), 2)).toBeCloseTo(0, 6);
    expect(embeddingSpread(Float32Array.from([1, 2]), 2)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricPoint } from '../../preload/contract/runs.ts';
import { spreadLabels } from '../../renderer/charts/label-places.ts';
import {
  decimate,
  mergePoints,
  nearest,
  select,
  smooth,
  stepRange,
  toCsv,
} from '../../renderer/charts/series.ts';
import { sparkPath } from '../../renderer/charts/spark.ts';

const point = (step: number, over: Partial<MetricPoint> = {}): MetricPoint => ({
  step,
  tokens: step * 100,
  seconds: step / 2,
  loss: 5 / (1 + step),
  heldOutLoss: null,
  rate: 0.001,
  gradientNorm: 1,
  tokensPerSecond: 500,
  flops: null,
  memoryBytes: null,
  gpuMemoryBytes: null,
  ...over,
});
const points = (count: number) => Array.from({ length: count }, (_, index) => point(index + 1));
const linear = { x: false, y: false };

describe('mergePoints', () => {
  it('gives what one fetch of everything would, however the points were cut and overlapped', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 6 }), fc.nat(3), (cuts, overlap) => {
        const all = points(60);
        let merged: readonly MetricPoint[] = [];
        for (const to of [...cuts.sort((a, b) => a - b), 60]) {
          const from = Math.max(0, (merged.at(-1)?.step ?? 0) - overlap);
          merged = mergePoints(merged, all.slice(from, Math.max(from, to)));
        }
        expect(merged).toEqual(all);
      }),
    );
  });

  it('takes the newer of two points of one step', () => {
    const merged = mergePoints([point(1), point(2)], [point(2, { heldOutLoss: 3 }), point(3)]);
    expect(merged.map((one) => one.heldOutLoss)).toEqual([null, 3, null]);
  });
});

describe('decimate', () => {
  it('keeps the lowest, the highest, the first, the last and every held-out point', () => {
    const all = points(5_000).map((one) =>
      one.step === 1_234
        ? { ...one, loss: 99 }
        : one.step === 4_321
          ? { ...one, loss: -99 }
          : one.step % 1_000 === 0
            ? { ...one, heldOutLoss: 2 }
            : one,
    );
    const kept = decimate(all, 100);
    expect(kept.length).toBeLessThanOrEqual(110);
    expect(kept.map((one) => one.step)).toEqual(
      expect.arrayContaining([1, 1_234, 4_321, 5_000, 1_000, 2_000, 3_000, 4_000]),
    );
    expect(kept).toEqual([...kept].sort((a, b) => a.step - b.step));
  });

  it('leaves few points alone', () => {
    const all = points(50);
    expect(decimate(all, 50)).toBe(all);
  });
});

describe('select', () => {
  it('drops what is missing and what a logarithmic axis cannot show', () => {
    const all = [
      point(0, { seconds: 0, loss: 2 }),
      point(1, { loss: null }),
      point(2, { loss: -1 }),
      point(3, { loss: 0.5 }),
    ];
    expect(select(all, 'step', 'loss', linear).map(({ x }) => x)).toEqual([0, 2, 3]);
    expect(select(all, 'seconds', 'loss', { x: true, y: true })).toEqual([{ x: 1.5, y: 0.5 }]);
  });
});

describe('smooth', () => {
  it('leaves a constant line where it is, from its very first point', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.98, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (weight, level) => {
          const flat = Array.from({ length: 20 }, (_, x) => ({ x, y: level }));
          for (const { y } of smooth(flat, weight)) expect(y).toBeCloseTo(level, 9);
        },
      ),
    );
  });

  it('follows the worked example 1, 3 with weight one half', () => {
    // m1 = 0.5, shown 0.5/0.5 = 1; m2 = 0.25 + 1.5 = 1.75, shown 1.75/0.75.
    const [first, second] = smooth(
      [
        { x: 0, y: 1 },
        { x: 1, y: 3 },
      ],
      0.5,
    );
    expect(first?.y).toBeCloseTo(1);
    expect(second?.y).toBeCloseTo(7 / 3);
  });
});

describe('nearest', () => {
  it('finds the same point as looking at all of them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1 }),
        fc.double({ min: -60, max: 60, noNaN: true }),
        (xs, x) => {
          const line = xs.sort((a, b) => a - b).map((one) => ({ x: one, y: 0 }));
          const best = Math.min(...xs.map((one) => Math.abs(one - x)));
          expect(Math.abs(line[nearest(line, x)]!.x - x)).toBeCloseTo(best);
        },
      ),
    );
    expect(nearest([], 1)).toBe(-1);
  });
});

describe('stepRange', () => {
  it('covers the stretch and one point on either side, on any axis', () => {
    expect(stepRange(points(100), 'tokens', 1_000, 2_000)).toEqual({ fromStep: 9, toStep: 20 });
    expect(stepRange(points(100), 'step', 10.5, 19.5)).toEqual({ fromStep: 10, toStep: 20 });
    expect(stepRange(points(100), 'step', 500, 600)).toBeNull();
  });
});

describe('toCsv', () => {
  it('quotes names that hold a comma, leaves missing values empty', () => {
    const csv = toCsv([{ name: 'a, "b"', points: [point(1, { loss: 0.5 })] }]);
    expect(csv).toBe(
      'run,step,tokens,flops,seconds,loss,heldOutLoss,rate,gradientNorm,tokensPerSecond,memoryBytes,gpuMemoryBytes\r\n"a, ""b""",1,100,,0.5,0.5,,0.001,1,500,,\r\n',
    );
  });
});

describe('spreadLabels', () => {
  it('keeps labels apart, in order and within the chart', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { maxLength: 12 }), (wanted) => {
        const placed = spreadLabels(wanted, 0, 400);
        const sorted = [...placed].sort((a, b) => a - b);
        sorted.forEach((y, index) => {
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(400 + 1e-9);
          if (index > 0) expect(y - sorted[index - 1]!).toBeGreaterThanOrEqual(15 - 1e-9);
        });
      }),
    );
  });
});

describe('sparkPath', () => {
  it('fits the box and skips what is not a number', () => {
    expect(sparkPath([3, Number.NaN, 1], 100, 20, 0)).toBe('M0.0 0.0L100.0 20.0');
    expect(sparkPath([], 100, 20, 0)).toBe('');
  });
});

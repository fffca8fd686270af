import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fillBatch,
  heldOutBatches,
  requireWindow,
  windowOffset,
} from '../../../main/core/training/batches.ts';
import { median, stepsOf } from '../../../main/core/training/budget.ts';
import { holdOutTail, tokensInMemory } from '../../../main/core/training/token-source.ts';

const counting = (length: number) => tokensInMemory(Int32Array.from({ length }, (_, index) => index));

describe('random slicing', () => {
  it('gives windows of consecutive tokens that lie inside the source', () => {
    fc.assert(
      fc.property(fc.integer({ min: 9, max: 200 }), fc.nat(1000), fc.integer(), (length, step, seed) => {
        const [batch, context] = [3, 8];
        const target = new Int32Array(batch * (context + 1)).fill(-7);
        fillBatch(target, counting(length), { seed, phase: 0, step }, batch, context);
        for (let row = 0; row < batch; row++) {
          const window = target.subarray(row * 9, row * 9 + 9);
          expect(window[0]).toBeGreaterThanOrEqual(0);
          expect(window[8]).toBeLessThan(length);
          window.forEach((token, at) => expect(token).toBe(window[0]! + at));
        }
      }),
    );
  });

  it('begins with the token between documents where it is told to and one is within reach', () => {
    // Documents of three tokens and of thirty; 7 ends each.
    const lengths = [3, 3, 30, 3, 3, 3, 30, 3, 3];
    const source = tokensInMemory(
      Int32Array.from(lengths.flatMap((length) => [...new Array<number>(length).fill(1), 7])),
    );
    const [context, started, elsewhere] = [8, new Set<number>(), new Set<number>()];
    for (let step = 0; step < 300; step++) {
      const [plain, aligned] = [new Int32Array(context + 1), new Int32Array(context + 1)];
      fillBatch(plain, source, { seed: 3, phase: 1, step }, 1, context);
      fillBatch(aligned, source, { seed: 3, phase: 1, step }, 1, context, 7);
      const offset = windowOffset({ seed: 3, phase: 1, step }, 0, source.length - context);
      const start = plain.indexOf(7);
      const moved = start > 0 && offset + start + context < source.length;
      expect(aligned[0]).toBe(moved ? 7 : plain[0]);
      const expected = new Int32Array(context + 1);
      source.readInto(moved ? offset + start : offset, expected);
      expect(aligned).toEqual(expected);
      (moved ? started : elsewhere).add(offset);
    }
    expect(started.size).toBeGreaterThan(20);
    expect(elsewhere.size).toBeGreaterThan(10);
  });

  it('depends on seed, phase, step and row, and on nothing else', () => {
    const at = (seed: number, phase: number, step: number, row: number) =>
      windowOffset({ seed, phase, step }, row, 1e9);
    expect(at(1, 0, 5, 2)).toBe(at(1, 0, 5, 2));
    const others = [
      at(2, 0, 5, 2),
      at(1, 1, 5, 2),
      at(1, 0, 6, 2),
      at(1, 0, 5, 3),
      at(1 + 2 ** 32, 0, 5, 2),
      at(-1, 0, 5, 2),
    ];
    expect(new Set([at(1, 0, 5, 2), ...others]).size).toBe(7);
  });

  it('covers every window evenly (chi-squared over 64 cells stays under its 99.99 % quantile)', () => {
    const cells = new Float64Array(64);
    const draws = 64_000;
    for (let draw = 0; draw < draws; draw++) {
      const cell = windowOffset({ seed: 42, phase: 0, step: draw >> 5 }, draw & 31, 64);
      cells[cell] = cells[cell]! + 1;
    }
    const expected = draws / 64;
    const chiSquared = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(113);
    expect(chiSquared).toBeGreaterThan(25);
  });

  it('refuses a source shorter than one window', () => {
    expect(() => requireWindow(counting(8), 8, 'raw')).toThrow(
      /raw has 8 tokens, but one window of context 8 needs 9/,
    );
    expect(() => requireWindow(counting(9), 8, 'raw')).not.toThrow();
  });
});

describe('held-out windows', () => {
  it('are the same at every call, spread over the source, and do not overlap', () => {
    const batches = heldOutBatches(counting(1000), 4, 9, 5);
    expect(batches).toEqual(heldOutBatches(counting(1000), 4, 9, 5));
    const starts = batches.flatMap((tokens) => [0, 1, 2, 3].map((row) => tokens[row * 10]!));
    expect(starts[0]).toBe(0);
    expect(starts.at(-1)).toBe(990);
    for (let row = 1; row < starts.length; row++)
      expect(starts[row]! - starts[row - 1]!).toBeGreaterThanOrEqual(10);
  });

  it('make do with a source of one window', () => {
    const [only, ...rest] = heldOutBatches(counting(10), 2, 9, 4);
    expect(rest).toEqual([]);
    expect([...only!.subarray(0, 10)]).toEqual([...only!.subarray(10)]);
  });

  it('share no token with the training part', () => {
    const { training, heldOut } = holdOutTail(counting(1000), 0.02, 8);
    expect([training.length, heldOut.length]).toEqual([980, 20]);
    const first = new Int32Array(1);
    heldOut.readInto(0, first);
    expect(first[0]).toBe(980);
    expect(holdOutTail(counting(100), 0.02, 8).heldOut.length).toBe(9);
    expect(() => holdOutTail(counting(17), 0.02, 8)).toThrow(/17 tokens.*at least 18/);
  });
});

describe('budgets', () => {
  it('become steps', () => {
    const phase = { share: 1, tokensPerStep: 4096, stepMs: 500 };
    expect(stepsOf({ kind: 'steps', steps: 7 }, [phase])).toEqual([7]);
    expect(stepsOf({ kind: 'tokens', tokens: 1_000_000 }, [phase])).toEqual([244]);
    expect(stepsOf({ kind: 'minutes', minutes: 3 }, [phase])).toEqual([360]);
    expect(
      stepsOf({ kind: 'minutes', minutes: 3 }, [
        { ...phase, share: 2 },
        { ...phase, stepMs: 1000 },
      ]),
    ).toEqual([240, 60]);
    expect(stepsOf({ kind: 'tokens', tokens: 1 }, [phase])).toEqual([1]);
  });

  it.each([0, -1, Number.NaN, Infinity])('refuse %s', (minutes) => {
    expect(() => stepsOf({ kind: 'minutes', minutes }, [{ share: 1, tokensPerStep: 1, stepMs: 1 }])).toThrow(
      /above 0/,
    );
  });

  it('take the median of measured steps', () => {
    expect(median([5, 1, 900])).toBe(5);
    expect(median([1, 2, 3, 10])).toBe(2.5);
  });
});

import { describe, expect, it } from 'vitest';
import {
  brushed,
  brushOfWord,
  numberAxis,
  placeOf,
  valueAt,
  withBrush,
  wordAxis,
} from '../../renderer/charts/parallel/parallel-axes.ts';
import { axesAsCsv, axesOf } from '../../renderer/views/runs/coordinates/run-axes.ts';
import { runs as fixture } from './fixture-data.ts';

const described = { id: 'a', title: 'A', texts: [] };
const number = (values: readonly (number | null)[]) => numberAxis(described, values, String);

describe('axes of parallel coordinates', () => {
  it('are linear for what is near, logarithmic for what spans much, and know nothing of what is missing', () => {
    const near = number([1, 3, null, 2]);
    expect(near.places).toEqual([0, 1, null, 0.5]);
    expect(near.ticks.map(({ label }) => label)).toEqual(['1', '2', '3']);
    const far = number([1e-4, 1e-2, 1]);
    expect(far.scale).toMatchObject({ kind: 'number', log: true });
    expect(far.places[1]).toBeCloseTo(0.5, 12);
    // Zero has no logarithm.
    expect(number([0, 1_000]).scale).toMatchObject({ log: false });
    expect(number([5, 5]).places).toEqual([0.5, 0.5]);
    expect(number([null]).ticks).toEqual([]);
  });

  it('say the number at a place and the place of a number', () => {
    for (const values of [
      [2, 10],
      [1e-4, 1],
    ]) {
      const { scale } = number(values);
      if (scale.kind !== 'number') throw new Error('an axis of numbers');
      for (const at of [0, 0.25, 1]) expect(placeOf(scale, valueAt(scale, at))).toBeCloseTo(at, 10);
    }
  });

  it('keep only lines that run through every stretch', () => {
    const words = wordAxis({ ...described, id: 'w' }, ['nano', 'micro', null, 'nano']);
    const numbers = { ...number([1, 2, 3, 4]), id: 'n' };
    const axes = [words, numbers];
    expect(brushed(axes, new Map(), 4)).toEqual([true, true, true, true]);
    const nano = withBrush(new Map(), 'w', brushOfWord(words, 'nano'));
    expect(brushed(axes, nano, 4)).toEqual([true, false, false, true]);
    // Dragged from above to below.
    const both = withBrush(nano, 'n', { from: 1, to: 0.9 });
    expect(brushed(axes, both, 4)).toEqual([false, false, false, true]);
    expect(brushed(axes, withBrush(both, 'w', null), 4)).toEqual([false, false, false, true]);
  });

  it('are what runs differ in, and then what came of them', () => {
    const hash = (digit: string): string => digit.repeat(64);
    const runs = fixture.map((run, index) => ({
      ...run,
      passAt1: index === 0 ? null : run.passAt1,
      settings: { ...run.settings, batch: String(8 * (index + 1)), made: hash(String(index)), seed: '1' },
    }));
    const axes = axesOf(runs);
    expect(axes.map(({ id }) => id)).toEqual(['set.batch', 'set.data', 'loss', 'heldout', 'pass@1']);
    expect(axes.at(-1)!.places[0]).toBeNull();
    const csv = axesAsCsv(axes, runs, [true, false, false, true]).split('\r\n');
    expect(csv[0]).toBe('run,batch,data,Loss,Held-out,pass@1');
    expect(csv[1]).toMatch(/^raw,8,pretrain: raw \(1\),1\.9,2\.1,$/);
    expect(csv).toHaveLength(4);
  });
});

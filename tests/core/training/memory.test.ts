import { describe, expect, test } from 'vitest';
import { presets } from '../../../main/core/model/config.ts';
import { parameterCount } from '../../../main/core/model/parameters.ts';
import { Builder } from '../../../main/core/program/builder.ts';
import { programBytes } from '../../../main/core/program/live-bytes.ts';
import { estimateMemory, planMemory, type MemoryShape } from '../../../main/core/training/memory.ts';

const base: MemoryShape = { batch: 8, context: 128, accumulate: 1, recompute: 'none', form: 'whole' };

describe('bytes of a program', () => {
  test('by hand: values go after their last use, reshapes share, a sum takes the place of its operand', () => {
    const b = new Builder('hand');
    const x = b.input('x', 'f32', [10]);
    const wide = b.broadcast(x, [5, 10]); // 200 bytes
    const flat = b.reshape(wide, [50]); // shares them
    const half = b.mul(flat, 0.5); // takes their place
    const narrow = b.slice(half, 0, 0, 25); // 100 bytes beside 200
    const y = b.reduceSum(narrow, [0]); // an output
    expect(programBytes(b.build({ y }))).toEqual({ inputs: 40 + 4, outputs: 4, peak: 300 });
  });

  test('a value that is used again later stays', () => {
    const b = new Builder('later');
    const x = b.input('x', 'f32', [10]);
    const first = b.broadcast(x, [5, 10]);
    const second = b.mul(first, first);
    const y = b.add(b.reduceSum(second, [0, 1]), b.reduceSum(first, [0, 1]));
    expect(programBytes(b.build({ y })).peak).toBe(400 + 4);
  });
});

describe('the estimate', () => {
  const nano = presets.nano;
  const estimate = (changes: Partial<MemoryShape>): number => estimateMemory(nano, { ...base, ...changes });

  test('grows with every size and covers old and new state', () => {
    expect(estimate({})).toBeGreaterThan(parameterCount(nano) * 4 * 7);
    expect(estimate({ batch: 16 })).toBeGreaterThan(estimate({}));
    expect(estimate({ context: 256 })).toBeGreaterThan(estimate({ batch: 16 }));
    expect(estimate({ form: 'split', accumulate: 2 })).toBeGreaterThan(estimate({ form: 'split' }));
  });

  test('shrinks with what is recomputed, and for large models with the split form', () => {
    const long = { context: 512 };
    expect(estimate({ ...long, recompute: 'attention' })).toBeLessThan(estimate(long));
    expect(estimate({ ...long, recompute: 'block' })).toBeLessThan(
      estimate({ ...long, recompute: 'attention' }),
    );
    const small = { ...base, batch: 1, recompute: 'block' } as const;
    const saved =
      estimateMemory(presets.small, small) - estimateMemory(presets.small, { ...small, form: 'split' });
    expect(saved / (4 * parameterCount(presets.small))).toBeGreaterThan(2);
  });

  test('says that small trains in 20 GiB at 1024 tokens, and phi-1 does not', () => {
    const shape = { batch: 1, context: 1024, accumulate: 1 };
    expect(planMemory(presets.small, shape, 20 * 2 ** 30).bytes).toBeLessThan(20 * 2 ** 30);
    expect(planMemory(presets['phi-1'], shape, 20 * 2 ** 30).bytes).toBeGreaterThan(20 * 2 ** 30);
  });
});

describe('the plan', () => {
  const shape = { batch: 4, context: 256, accumulate: 1 };
  const bytes = (changes: Partial<MemoryShape>): number =>
    estimateMemory(presets.mini, { ...base, ...shape, ...changes });

  test('takes the fastest form that fits', () => {
    const plan = (available: number): object => {
      const { recompute, form } = planMemory(presets.mini, shape, available);
      return { recompute, form };
    };
    expect(plan(Infinity)).toEqual({ recompute: 'none', form: 'whole' });
    expect(plan(bytes({}) - 1)).toEqual({ recompute: 'none', form: 'split' });
    expect(plan(bytes({ form: 'split' }) - 1)).toEqual({ recompute: 'attention', form: 'split' });
    expect(plan(bytes({ form: 'split', recompute: 'attention' }) - 1)).toEqual({
      recompute: 'block',
      form: 'split',
    });
    expect(plan(0)).toEqual({ recompute: 'block', form: 'split' });
  });

  test('takes lanes where the batch divides into them and their gradients fit as well', () => {
    const lanes = { lanes: 2 };
    const form = (batch: number, available = Infinity): string =>
      planMemory(presets.mini, { ...shape, batch }, available, lanes).form;
    expect(form(4)).toBe('lanes');
    expect(form(3)).toBe('whole');
    expect(estimateMemory(presets.mini, { ...base, ...shape, form: 'lanes' }, 2)).toBeGreaterThan(bytes({}));
    expect(form(4, bytes({}))).toBe('whole');
    expect(planMemory(presets.mini, { ...shape, accumulate: 2 }, Infinity, lanes).form).toBe('split');
  });

  test('recomputes attention from 512 tokens on, and what it is told otherwise', () => {
    const long = { ...shape, context: 512 };
    expect(planMemory(presets.nano, long, Infinity).recompute).toBe('attention');
    expect(planMemory(presets.nano, long, Infinity, { recompute: 'none' }).recompute).toBe('none');
    expect(planMemory(presets.nano, shape, Infinity, { recompute: 'block' }).recompute).toBe('block');
  });

  test('splits a step of several micro-batches, and every step of a large model', () => {
    expect(planMemory(presets.nano, { ...shape, accumulate: 2 }, Infinity).form).toBe('split');
    expect(planMemory(presets.small, shape, Infinity).form).toBe('split');
  });
});

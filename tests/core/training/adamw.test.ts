import { describe, expect, test } from 'vitest';
import { Builder } from '../../../main/core/program/builder.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import { adamw, clipFactor, globalNorm, type AdamWOptions } from '../../../main/core/training/adamw.ts';
import { stepScalars } from '../../../main/core/training/schedule.ts';

const options: AdamWOptions = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 };

/** One update of one tensor, by the program. Returns parameter, first and second moment. */
function update(shape: number[], values: number[][], rate: number, step: number, factor: number): number[][] {
  const b = new Builder('update');
  const [parameter, first, second, gradient] = ['p', 'm', 'v', 'g'].map((name) =>
    b.input(name, 'f32', shape),
  );
  const [r, c1, c2] = stepScalars(rate, step, options);
  const scalars = {
    rate: b.constant(r!),
    firstCorrection: b.constant(c1!),
    secondCorrection: b.constant(c2!),
  };
  const slot = { parameter: parameter!, first: first!, second: second! };
  const result = adamw(b, options, scalars, slot, gradient!, b.constant(factor));
  const program = b.build({ ...result });
  return interpret(
    program,
    values.map((list) => Float64Array.from(list)),
    'double',
  ).map((data) => [...data]);
}

/** The textbook form of one element: decoupled decay, corrected moments, ε outside the root. */
function byHand(
  p: number,
  m: number,
  v: number,
  g: number,
  rate: number,
  step: number,
  decay: number,
): number[] {
  const m1 = 0.9 * m + 0.1 * g;
  const v1 = 0.99 * v + 0.01 * g * g;
  const corrected = m1 / (1 - 0.9 ** step) / (Math.sqrt(v1 / (1 - 0.99 ** step)) + 1e-8);
  return [p - rate * decay * p - rate * corrected, m1, v1];
}

describe('AdamW', () => {
  test('follows the published algorithm, element by element, with decay on matrices', () => {
    const [p, m, v, g] = [
      [1, -2],
      [0.1, 0.3],
      [0.04, 0.5],
      [0.5, -3],
    ] as const;
    const got = update([1, 2], [[...p], [...m], [...v], [...g]], 0.01, 7, 0.5);
    for (const at of [0, 1]) {
      const expected = byHand(p[at]!, m[at]!, v[at]!, 0.5 * g[at]!, 0.01, 7, 0.1);
      for (const part of [0, 1, 2]) expect(got[part]![at]).toBeCloseTo(expected[part]!, 6);
    }
  });

  test('decays matrices alone: with no gradient a vector stays and a matrix shrinks by rate · decay', () => {
    const still = [
      [3, -3],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    expect(update([2], still, 0.5, 1, 1)[0]).toEqual([3, -3]);
    const shrunk = update([2, 1], still, 0.5, 1, 1)[0]!;
    expect(shrunk[0]).toBeCloseTo(3 * 0.95, 6);
    expect(shrunk[1]).toBeCloseTo(-3 * 0.95, 6);
  });

  test('moves by the rate on the first step, whatever the size of the gradient', () => {
    for (const g of [1e-3, 1, 1e3]) {
      expect(update([1], [[0], [0], [0], [g]], 0.01, 1, 1)[0]![0]).toBeCloseTo(-0.01, 6);
    }
  });
});

describe('clipping', () => {
  function clip(gradients: number[][]): number[] {
    const b = new Builder('clip');
    const values = gradients.map((list, at) => b.input(`g${String(at)}`, 'f32', [list.length]));
    const norm = globalNorm(b, values);
    const program = b.build({ norm, factor: clipFactor(b, norm, 1) });
    return interpret(
      program,
      gradients.map((list) => Float32Array.from(list)),
    ).map((data) => data[0]!);
  }

  test('the norm spans all gradients together, and the factor brings it to the limit', () => {
    expect(clip([[3, 0], [4]])).toEqual([5, expect.closeTo(0.2, 6)]);
  });

  test('gradients within the limit pass as they are, zeros included', () => {
    expect(clip([[0.3], [0.4]])).toEqual([expect.closeTo(0.5, 6), 1]);
    expect(clip([[0], [0]])).toEqual([0, 1]);
  });
});

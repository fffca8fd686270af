import { describe, expect, test } from 'vitest';
import { Builder } from '../../../main/core/program/builder.ts';
import { matmulFlops } from '../../../main/core/program/flops.ts';
import { printProgram } from '../../../main/core/program/print.ts';

describe('builder errors name the primitive and the shapes by axis', () => {
  const b = new Builder('errors');
  const x = b.input('x', 'f32', [2048, 256], ['B·T', 'd']);
  const w = b.input('w', 'f32', [128, 512], ['d', '4d']);
  const i = b.input('i', 'i32', [4]);

  test.each<[string, () => unknown, string]>([
    ['matmul', () => b.matmul(x, w), 'matmul: inner axes differ: [B·T=2048, d=256] × [d=128, 4d=512]'],
    [
      'matmul transposed',
      () => b.matmul(x, w, { transposeB: true }),
      'matmul: inner axes differ: [B·T=2048, d=256] × [d=128, 4d=512]ᵀ',
    ],
    [
      'matmul rank',
      () => b.matmul(x, b.reshape(i, [4]) as never),
      'matmul: operand 1 must be f32, got i32[4]',
    ],
    [
      'broadcast',
      () => b.add(x, w),
      'add: shapes do not broadcast: f32[B·T=2048, d=256] with f32[d=128, 4d=512]',
    ],
    ['dtype', () => b.add(x, i), 'add: dtypes differ: f32[B·T=2048, d=256] and i32[4]; cast one of them'],
    [
      'reshape',
      () => b.reshape(x, [3, 5]),
      'reshape: f32[B·T=2048, d=256] to [3, 5] would turn 524288 elements into 15',
    ],
    ['permutation', () => b.transpose(x, [0, 0]), 'transpose: [0, 0] is not a permutation'],
    ['slice', () => b.slice(x, 1, 200, 300), 'slice: 200..300 is not inside axis 1'],
    ['concat', () => b.concat([x, w], 0), 'concat: operands differ outside axis 0'],
    ['gather', () => b.gather(x, x), 'gather: operand 1 must be i32'],
    ['scatterAdd', () => b.scatterAdd(x, i, x), 'scatterAdd: updates must have the shape of the indices'],
    ['reduce', () => b.reduceSum(x, [0, 0]), 'reduceSum: [0, 0] are not distinct axes'],
    [
      'layerNorm',
      () => b.layerNorm(x, w, w, 1e-5),
      'layerNorm: scale and bias must have the extent of the last axis',
    ],
    ['crossEntropy', () => b.crossEntropy(x, i), 'crossEntropy: wants logits [N, V] and targets [N]'],
    ['rotary', () => b.rotary(x, w, w, i), 'rotary: wants x [B, H, T, d]'],
    ['constant', () => b.tensor(Float32Array.of(1), [2], 'f32'), 'constant: f32[2] needs 2 elements'],
    ['two inputs of a name', () => b.input('x', 'f32', [1]), 'Two inputs are named x'],
    [
      'a value of another program',
      () => new Builder('other').neg(x),
      'an operand belongs to another program than other',
    ],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });

  test('names follow values through transpose, matmul and reduction', () => {
    const sum = b.reduceSum(b.matmul(b.transpose(x, [1, 0]), x), [0]);
    expect(sum.axes).toEqual(['d']);
    expect(b.matmul(x, x, { transposeA: true }).axes).toEqual(['d', 'd']);
  });
});

test('build leaves out what no output needs and shares what was written twice', () => {
  const b = new Builder('pruned');
  const x = b.input('x', 'f32', [2]);
  b.exp(x);
  const sum = b.add(b.mul(x, x), b.mul(x, x));
  const program = b.build({ sum });
  expect(program.equations.map((equation) => equation.primitive)).toEqual(['mul', 'add']);
});

test('inputs stay in the signature whether used or not', () => {
  const b = new Builder('signature');
  const [x, idle] = [b.input('x', 'f32', [2]), b.input('idle', 'i32', [3])];
  const program = b.build({ y: b.neg(x) });
  expect(program.inputs.map((port) => port.name)).toEqual(['x', 'idle']);
  expect(idle.dtype).toBe('i32');
});

test('a printed program reads as it was written', () => {
  const b = new Builder('affine');
  const x = b.input('x', 'f32', [2, 3], ['B', 'd']);
  const w = b.input('w', 'f32', [4, 3], ['k', 'd']);
  const y = b.add(b.matmul(x, w, { transposeB: true }), 0.5);
  expect(printProgram(b.build({ y }))).toBe(
    [
      'program affine (x = %0:f32[B=2, d=3], w = %1:f32[k=4, d=3]) {',
      '  %2:f32[B=2, k=4] = matmul{transposeB: true} %0 %1',
      '  %3:f32[] = constant{0.5}',
      '  %4:f32[B=2, k=4] = add %2 %3',
      '} → (y = %4:f32[B=2, k=4])',
    ].join('\n'),
  );
});

test('matrix products count two operations for each multiply-add', () => {
  const b = new Builder('flops');
  const [x, w] = [b.input('x', 'f32', [5, 2, 3]), b.input('w', 'f32', [3, 7])];
  const y = b.matmul(b.matmul(x, w), w, { transposeB: true });
  expect(matmulFlops(b.build({ y }))).toBe(2 * (2 * 5 * 2 * 3 * 7));
});

test('attention counts as its two matrix products', () => {
  const b = new Builder('attention flops');
  const [query, key] = [b.input('q', 'f32', [2, 3, 4, 5]), b.input('k', 'f32', [2, 3, 6, 5])];
  const y = b.attention(query, key, key, b.constant(0), 1);
  expect(matmulFlops(b.build({ y }))).toBe(2 * 3 * (2 * 4 * 6 * 5) * 2);
});

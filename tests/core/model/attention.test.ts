import { expect, test } from 'vitest';
import { gradients } from '../../../main/core/autodiff/gradients.ts';
import { attention, causalAttention, causalMask } from '../../../main/core/model/attention.ts';
import { Builder, type Value } from '../../../main/core/program/builder.ts';
import { matmulFlops } from '../../../main/core/program/flops.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import type { Program } from '../../../main/core/program/program.ts';
import { seededRandom } from '../../../main/core/training/random.ts';

/** Attended values of one head of width 2 over `time` positions, and the derivatives of their weighted sum. */
function headProgram(time: number, attend: typeof attention): Program {
  const b = new Builder('head');
  const input = (name: string): Value => b.input(name, 'f32', [1, 1, time, 2]);
  const heads = { query: input('query'), key: input('key'), value: input('value') };
  const y = attend(b, heads, causalMask(b, time));
  const weights = b.tensor(
    Float32Array.from({ length: 2 * time }, (_, at) => Math.cos(at)),
    [1, 1, time, 2],
    'f32',
  );
  const loss = b.reduceSum(b.mul(y, weights), [0, 1, 2, 3]);
  const [dQuery, dKey, dValue] = gradients(b, loss, [heads.query, heads.key, heads.value]);
  return b.build({ y, dQuery: dQuery!, dKey: dKey!, dValue: dValue! });
}

test.each([
  { time: 5, blocks: 1 },
  { time: 256, blocks: 2 },
  { time: 397, blocks: 3 },
  { time: 530, blocks: 4 },
])('causal attention over $time positions in $blocks blocks is attention', ({ time, blocks }) => {
  const random = seededRandom(time);
  const inputs = [0, 1, 2].map(() => Float32Array.from({ length: 2 * time }, () => random.normal()));
  const program = headProgram(time, causalAttention);
  expect(program.equations.filter(({ primitive }) => primitive === 'attention')).toHaveLength(blocks);
  const whole = headProgram(time, attention);
  if (blocks > 1) expect(matmulFlops(program)).toBeLessThan(0.8 * matmulFlops(whole));
  const expected = interpret(whole, inputs, 'double');
  for (const [index, values] of interpret(program, inputs, 'double').entries()) {
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[index]![at]!, 9);
  }
});

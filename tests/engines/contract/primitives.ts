import { describe, expect, test } from 'vitest';
import { gradients } from '../../../main/core/autodiff/gradients.ts';
import { Builder } from '../../../main/core/program/builder.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import type { Program, TensorData } from '../../../main/core/program/program.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import { everyCase } from '../../core/program/edge-cases.ts';
import { caseInputs, declareInputs, type PrimitiveCase } from '../../core/program/primitive-cases.ts';
import type { UnderTest } from './engine-contract.ts';
import { runOnce } from './run-program.ts';

/** The result of a case and the derivatives of its weighted sum, so that rules are lowered in both directions. */
export function forwardAndBackward({ inputs, apply }: PrimitiveCase): Program {
  const b = new Builder('case');
  const values = declareInputs(b, inputs);
  const y = apply(b, values);
  const count = y.shape.reduce((product, extent) => product * extent, 1);
  const weights = Float32Array.from({ length: count }, (_, at) => Math.cos(at));
  const loss = b.reduceSum(
    b.mul(y, b.tensor(weights, y.shape, 'f32')),
    y.shape.map((_, axis) => axis),
  );
  const floats = values.filter((value) => value.dtype === 'f32');
  const slopes = gradients(b, loss, floats);
  return b.build({ y, ...Object.fromEntries(slopes.map((slope, at) => [`d${String(at)}`, slope])) });
}

/** The element that is furthest from what was expected, relative to 1 + its size. */
export function worstError(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
): { at: number; error: number } {
  let worst = { at: -1, error: 0 };
  for (let at = 0; at < expected.length; at++) {
    const wanted = expected[at]!;
    const error = Object.is(got[at], wanted) ? 0 : Math.abs(got[at]! - wanted) / (1 + Math.abs(wanted));
    if (!(error <= worst.error)) worst = { at, error };
  }
  return worst;
}

/** Every n-th case of each primitive, its first one among them. */
function sampled(n: number): typeof everyCase {
  const seen = new Map<string, number>();
  return everyCase.filter(({ primitive }) => {
    const index = seen.get(primitive) ?? 0;
    seen.set(primitive, index + 1);
    return index % n === 0;
  });
}

/** Every primitive, forwards and backwards, over its table of shapes. */
export function primitiveContract({ engine, tolerances }: UnderTest): void {
  describe('computes what the reference interpreter computes', () => {
    test.each(sampled(tolerances.sample?.cases ?? 1))('$primitive $item.title', async ({ item }) => {
      const program = forwardAndBackward(item);
      const inputs = caseInputs(item.inputs, seededRandom(11));
      const expected = interpret(program, inputs);
      const got: TensorData[] = await runOnce(engine(), program, inputs);
      expect(got.map((data) => data.length)).toEqual(expected.map((data) => data.length));
      for (const [index, values] of expected.entries()) {
        const { at, error } = worstError(got[index]!, values);
        const { name } = program.outputs[index]!;
        expect(error, `${name}[${String(at)}]`).toBeLessThanOrEqual(tolerances.primitive);
      }
    });
  });
}

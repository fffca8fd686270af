import { describe, expect, test } from 'vitest';
import { gradients } from '../../../main/core/autodiff/gradients.ts';
import { Builder } from '../../../main/core/program/builder.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import { everyCase } from '../program/edge-cases.ts';
import { caseInputs, declareInputs, type PrimitiveCase } from '../program/primitive-cases.ts';

/**
 * A scalar that weighs every element of the case's result differently, and its gradients with respect to the
 * floating-point inputs, in one program.
 */
function gradientProgram({ inputs, apply }: PrimitiveCase) {
  const b = new Builder('gradient');
  const values = declareInputs(b, inputs);
  const y = apply(b, values);
  const count = y.shape.reduce((product, extent) => product * extent, 1);
  const weights = Float32Array.from({ length: count }, (_, at) => Math.sin(3 * at + 1));
  const loss = b.reduceSum(
    b.mul(y, b.tensor(weights, y.shape, 'f32')),
    y.shape.map((_, axis) => axis),
  );
  const floats = values.filter((value) => value.dtype === 'f32');
  const slopes = gradients(b, loss, floats);
  return b.build({ loss, ...Object.fromEntries(slopes.map((slope, at) => [`d${String(at)}`, slope])) });
}

describe('G1: the gradient of every primitive equals its finite differences', () => {
  test.each(everyCase)('$primitive $item.title', ({ item }) => {
    const program = gradientProgram(item);
    const inputs = caseInputs(item.inputs, seededRandom(7)).map((data) =>
      data instanceof Float32Array ? Float64Array.from(data) : data,
    );
    const slopes = interpret(program, inputs, 'double').slice(1);
    const loss = (): number => interpret(program, inputs, 'double')[0]![0]!;
    const floats = inputs.filter((data) => data instanceof Float64Array);
    expect(slopes.length).toBe(floats.length);
    const step = 1e-5;
    for (const [index, data] of floats.entries()) {
      for (let at = 0; at < data.length; at++) {
        const middle = data[at]!;
        data[at] = middle + step;
        const above = loss();
        data[at] = middle - step;
        const below = loss();
        data[at] = middle;
        const difference = (above - below) / (2 * step);
        const error = Math.abs(slopes[index]![at]! - difference) / (1 + Math.abs(difference));
        expect(error, `d/dx${String(index)}[${String(at)}]`).toBeLessThan(1e-6);
      }
    }
  });
});

describe('the shape of a derivative', () => {
  test('a parameter that the loss does not use gets zeros of its shape', () => {
    const b = new Builder('unused');
    const [x, idle] = [b.input('x', 'f32', [2]), b.input('idle', 'f32', [3, 2])];
    const slopes = gradients(b, b.reduceSum(x, [0]), [x, idle]);
    const program = b.build({ dx: slopes[0]!, didle: slopes[1]! });
    expect(interpret(program, [Float32Array.of(5, 6), new Float32Array(6)])).toEqual([
      Float32Array.of(1, 1),
      new Float32Array(6),
    ]);
  });

  test('a value used twice gets the sum of both uses: d(x² + 3x)/dx = 2x + 3', () => {
    const b = new Builder('twice');
    const x = b.input('x', 'f32', []);
    const slope = gradients(b, b.add(b.mul(x, x), b.mul(x, 3)), [x])[0]!;
    expect(interpret(b.build({ slope }), [Float32Array.of(4)])).toEqual([Float32Array.of(11)]);
  });

  test('a derivative can be differentiated again: d²(x³)/dx² = 6x', () => {
    const b = new Builder('second');
    const x = b.input('x', 'f32', []);
    const first = gradients(b, b.mul(x, b.mul(x, x)), [x])[0]!;
    const second = gradients(b, first, [x])[0]!;
    expect(interpret(b.build({ second }), [Float32Array.of(2)])).toEqual([Float32Array.of(12)]);
  });

  test('equal operands of maximum share the cotangent', () => {
    const b = new Builder('tie');
    const x = b.input('x', 'f32', []);
    const y = b.input('y', 'f32', []);
    const [dx, dy] = gradients(b, b.maximum(x, y), [x, y]);
    const program = b.build({ dx: dx!, dy: dy! });
    expect(interpret(program, [Float32Array.of(1), Float32Array.of(1)])).toEqual([
      Float32Array.of(0.5),
      Float32Array.of(0.5),
    ]);
  });

  test('refuses a loss that is not a scalar, an integer parameter, and a path through a statistic', () => {
    const b = new Builder('refused');
    const x = b.input('x', 'f32', [2, 3]);
    const index = b.input('index', 'i32', [2]);
    expect(() => gradients(b, x, [x])).toThrow('the loss must be an f32 scalar');
    expect(() => gradients(b, b.reduceSum(x, [0, 1]), [index])).toThrow('only f32 has a derivative');
    const ones = b.constant(1);
    const [, mean] = b.apply('layerNorm', [x, b.broadcast(ones, [3]), b.broadcast(ones, [3])], {
      epsilon: 1e-5,
    });
    expect(() => gradients(b, b.reduceSum(mean!, [0, 1]), [x])).toThrow('second result of layerNorm');
  });
});

import { expect, test } from 'vitest';
import { gradients } from '../../../main/core/autodiff/gradients.ts';
import { Builder, type Value } from '../../../main/core/program/builder.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import { programBytes } from '../../../main/core/program/live-bytes.ts';
import type { Program } from '../../../main/core/program/program.ts';
import { seededRandom } from '../../../main/core/training/random.ts';

const [N, D, F] = [6, 4, 40];

/** A chain of `layers` segments x + tanh(x·W)·V, wide inside and narrow between. */
function chain(layers: number, recompute?: string): Program {
  const b = new Builder('chain');
  const weights = Array.from({ length: 2 * layers }, (_, index) =>
    b.input(`w${String(index)}`, 'f32', index % 2 === 0 ? [D, F] : [F, D]),
  );
  const scale = b.input('scale', 'f32', [D]);
  let x: Value = b.mul(b.input('x', 'f32', [N, D]), scale);
  for (let layer = 0; layer < layers; layer++) {
    const start = x;
    x = b.segment('layer', () => {
      const hidden = b.tanh(b.matmul(start, weights[2 * layer]!));
      return b.add(start, b.matmul(hidden, weights[2 * layer + 1]!));
    });
  }
  const loss = b.reduceSum(b.mul(x, x), [0, 1]);
  const slopes = gradients(b, loss, [scale, ...weights], recompute === undefined ? {} : { recompute });
  return b.build({ loss, ...Object.fromEntries(slopes.map((slope, index) => [`d${String(index)}`, slope])) });
}

function inputs({ inputs: ports, values }: Program): Float32Array[] {
  const random = seededRandom(4);
  return ports.map(({ id }) => {
    const size = values[id]!.shape.reduce((product, extent) => product * extent, 1);
    return Float32Array.from({ length: size }, () => 0.3 * random.normal());
  });
}

test('G5: a recomputed segment gives the same bits and is no longer kept', () => {
  const [kept, again] = [chain(6), chain(6, 'layer')];
  expect(interpret(again, inputs(again))).toEqual(interpret(kept, inputs(kept)));
  const perLayer = (recompute?: string): number =>
    (programBytes(chain(7, recompute)).peak - programBytes(chain(3, recompute)).peak) / 4;
  expect(perLayer()).toBeGreaterThanOrEqual(4 * N * F);
  // Only what goes in stays: [N, D].
  expect(perLayer('layer')).toBeLessThanOrEqual(4 * N * D);
});

test('only segments of the name asked for are recomputed', () => {
  expect(chain(3, 'something else')).toEqual(chain(3));
});

test('G5: every repeated equation hangs on the gradient that comes back: none equals the first, none can run before it', () => {
  const program = chain(3, 'layer');
  const producers = new Map(
    program.equations.flatMap((equation) => equation.outputs.map((id) => [id, equation])),
  );
  const loss = program.outputs[0]!.id;
  const dependsOn = (id: number, wanted: number): boolean => {
    const equation = producers.get(id);
    return id === wanted || (equation?.inputs.some((input) => dependsOn(input, wanted)) ?? false);
  };
  const lossInput = producers.get(loss)!.inputs[0]!;
  const tanhs = program.equations.filter(({ primitive }) => primitive === 'tanh');
  expect(tanhs.length).toBe(6);
  // The forward pass ends before the loss; every repetition needs the last value of the forward pass.
  const last = producers.get(lossInput)!.inputs[0]!;
  expect(tanhs.map(({ outputs }) => dependsOn(outputs[0]!, last))).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
});

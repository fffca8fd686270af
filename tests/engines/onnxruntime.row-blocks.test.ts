import { afterAll, describe, expect, test } from 'vitest';
import { Builder, type Value } from '../../main/core/program/builder.ts';
import { interpret } from '../../main/core/program/interpret.ts';
import type { Program } from '../../main/core/program/program.ts';
import { seededRandom } from '../../main/core/training/random.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';
import { rowBlocks } from '../../main/node/engines/onnxruntime/row-blocks.ts';

const engine = new OnnxRuntimeEngine({ threads: 2 });
afterAll(() => engine.close());

const members = (program: Program): number[] =>
  rowBlocks(program, new Set()).flatMap((step) => ('members' in step ? [step.members.length] : []));

/** Compares every output of `program` on random inputs with the reference interpreter's. */
async function expectSame(program: Program): Promise<void> {
  const random = seededRandom(3);
  const inputs = program.inputs.map(({ id }) => {
    const { shape } = program.values[id]!;
    return Float32Array.from({ length: shape.reduce((n, extent) => n * extent, 1) }, () => random.normal());
  });
  const executable = await engine.compile(program);
  const tensors = program.inputs.map(({ id }, at) =>
    engine.put(inputs[at]!, program.values[id]!.shape, 'f32'),
  );
  const outputs = await executable.run(tensors);
  for (const [at, expected] of interpret(program, inputs).entries()) {
    const got = await engine.read(outputs[at]!);
    let worst = 0;
    for (const [index, value] of expected.entries()) {
      worst = Math.max(worst, Math.abs(got[index]! - value) / (1 + Math.abs(value)));
    }
    expect(worst).toBeLessThan(2e-5);
  }
  engine.free([...tensors, ...outputs]);
  await executable.dispose();
}

/** Five passes over x with operands that are cut along with it, and operands that stretch. */
function chain(b: Builder, x: Value, column: Value, row: Value): Value {
  return b.tanh(b.add(b.mul(b.sub(b.mul(x, x), column), row), 0.5));
}

describe('passes over large tensors run block by block', () => {
  test('a chain is one block, whatever its operands stretch along', async () => {
    const b = new Builder('chain');
    const x = b.input('x', 'f32', [1026, 512]);
    const y = chain(b, x, b.input('column', 'f32', [1026, 1]), b.input('row', 'f32', [512]));
    const program = b.build({ y });
    expect(members(program)).toEqual([5]);
    await expectSame(program);
  });

  test('what is needed outside comes out: in the middle of a chain, twice, and of four axes', async () => {
    const b = new Builder('several');
    const x = b.input('x', 'f32', [12, 3, 128, 128]);
    const square = b.mul(x, x);
    const y = b.add(b.mul(b.add(square, 1), b.input('plane', 'f32', [1, 3, 1, 128])), b.neg(x));
    const total = b.reduceSum(square, [0, 1, 2, 3]);
    const program = b.build({ square, y, total });
    expect(members(program)).toEqual([5]);
    await expectSame(program);
  });

  test('a value that leaves the chain and comes back cuts it in two', async () => {
    const b = new Builder('cut');
    const x = b.input('x', 'f32', [1024, 512]);
    const [column, row] = [b.input('column', 'f32', [1024, 1]), b.input('row', 'f32', [512])];
    const first = chain(b, x, column, row);
    const sums = b.mul(b.reduceSum(first, [0]), 1 / 1024);
    const program = b.build({ y: chain(b, first, column, sums) });
    expect(members(program)).toEqual([5, 5]);
    await expectSame(program);
  });

  test('short chains, small tensors and integers are left as they are', () => {
    const b = new Builder('small');
    const large = b.input('large', 'f32', [1024, 512]);
    const small = b.input('small', 'f32', [64, 512]);
    const whole = b.input('whole', 'i32', [1024, 512]);
    const thrice = b.add(b.mul(b.add(whole, 1), whole), b.neg(whole));
    const program = b.build({
      y: b.neg(b.mul(large, large)),
      z: chain(b, small, b.input('column', 'f32', [64, 1]), b.input('row', 'f32', [512])),
      i: thrice,
    });
    expect(members(program)).toEqual([]);
  });
});

import { afterAll, describe, expect, test } from 'vitest';
import { Builder } from '../../main/core/program/builder.ts';
import type { Program } from '../../main/core/program/program.ts';
import { IllegalProgram } from '../../main/core/program/verify.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';

const engine = new OnnxRuntimeEngine({ threads: 1 });
afterAll(() => engine.close());

function addOne(): Program {
  const b = new Builder('addOne');
  return b.build({ y: b.add(b.input('x', 'f32', [3]), 1) });
}

describe('the engine port', () => {
  test('put, run, read: inputs stay valid and outputs are their own', async () => {
    const executable = await engine.compile(addOne());
    const x = engine.put(Float32Array.of(1, 2, 3), [3], 'f32');
    const [y] = await executable.run([x]);
    const [z] = await executable.run([y!]);
    expect(await engine.read(x)).toEqual(Float32Array.of(1, 2, 3));
    expect(await engine.read(y!)).toEqual(Float32Array.of(2, 3, 4));
    expect(await engine.read(z!)).toEqual(Float32Array.of(3, 4, 5));
  });

  test('put copies: what the caller does to its array later does not reach the tensor', async () => {
    const data = Float32Array.of(1, 2, 3);
    const x = engine.put(data, [3], 'f32');
    data.fill(9);
    expect(await engine.read(x)).toEqual(Float32Array.of(1, 2, 3));
  });

  test('read copies: a later run that reuses the storage does not change what was read', async () => {
    const executable = await engine.compile(addOne());
    let x = engine.put(Float32Array.of(0, 0, 0), [3], 'f32');
    const first = await engine.read(x);
    for (let step = 0; step < 4; step++) x = (await executable.run([x], { consume: [0] }))[0]!;
    expect(first).toEqual(Float32Array.of(0, 0, 0));
    expect(await engine.read(x)).toEqual(Float32Array.of(4, 4, 4));
  });

  test('a tensor that was consumed or freed cannot be used again', async () => {
    const executable = await engine.compile(addOne());
    const x = engine.put(Float32Array.of(1, 2, 3), [3], 'f32');
    const [y] = await executable.run([x], { consume: [0] });
    await expect(executable.run([x])).rejects.toThrow('was used after it was freed or consumed');
    engine.free([y!]);
    expect(() => engine.read(y!)).toThrow('was used after it was freed or consumed');
  });

  test('one value may be given twice, and an input may be an output', async () => {
    const b = new Builder('same');
    const x = b.input('x', 'i32', [2]);
    const negative = b.neg(x);
    const executable = await engine.compile(
      b.build({ x, again: x, first: negative, second: negative, five: b.constant(5) }),
    );
    const outputs = await executable.run([engine.put(Int32Array.of(3, -4), [2], 'i32')]);
    const read = await Promise.all(outputs.map((output) => engine.read(output)));
    const [same, flipped] = [Int32Array.of(3, -4), Int32Array.of(-3, 4)];
    expect(read).toEqual([same, same, flipped, flipped, Float32Array.of(5)]);
  });

  test('booleans cross as bytes', async () => {
    const b = new Builder('flip');
    const executable = await engine.compile(b.build({ y: b.not(b.input('x', 'bool', [3])) }));
    const [y] = await executable.run([engine.put(Uint8Array.of(1, 0, 1), [3], 'bool')]);
    expect(await engine.read(y!)).toEqual(Uint8Array.of(0, 1, 0));
  });

  test('says what is wrong: values that do not fill the shape, a missing input, a wrong shape, an illegal program', async () => {
    expect(() => engine.put(Float32Array.of(1), [3], 'f32')).toThrow('shape [3] holds 3 values, got 1');
    const executable = await engine.compile(addOne());
    await expect(executable.run([])).rejects.toThrow('addOne takes 1 inputs, got 0');
    const wide = engine.put(new Float32Array(4), [4], 'f32');
    await expect(executable.run([wide])).rejects.toThrow('addOne: input x must be f32[3], got f32[4]');
    await expect(engine.compile({ ...addOne(), outputs: [] })).rejects.toThrow(IllegalProgram);
  });

  test('names itself, its version and its threads', () => {
    expect(engine.description).toMatch(/^onnxruntime \d+\.\d+\.\d+ on the CPU, 1 thread$/);
  });
});

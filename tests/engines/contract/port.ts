import { describe, expect, test } from 'vitest';
import { Failure } from '../../../main/core/failure.ts';
import { Builder } from '../../../main/core/program/builder.ts';
import type { Program } from '../../../main/core/program/program.ts';
import { IllegalProgram } from '../../../main/core/program/verify.ts';
import type { UnderTest } from './engine-contract.ts';

function addOne(): Program {
  const b = new Builder('addOne');
  return b.build({ y: b.add(b.input('x', 'f32', [3]), 1) });
}

const usedAfterFree = /was used after it was freed or consumed/;

/** Tensors and executables: who owns them, how long they live, and what is refused. */
export function portContract({ engine }: UnderTest): void {
  describe('the life of a tensor', () => {
    test('put, run, read: inputs stay valid and outputs are their own', async () => {
      const executable = await engine().compile(addOne());
      const x = engine().put(Float32Array.of(1, 2, 3), [3], 'f32');
      const [y] = await executable.run([x]);
      const [z] = await executable.run([y!]);
      expect(await engine().read(x)).toEqual(Float32Array.of(1, 2, 3));
      expect(await engine().read(y!)).toEqual(Float32Array.of(2, 3, 4));
      expect(await engine().read(z!)).toEqual(Float32Array.of(3, 4, 5));
    });

    test('put copies: what the caller does to its array later does not reach the tensor', async () => {
      const data = Float32Array.of(1, 2, 3);
      const x = engine().put(data, [3], 'f32');
      data.fill(9);
      expect(await engine().read(x)).toEqual(Float32Array.of(1, 2, 3));
    });

    test('read copies: neither the caller nor a later run that reuses the storage changes the other', async () => {
      const executable = await engine().compile(addOne());
      let x = engine().put(Float32Array.of(0, 0, 0), [3], 'f32');
      const first = await engine().read(x);
      for (let step = 0; step < 4; step++) x = (await executable.run([x], { consume: [0] }))[0]!;
      expect(first).toEqual(Float32Array.of(0, 0, 0));
      (await engine().read(x)).fill(9);
      expect(await engine().read(x)).toEqual(Float32Array.of(4, 4, 4));
    });

    test('a tensor that was consumed or freed cannot be used again', async () => {
      const executable = await engine().compile(addOne());
      const x = engine().put(Float32Array.of(1, 2, 3), [3], 'f32');
      const [y] = await executable.run([x], { consume: [0] });
      await expect(executable.run([x])).rejects.toThrow(usedAfterFree);
      engine().free([y!]);
      await expect((async () => engine().read(y!))()).rejects.toThrow(usedAfterFree);
      expect(() => {
        engine().free([y!]);
      }).toThrow(usedAfterFree);
    });

    test('one value may be given twice, and an input may be an output', async () => {
      const b = new Builder('same');
      const x = b.input('x', 'i32', [2]);
      const negative = b.neg(x);
      const program = b.build({ x, again: x, first: negative, second: negative, five: b.constant(5) });
      const executable = await engine().compile(program);
      const outputs = await executable.run([engine().put(Int32Array.of(3, -4), [2], 'i32')]);
      engine().free([outputs[1]!, outputs[2]!]);
      const read = await Promise.all([0, 3, 4].map((at) => engine().read(outputs[at]!)));
      expect(read).toEqual([Int32Array.of(3, -4), Int32Array.of(-3, 4), Float32Array.of(5)]);
    });

    test('one tensor may stand for two inputs, one of them consumed', async () => {
      const b = new Builder('sum');
      const program = b.build({ y: b.add(b.input('a', 'f32', [2]), b.input('c', 'f32', [2])) });
      const executable = await engine().compile(program);
      const x = engine().put(Float32Array.of(1, 2), [2], 'f32');
      const [y] = await executable.run([x, x], { consume: [0] });
      expect(await engine().read(y!)).toEqual(Float32Array.of(2, 4));
      await expect(executable.run([x, x])).rejects.toThrow(usedAfterFree);
    });

    test('inputs that nothing uses are taken and consumed like others', async () => {
      const b = new Builder('idle');
      const [x] = [b.input('x', 'f32', [2]), b.input('idle', 'f32', [3, 2])];
      const executable = await engine().compile(b.build({ y: b.neg(x) }));
      const inputs = [
        engine().put(Float32Array.of(1, 2), [2], 'f32'),
        engine().put(new Float32Array(6), [3, 2], 'f32'),
      ];
      const [y] = await executable.run(inputs, { consume: [0, 1] });
      expect(await engine().read(y!)).toEqual(Float32Array.of(-1, -2));
      await expect(executable.run(inputs)).rejects.toThrow(usedAfterFree);
    });

    test('booleans cross as bytes', async () => {
      const b = new Builder('flip');
      const executable = await engine().compile(b.build({ y: b.not(b.input('x', 'bool', [3])) }));
      const [y] = await executable.run([engine().put(Uint8Array.of(1, 0, 1), [3], 'bool')]);
      expect(await engine().read(y!)).toEqual(Uint8Array.of(0, 1, 0));
    });

    test('runs that overlap in time do not touch each other', async () => {
      const executable = await engine().compile(addOne());
      const inputs = [1, 2, 3].map((value) => engine().put(new Float32Array(3).fill(value), [3], 'f32'));
      const runs = await Promise.all(inputs.map((x) => executable.run([x])));
      const read = await Promise.all(runs.map(([y]) => engine().read(y!)));
      expect(read.map((data) => data[0])).toEqual([2, 3, 4]);
    });
  });

  describe('what is refused', () => {
    test('values that do not fill the shape, and a shape that holds nothing', () => {
      expect(() => engine().put(Float32Array.of(1), [3], 'f32')).toThrow('shape [3] holds 3 values, got 1');
      expect(() => engine().put(new Float32Array(0), [0, 3], 'f32')).toThrow(
        'A tensor of shape [0, 3] would be empty; every axis needs an extent of at least 1.',
      );
      expect(() => engine().put(Float32Array.of(1), [1], 'i32')).toThrow(
        'A tensor of i32 is put as a Int32Array, got a Float32Array.',
      );
    });

    test('a missing input, a wrong shape, a wrong dtype', async () => {
      const executable = await engine().compile(addOne());
      await expect(executable.run([])).rejects.toThrow('addOne takes 1 inputs, got 0');
      const wide = engine().put(new Float32Array(4), [4], 'f32');
      await expect(executable.run([wide])).rejects.toThrow('addOne: input x must be f32[3], got f32[4]');
      const whole = engine().put(new Int32Array(3), [3], 'i32');
      await expect(executable.run([whole])).rejects.toThrow('addOne: input x must be f32[3], got i32[3]');
    });

    test('an illegal program, and one with an empty batch', async () => {
      await expect(engine().compile({ ...addOne(), outputs: [] })).rejects.toThrow(IllegalProgram);
      const empty = addOne();
      const values = empty.values.map((type) => ({ ...type, shape: type.shape.map(() => 0) }));
      await expect(engine().compile({ ...empty, values })).rejects.toThrow(/addOne breaks P2: value %0/);
    });

    test('a shape that it cannot hold, before anything is allocated', async () => {
      const b = new Builder('vast');
      const x = b.input('x', 'f32', []);
      const vast = b.broadcast(x, [2 ** 21, 2 ** 21]);
      const refused = engine().compile(b.build({ y: b.reduceSum(vast, [0, 1]) }));
      await expect(refused).rejects.toThrow(Failure);
      await expect(refused).rejects.toThrow(
        /f32\[2097152, 2097152\] in vast has 17592.2 GB; choose a smaller/,
      );
    });
  });

  test('names its version', () => {
    expect(engine().description).toMatch(/\d+\.\d+\.\d+/);
  });
}

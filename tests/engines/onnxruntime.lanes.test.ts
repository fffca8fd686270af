import { afterAll, expect, test } from 'vitest';
import { Builder, type Value } from '../../main/core/program/builder.ts';
import type { Program } from '../../main/core/program/program.ts';
import { seededRandom } from '../../main/core/training/random.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';

const engine = new OnnxRuntimeEngine({ threads: 2 });
afterAll(() => engine.close());

// Comes first: whether denormals are zeros is settled by the first session of a process.
test('no lane computes with denormals, even where a lane is the first thing that is asked for', async () => {
  const b = new Builder('twice');
  const x = b.input('x', 'f32', [2]);
  const program = b.build({ y: b.add(x, x) });
  const lanes = [await engine.compile(program, { lane: 0 }), await engine.compile(program, { lane: 1 })];
  const inputs = [engine.put(Float32Array.of(1, 1e-42), [2], 'f32')];
  for (const results of await Promise.all(lanes.map((lane) => lane.run(inputs))))
    expect([...(await engine.read(results[0]!))]).toEqual([2, 0]);
});

/** A product and a sum that any number of threads could share. */
function layer(): Program {
  const b = new Builder('layer');
  const [x, w] = [b.input('x', 'f32', [96, 64]), b.input('w', 'f32', [64, 80])];
  return b.build({ y: b.gelu(b.matmul(x, w)), norm: b.reduceSumSquare(x, [0, 1]) });
}

test('lanes that run together give the bits that each gives alone, from tensors that they share', async () => {
  const random = seededRandom(1);
  const matrix = (rows: number, columns: number): Float32Array =>
    Float32Array.from({ length: rows * columns }, () => random.normal());
  const [first, second, weights] = [matrix(96, 64), matrix(96, 64), matrix(64, 80)];
  const alone = new OnnxRuntimeEngine({ threads: 1 });
  const results = async (on: OnnxRuntimeEngine, lanes: readonly (number | undefined)[]) => {
    const executables = await Promise.all(
      lanes.map((lane) => on.compile(layer(), lane === undefined ? {} : { lane })),
    );
    const w = on.put(weights, [64, 80], 'f32');
    const runs = [first, second].map((x, at) => executables[at]!.run([on.put(x, [96, 64], 'f32'), w]));
    return Promise.all((await Promise.all(runs)).flat().map((tensor) => on.read(tensor)));
  };
  const expected = await results(alone, [undefined, undefined]);
  expect(await results(engine, [0, 1])).toEqual(expected);
  expect(await results(engine, [1, 0])).toEqual(expected);
  await alone.close();
});

test('a lane computes transposed products and sums of repeated rows in its own way, to the same numbers', async () => {
  const b = new Builder('gradients');
  const shapes = [
    [40, 130],
    [40, 140],
    [2, 3, 20, 96],
    [2, 3, 20, 64],
    [5, 6],
  ] as const;
  const [input, slope, scores, query, rows] = shapes.map((shape, index) =>
    b.input(`x${String(index)}`, 'f32', shape),
  ) as [Value, Value, Value, Value, Value];
  const program = b.build({
    weights: b.matmul(input, slope, { transposeA: true }),
    scaled: b.matmul(input, input, { transposeA: true, scale: 0.5 }),
    keys: b.matmul(scores, query, { transposeA: true, scale: 0.125 }),
    table: b.scatterAdd(
      b.broadcast(b.constant(0), [4, 6]),
      b.tensor(Int32Array.of(3, 1, 3, 3, 0), [5], 'i32'),
      rows,
    ),
  });
  const random = seededRandom(2);
  const inputs = shapes.map((shape) => {
    const count = shape.reduce((product: number, extent) => product * extent, 1);
    return engine.put(
      Float32Array.from({ length: count }, () => random.normal()),
      shape,
      'f32',
    );
  });
  const results = async (options: { readonly lane?: number }): Promise<Float32Array[]> => {
    const outputs = await (await engine.compile(program, options)).run(inputs);
    return Promise.all(outputs.map(async (tensor) => (await engine.read(tensor)) as Float32Array));
  };
  const [onLane, onBoth] = [await results({ lane: 0 }), await results({})];
  expect(onLane[3]).toEqual(onBoth[3]);
  for (const [index, values] of onLane.entries()) {
    const most = Math.max(...values.map((value, place) => Math.abs(value - onBoth[index]![place]!)));
    expect(most).toBeLessThan(1e-4);
  }
});

test('what fails on a lane is an error of that run, and the lane goes on', async () => {
  const b = new Builder('rows');
  const table = b.input('table', 'f32', [3, 1]);
  const executable = await engine.compile(b.build({ y: b.gather(table, b.input('at', 'i32', [1])) }), {
    lane: 1,
  });
  const rows = engine.put(Float32Array.of(5, 6, 7), [3, 1], 'f32');
  const at = (row: number) => engine.put(Int32Array.of(row), [1], 'i32');
  await expect(executable.run([rows, at(9)])).rejects.toThrow('out of data bounds');
  const [found] = await executable.run([rows, at(2)]);
  expect([...(await engine.read(found!))]).toEqual([7]);
  await executable.dispose();
});

test('an engine of one thread has one lane, which is the thread itself', async () => {
  const single = new OnnxRuntimeEngine({ threads: 1 });
  expect(single.lanes).toBe(1);
  const b = new Builder('double');
  const executable = await single.compile(b.build({ y: b.mul(b.input('x', 'f32', [1]), 2) }), { lane: 0 });
  const [y] = await executable.run([single.put(Float32Array.of(3), [1], 'f32')]);
  expect([...(await single.read(y!))]).toEqual([6]);
  await single.close();
});

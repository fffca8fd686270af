import { afterAll, describe, expect, it } from 'vitest';
import { Builder, type Value } from '../../main/core/program/builder.ts';
import type { Program } from '../../main/core/program/program.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';
import { inPlaceResults } from '../../main/node/engines/onnxruntime/in-place.ts';

const engine = new OnnxRuntimeEngine({ threads: 1 });
afterAll(() => engine.close());

const rows = 4096;
const width = 8;

/** Adds [[1 … 1]] at row 2 of a table, after `also` has used the table; its extra results come first. */
function scatter(also: (b: Builder, table: Value) => Record<string, Value> = () => ({})): Program {
  const b = new Builder('scatter');
  const table = b.input('table', 'f32', [rows, width]);
  const updates = b.input('updates', 'f32', [1, width]);
  const extra = also(b, table);
  const sum = b.scatterAdd(table, b.tensor(Int32Array.of(2), [1], 'i32'), updates, { uniqueIndices: true });
  return b.build({ ...extra, sum });
}

async function run(program: Program, consume: readonly number[]): Promise<Float32Array[]> {
  const executable = await engine.compile(program);
  const data = Float32Array.from({ length: rows * width }, (_, at) => at % 1000);
  const table = engine.put(data, [rows, width], 'f32');
  const updates = engine.put(new Float32Array(width).fill(1), [1, width], 'f32');
  const results = await executable.run([table, updates], { consume });
  const values = (await Promise.all(results.map((result) => engine.read(result)))) as Float32Array[];
  if (!consume.includes(0)) expect(await engine.read(table)).toEqual(data);
  else await expect(Promise.resolve().then(() => engine.read(table))).rejects.toThrow('freed or consumed');
  data.subarray(2 * width, 3 * width).forEach((value, at) => (data[2 * width + at] = value + 1));
  expect(values.at(-1)).toEqual(data);
  engine.free([...results, updates, ...(consume.includes(0) ? [] : [table])]);
  await executable.dispose();
  return values;
}

describe('rows that are added to a table', () => {
  it('are written where the table lies when it is given up, and beside it when it is not', async () => {
    const program = scatter();
    expect([...inPlaceResults(program)]).toEqual([[0, 0]]);
    await run(program, [0]);
    await run(program, []);
  });

  it('may come from a gather of the same table', async () => {
    const b = new Builder('clear');
    const table = b.input('table', 'f32', [rows, width]);
    const index = b.tensor(Int32Array.of(7), [1], 'i32');
    const sum = b.scatterAdd(table, index, b.neg(b.gather(table, index)), { uniqueIndices: true });
    const program = b.build({ sum });
    expect([...inPlaceResults(program)]).toEqual([[0, 0]]);
    const executable = await engine.compile(program);
    const given = engine.put(new Float32Array(rows * width).fill(3), [rows, width], 'f32');
    const [cleared] = await executable.run([given], { consume: [0] });
    const values = (await engine.read(cleared!)) as Float32Array;
    expect([values[7 * width], values[6 * width]]).toEqual([0, 3]);
    engine.free([cleared!]);
    await executable.dispose();
  });

  it('are written beside a table that is still looked at', async () => {
    const gathered = scatter((b, table) => ({
      before: b.gather(table, b.tensor(Int32Array.of(2), [1], 'i32')),
    }));
    const viewed = scatter((b, table) => ({ double: b.mul(b.reshape(table, [rows * width]), 2) }));
    const returned = scatter((_, table) => ({ table }));
    for (const program of [gathered, viewed, returned]) {
      expect([...inPlaceResults(program)]).toEqual([]);
      const [before] = await run(program, [0]);
      if (program === gathered) expect(before![0]).toBe(16);
    }
  });

  it('are not written over a tensor that stands twice among the inputs', async () => {
    const b = new Builder('twice');
    const table = b.input('table', 'f32', [4, 2]);
    const other = b.input('other', 'f32', [4, 2]);
    const index = b.tensor(Int32Array.of(0, 1, 2, 3), [4], 'i32');
    const sum = b.scatterAdd(table, index, other, { uniqueIndices: true });
    const executable = await engine.compile(b.build({ sum, half: b.mul(other, 0.5) }));
    const same = engine.put(new Float32Array(8).fill(2), [4, 2], 'f32');
    const [doubled, half] = await executable.run([same, same], { consume: [0] });
    expect(await engine.read(doubled!)).toEqual(new Float32Array(8).fill(4));
    expect(await engine.read(half!)).toEqual(new Float32Array(8).fill(1));
    await executable.dispose();
  });
});

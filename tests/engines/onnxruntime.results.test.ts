import { afterAll, expect, test } from 'vitest';
import { Builder } from '../../main/core/program/builder.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';

const engine = new OnnxRuntimeEngine({ threads: 1 });
afterAll(() => engine.close());

test('results are written where the engine wants them and copied nowhere: runs make no memory', async () => {
  const size = 2 ** 20;
  const b = new Builder('negative');
  const executable = await engine.compile(b.build({ y: b.neg(b.input('x', 'f32', [size])) }));
  const x = engine.put(new Float32Array(size).fill(3), [size], 'f32');
  const held: number[] = [];
  for (let run = 0; run < 6; run++) {
    const [y] = await executable.run([x]);
    if (run === 5) expect((await engine.read(y!)).every((value) => value === -3)).toBe(true);
    engine.free([y!]);
    held.push(process.memoryUsage().arrayBuffers);
  }
  expect(Math.max(...held.slice(1, 5)) - held[0]!).toBeLessThan(size);
});

test('what fails inside a run is still an error of the run', async () => {
  const b = new Builder('rows');
  const table = b.input('table', 'f32', [3, 2]);
  const executable = await engine.compile(b.build({ y: b.gather(table, b.input('at', 'i32', [1])) }));
  const inputs = [engine.put(new Float32Array(6), [3, 2], 'f32'), engine.put(Int32Array.of(9), [1], 'i32')];
  await expect(executable.run(inputs)).rejects.toThrow('out of data bounds');
});

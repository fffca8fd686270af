import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { Builder } from '../../main/core/program/builder.ts';
import { phiAdamW } from '../../main/core/training/adamw.ts';
import { buildTrainStep } from '../../main/core/training/step.ts';
import { cpuBackend } from '../../main/node/engines/tfjs/backends/cpu.ts';
import { wasmBackend } from '../../main/node/engines/tfjs/backends/wasm.ts';
import { openTfjs, type TfjsEngine } from '../../main/node/engines/tfjs/engine.ts';
import { tinyConfig } from '../core/model/phi.ts';
import { tinyBatch, tinySize } from '../core/training/tiny-training.ts';
import { runOnce } from './contract/run-program.ts';
import { freshState, train } from './contract/training.ts';

const backends = [cpuBackend, wasmBackend];
const opened: TfjsEngine[] = [];

async function open(backend: (typeof backends)[number]): Promise<TfjsEngine> {
  const engine = await openTfjs(backend);
  opened.push(engine);
  return engine;
}

afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

const config = { ...tinyConfig, layers: 1 };
const step = buildTrainStep(config, tinySize, phiAdamW);
const state = freshState(config, 1);

function square(): ReturnType<Builder['build']> {
  const b = new Builder('square');
  const x = b.input('x', 'f32', [2]);
  return b.build({ y: b.mul(x, x) });
}

describe.each(backends)('$engine', (backend) => {
  test('holds the same number of tensors over 200 training steps, and none after them', async () => {
    const engine = await open(backend);
    const before = engine.tensorCount;
    const counts = new Set<string>();
    await train(engine, step, state, tinyBatch, 200, () => {
      // Beside tfjs' own count, the backend's: a kernel may hold storage that no tensor stands for.
      counts.add(`${String(engine.tensorCount)} ${String(tf.backend().numDataIds())}`);
    });
    expect(counts.size).toBe(1);
    expect(engine.tensorCount).toBe(before);
  });

  test('keeps no intermediate value for longer than it is needed', async () => {
    const engine = await open(backend);
    const b = new Builder('chain');
    let y = b.input('x', 'f32', [4]);
    for (let link = 0; link < 50; link++) y = b.tanh(y);
    const executable = await engine.compile(b.build({ y }));
    const x = engine.put(new Float32Array(4), [4], 'f32');
    const before = engine.tensorCount;
    const running = executable.run([x]);
    // Fifty links run before anything is awaited: had each been kept, they would be counted now.
    expect(engine.tensorCount).toBeLessThanOrEqual(before + 2);
    engine.free(await running);
    expect(engine.tensorCount).toBe(before);
  });

  test('frees what a failed run had made', async () => {
    const engine = await open(backend);
    const b = new Builder('outside');
    const [table, index] = [b.input('table', 'f32', [3, 2]), b.input('index', 'i32', [1])];
    const doubled = b.mul(table, 2);
    const program = b.build({ y: b.add(b.gather(doubled, index), b.reduceSum(doubled, [0, 1])) });
    const executable = await engine.compile(program);
    const inputs = [engine.put(new Float32Array(6), [3, 2], 'f32'), engine.put(Int32Array.of(7), [1], 'i32')];
    const before = engine.tensorCount;
    await expect(executable.run(inputs)).rejects.toThrow(/index/i);
    expect(engine.tensorCount).toBe(before);
  });

  test('is opened again after it was closed, and a closed one is of no use', async () => {
    const first = await open(backend);
    await first.close();
    expect(() => first.put(Float32Array.of(1), [1], 'f32')).toThrow(
      `The engine ${backend.engine} was used after it was closed.`,
    );
    const second = await open(backend);
    expect(await runOnce(second, square(), [Float32Array.of(3, 4)])).toEqual([Float32Array.of(9, 16)]);
  });

  test('two engines share the backend, and closing one leaves the tensors of the other', async () => {
    const [first, second] = [await open(backend), await open(backend)];
    const x = second.put(Float32Array.of(1, 2), [2], 'f32');
    await first.close();
    expect(await second.read(x)).toEqual(Float32Array.of(1, 2));
    expect(await runOnce(second, square(), [Float32Array.of(3, 4)])).toEqual([Float32Array.of(9, 16)]);
  });
});

describe('engines on different backends in one process', () => {
  test('take turns between steps without touching each other', async () => {
    const [plain, wasm] = [await open(cpuBackend), await open(wasmBackend)];
    const alone = await train(plain, step, state, tinyBatch, 6);
    const [left, right] = await Promise.all([
      train(plain, step, state, tinyBatch, 6),
      train(wasm, step, state, tinyBatch, 6),
    ]);
    expect(left).toEqual(alone);
    for (const [index, loss] of right.losses.entries()) expect(loss).toBeCloseTo(alone.losses[index]!, 4);
  });

  test('come up beside one that computes', async () => {
    const plain = await open(cpuBackend);
    const running = train(plain, step, state, tinyBatch, 6);
    const wasm = await open(wasmBackend);
    const alone = await train(wasm, step, state, tinyBatch, 6);
    const { losses } = await running;
    for (const [index, loss] of losses.entries()) expect(loss).toBeCloseTo(alone.losses[index]!, 4);
  });

  test('come up together', async () => {
    const engines = await Promise.all([open(wasmBackend), open(cpuBackend), open(wasmBackend)]);
    for (const engine of engines) {
      expect(await runOnce(engine, square(), [Float32Array.of(3, 4)])).toEqual([Float32Array.of(9, 16)]);
    }
  });

  test('are refused where two would be one library, or where one cannot have two numbers of threads', async () => {
    await open(cpuBackend);
    await expect(openTfjs({ ...cpuBackend, engine: 'tfjs-twin' })).rejects.toThrow(
      /^tfjs-cpu runs in this process already, and tfjs-twin computes through the same library; close/,
    );
    await expect(openTfjs(cpuBackend, { threads: 3 })).rejects.toThrow(
      /^tfjs-cpu runs in this process already, with its own choice of threads; close/,
    );
  });

  test('refuse the tensors of one another', async () => {
    const [plain, wasm] = [await open(cpuBackend), await open(wasmBackend)];
    const x = plain.put(Float32Array.of(1, 2), [2], 'f32');
    const executable = await wasm.compile(square());
    await expect(executable.run([x])).rejects.toThrow();
  });
});

describe('what does not fit', () => {
  test('a tensor of seven axes', async () => {
    const engine = await open(wasmBackend);
    const b = new Builder('deep');
    const deep = b.broadcast(b.input('x', 'f32', []), [1, 1, 1, 1, 1, 1, 2]);
    const program = b.build({ y: b.reduceSum(deep, [0, 1, 2, 3, 4, 5, 6]) });
    await expect(engine.compile(program)).rejects.toMatchObject({
      code: 'engine-limit',
      message:
        'tfjs-wasm holds tensors of at most 6 axes, and deep has f32[1, 1, 1, 1, 1, 1, 2]; join axes with reshape, or choose another engine.',
    });
  });

  test('more at one time than WebAssembly can address, each part of which would fit', async () => {
    const engine = await open(wasmBackend);
    const b = new Builder('heap');
    const parts = Array.from({ length: 5 }, (_, at) => b.exp(b.input(`x${String(at)}`, 'f32', [2 ** 28])));
    const sum = parts.reduce((total, part) => b.add(total, part));
    await expect(engine.compile(b.build({ y: b.reduceSum(sum, [0]) }))).rejects.toThrow(
      /heap needs \d+\.\d GB at one time and tfjs-wasm has 4.3 GB; choose a smaller batch/,
    );
  });

  test('memory that runs out all the same is said, instead of writing to address 0', async () => {
    const engine = await open(wasmBackend);
    const x = engine.put(Float32Array.of(7), [], 'f32');
    const backend = tf.backend() as BackendWasm;
    const reserve = (): void => {
      // A gigabyte each, never written to.
      for (let at = 0; at < 5; at++) backend.makeOutput([2 ** 28], 'float32');
    };
    expect(reserve).toThrow(
      /^tfjs-wasm has no 1074 MB left of the 4.3 GB that WebAssembly can address; choose/,
    );
    expect(await engine.read(x)).toEqual(Float32Array.of(7));
  });
});

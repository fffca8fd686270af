import { createHash } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { interpret } from '../../main/core/program/interpret.ts';
import { phiAdamW } from '../../main/core/training/adamw.ts';
import type { Tensor } from '../../main/core/training/engine.ts';
import { stepScalars } from '../../main/core/training/schedule.ts';
import { buildTrainStep } from '../../main/core/training/step.ts';
import { presets } from '../../main/core/model/config.ts';
import { initialParameters } from '../../main/core/model/parameters.ts';
import { seededRandom } from '../../main/core/training/random.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';
import { tinyConfig } from '../core/model/phi.ts';
import { tinyBatch, tinySize, tinyState } from '../core/training/tiny-training.ts';

const engine = new OnnxRuntimeEngine({ threads: 2 });
afterAll(() => engine.close());

type Trajectory = { losses: number[]; norms: number[]; state: Float32Array[] };

async function train(
  program: ReturnType<typeof buildTrainStep>,
  initial: readonly Float32Array[],
  batches: (step: number) => Int32Array,
  steps: number,
): Promise<Trajectory> {
  const executable = await engine.compile(program);
  const put = (data: Float32Array | Int32Array, index: number): Tensor => {
    const { shape, dtype } = program.values[program.inputs[index]!.id]!;
    return engine.put(data, shape, dtype);
  };
  let state = initial.map(put);
  const consume = [...state, 0, 0].map((_, index) => index);
  const trajectory: Trajectory = { losses: [], norms: [], state: [] };
  for (let step = 1; step <= steps; step++) {
    const batch = put(batches(step), state.length);
    const scalars = put(stepScalars(0.01, step, phiAdamW), state.length + 1);
    const [loss, norm, ...next] = await executable.run([...state, batch, scalars], { consume });
    trajectory.losses.push((await engine.read(loss!))[0]!);
    trajectory.norms.push((await engine.read(norm!))[0]!);
    engine.free([loss!, norm!]);
    state = next;
  }
  for (const tensor of state) trajectory.state.push((await engine.read(tensor)) as Float32Array);
  engine.free(state);
  await executable.dispose();
  return trajectory;
}

test('twenty steps of a tiny model follow the reference interpreter', async () => {
  const program = buildTrainStep(tinyConfig, tinySize, phiAdamW);
  const got = await train(program, tinyState(1), tinyBatch, 20);
  let state = tinyState(1);
  for (let step = 1; step <= 20; step++) {
    const results = interpret(program, [
      ...state,
      tinyBatch(step),
      stepScalars(0.01, step, phiAdamW),
    ]) as Float32Array[];
    expect(got.losses[step - 1]).toBeCloseTo(results[0]![0]!, 3);
    expect(got.norms[step - 1]).toBeCloseTo(results[1]![0]!, 2);
    state = results.slice(2);
  }
  const parameters = state.slice(0, state.length / 3);
  for (const [index, data] of parameters.entries()) {
    for (const [at, x] of data.entries()) expect(Math.abs(got.state[index]![at]! - x)).toBeLessThan(5e-3);
  }
});

describe('the same seed gives the same bytes', () => {
  const config = { ...presets.nano, layers: 2 };
  const size = { batch: 4, context: 64 };

  async function fingerprint(seed: number): Promise<string> {
    const program = buildTrainStep(config, size, phiAdamW);
    const parameters = initialParameters(config, seededRandom(seed));
    const zeros = (): Float32Array[] => parameters.map((data) => new Float32Array(data.length));
    const random = seededRandom(seed);
    const tokens = Int32Array.from({ length: 4 * 65 }, () => random.below(config.vocabulary));
    const { state, losses } = await train(program, [...parameters, ...zeros(), ...zeros()], () => tokens, 3);
    expect(losses[2]).toBeLessThan(losses[0]!);
    const hash = createHash('sha256');
    for (const data of state) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return hash.digest('hex');
  }

  test('over whole training steps on two threads, in sessions of their own', async () => {
    const first = await fingerprint(1);
    expect(await fingerprint(1)).toBe(first);
    expect(await fingerprint(2)).not.toBe(first);
  });
});

import { describe, expect, test } from 'vitest';
import { gradients } from '../../../main/core/autodiff/gradients.ts';
import type { ModelConfig } from '../../../main/core/model/config.ts';
import { presets } from '../../../main/core/model/config.ts';
import { declareParameters, initialParameters, parameterSpecs } from '../../../main/core/model/parameters.ts';
import { Builder } from '../../../main/core/program/builder.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import type { Program, TensorData } from '../../../main/core/program/program.ts';
import { phiAdamW } from '../../../main/core/training/adamw.ts';
import type { Engine, Tensor } from '../../../main/core/training/engine.ts';
import { nextTokenLoss } from '../../../main/core/training/loss.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import { stepScalars } from '../../../main/core/training/schedule.ts';
import { buildTrainStep } from '../../../main/core/training/step.ts';
import { tinyConfig } from '../../core/model/phi.ts';
import { tinyBatch, tinySize, tinyState } from '../../core/training/tiny-training.ts';
import type { UnderTest } from './engine-contract.ts';
import { worstError } from './primitives.ts';
import { runOnce } from './run-program.ts';

type Trajectory = { losses: number[]; norms: number[]; state: TensorData[] };

/** Steps of a training program whose state stays with the engine; `eachStep` runs between them. */
export async function train(
  engine: Engine,
  program: Program,
  initial: readonly Float32Array[],
  batches: (step: number) => Int32Array,
  steps: number,
  eachStep: (step: number) => void = () => undefined,
): Promise<Trajectory> {
  const executable = await engine.compile(program);
  const put = (data: TensorData, index: number): Tensor => {
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
    eachStep(step);
  }
  for (const tensor of state) trajectory.state.push(await engine.read(tensor));
  engine.free(state);
  await executable.dispose();
  return trajectory;
}

/** A model with a vocabulary, widths and a time of odd sizes: none of them a multiple of what kernels like. */
const oddConfig: ModelConfig = {
  ...presets.nano,
  vocabulary: 101,
  width: 36,
  heads: 3,
  feedForward: 77,
  layers: 2,
  context: 29,
};
const oddSize = { batch: 3, context: 29 };

function oddBatch(seed: number): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from({ length: oddSize.batch * (oddSize.context + 1) }, () =>
    random.below(oddConfig.vocabulary),
  );
}

/** New parameters, and moments of zero: the state inputs of a training step. */
export function freshState(config: ModelConfig, seed: number): Float32Array[] {
  const parameters = initialParameters(config, seededRandom(seed));
  const zeros = (): Float32Array[] => parameters.map((data) => new Float32Array(data.length));
  return [...parameters, ...zeros(), ...zeros()];
}

/** Whole training steps: against the reference interpreter, against finite differences, and against themselves. */
export function trainingContract({ engine, tolerances }: UnderTest): void {
  const { sample } = tolerances;
  const steps = sample?.steps ?? 20;
  describe('training', () => {
    test(`${String(steps)} steps of a tiny model follow the reference interpreter`, async () => {
      const program = buildTrainStep(tinyConfig, tinySize, phiAdamW);
      const got = await train(engine(), program, tinyState(1), tinyBatch, steps);
      let state = tinyState(1);
      for (let step = 1; step <= steps; step++) {
        const scalars = stepScalars(0.01, step, phiAdamW);
        const results = interpret(program, [...state, tinyBatch(step), scalars]) as Float32Array[];
        expect(Math.abs(got.losses[step - 1]! - results[0]![0]!)).toBeLessThanOrEqual(tolerances.loss);
        // A norm is a sum over all weights, some ten times the size of a loss.
        expect(Math.abs(got.norms[step - 1]! - results[1]![0]!)).toBeLessThanOrEqual(10 * tolerances.loss);
        state = results.slice(2);
      }
      for (const [index, data] of state.slice(0, state.length / 3).entries()) {
        for (const [at, x] of data.entries()) {
          expect(Math.abs(got.state[index]![at]! - x)).toBeLessThanOrEqual(tolerances.weight);
        }
      }
    });

    test.skipIf(sample)(
      'the gradient of a whole model is the slope of its loss, by its own finite difference',
      async () => {
        const b = new Builder('slope');
        const parameters = declareParameters(b, oddConfig);
        const batch = b.input('batch', 'i32', [oddSize.batch, oddSize.context + 1]);
        const { sum } = nextTokenLoss(b, oddConfig, parameters, batch);
        const loss = b.div(sum, oddSize.batch * oddSize.context);
        const slopes = gradients(b, loss, [...parameters.values()]);
        const program = b.build({
          loss,
          ...Object.fromEntries(slopes.map((slope, at) => [`d${String(at)}`, slope])),
        });
        const tokens = oddBatch(3);
        const weights = initialParameters(oddConfig, seededRandom(5));
        const [, ...gradient] = (await runOnce(engine(), program, [...weights, tokens])) as Float32Array[];
        // Along the gradient itself the slope is its squared length, and noise matters least.
        const squared = gradient.reduce((sum, data) => data.reduce((n, x) => n + x * x, sum), 0);
        const step = 0.005 / Math.sqrt(squared);
        const lossAt = async (distance: number): Promise<number> => {
          const moved = weights.map((data, index) =>
            data.map((x, at) => x + (distance * gradient[index]![at]!) / Math.sqrt(squared)),
          );
          return (await runOnce(engine(), program, [...moved, tokens]))[0]![0]!;
        };
        const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
        expect(Math.abs(slope / Math.sqrt(squared) - 1)).toBeLessThan(0.01);
      },
    );

    test.skipIf(sample)(
      'the same seed gives the same again in an executable of its own, another seed does not',
      async () => {
        const program = buildTrainStep(oddConfig, oddSize, phiAdamW);
        const run = (seed: number): Promise<Trajectory> =>
          train(engine(), program, freshState(oddConfig, seed), oddBatch, 3);
        const [first, again, other] = [await run(1), await run(1), await run(2)];
        expect(first.losses[2]).toBeLessThan(first.losses[0]! + 0.5);
        if (tolerances.repeats === 'bytes') expect(again).toEqual(first);
        else {
          for (const [index, data] of first.state.slice(0, parameterSpecs(oddConfig).length).entries()) {
            expect(worstError(again.state[index]!, data).error).toBeLessThanOrEqual(tolerances.weight);
          }
        }
        expect(other.losses).not.toEqual(first.losses);
      },
    );
  });
}

import { presets, type PresetName } from '../../core/model/config.ts';
import { initialParameters, parameterSpecs } from '../../core/model/parameters.ts';
import { matmulFlops } from '../../core/program/flops.ts';
import { phiAdamW } from '../../core/training/adamw.ts';
import type { Engine, Tensor } from '../../core/training/engine.ts';
import { seededRandom, type Random } from '../../core/training/random.ts';
import { stepScalars } from '../../core/training/schedule.ts';
import { buildTrainStep, type BatchSize } from '../../core/training/step.ts';

/** The learning rate of every measured step: speed does not depend on it. */
export const benchRate = 1e-4;

/** Training that does nothing but step on one random batch. */
export type TrainingLoop = {
  /** i32 [B, T+1], row-major. */
  readonly tokens: Int32Array;
  /** Floating-point operations of the matrix products of one step. */
  readonly flops: number;
  readonly step: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The whole optimiser step of a preset on `engine`, from fresh weights. Each step reads its loss, as training does. */
export async function startTraining(
  engine: Engine,
  name: PresetName,
  size: BatchSize,
): Promise<TrainingLoop> {
  const config = presets[name];
  const program = buildTrainStep(config, size, phiAdamW);
  const executable = await engine.compile(program);
  const random = seededRandom(1);
  let state = initialState(engine, name, random);
  const consume = state.map((_, index) => index);
  const shape = [size.batch, size.context + 1];
  const tokens = Int32Array.from({ length: shape[0]! * shape[1]! }, () => random.below(config.vocabulary));
  const batch = engine.put(tokens, shape, 'i32');
  let done = 0;
  const step = async (): Promise<void> => {
    const scalars = engine.put(stepScalars(benchRate, ++done, phiAdamW), [3], 'f32');
    const outputs = await executable.run([...state, batch, scalars], { consume });
    await engine.read(outputs[0]!);
    engine.free([scalars, ...outputs.slice(0, 2)]);
    state = outputs.slice(2);
  };
  return {
    tokens,
    flops: matmulFlops(program),
    step,
    stop: async () => {
      engine.free([...state, batch]);
      await executable.dispose();
    },
  };
}

/** Fresh parameters and zero moments, in the order a training step takes them. */
function initialState(engine: Engine, name: PresetName, random: Random): Tensor[] {
  const specs = parameterSpecs(presets[name]);
  const values = initialParameters(presets[name], random);
  const put = (data: Float32Array, index: number): Tensor => engine.put(data, specs[index]!.shape, 'f32');
  const zeros = (): Tensor[] => values.map((data, index) => put(new Float32Array(data.length), index));
  return [...values.map(put), ...zeros(), ...zeros()];
}

import { presets, type PresetName } from '../../core/model/config.ts';
import { initialParameters } from '../../core/model/parameters.ts';
import { matmulFlops } from '../../core/program/flops.ts';
import { phiAdamW } from '../../core/training/adamw.ts';
import { CompiledSteps } from '../../core/training/compiled-steps.ts';
import type { Engine } from '../../core/training/engine.ts';
import { seededRandom } from '../../core/training/random.ts';
import { fastestForm, type StepShape } from '../../core/training/step-shape.ts';
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

/** The whole optimiser step of a preset on `engine`, from fresh weights, in the form that training takes. */
export async function startTraining(
  engine: Engine,
  name: PresetName,
  size: BatchSize,
): Promise<TrainingLoop> {
  const config = presets[name];
  const random = seededRandom(1);
  const steps = new CompiledSteps(engine, config);
  await steps.load(initialParameters(config, random));
  const { weightDecay, clipNorm } = phiAdamW;
  const form = fastestForm(size.batch, engine.lanes);
  const shape: StepShape = { ...size, accumulate: 1, recompute: 'none', form, weightDecay, clipNorm };
  const count = size.batch * (size.context + 1);
  const tokens = Int32Array.from({ length: count }, () => random.below(config.vocabulary));
  let done = 0;
  return {
    tokens,
    flops: matmulFlops(buildTrainStep(config, size, phiAdamW)),
    step: async () => {
      await steps.step(shape, tokens, benchRate, ++done);
    },
    stop: () => steps.dispose(),
  };
}

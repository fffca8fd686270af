import { presets } from '../../../core/model/config.ts';
import { freshParameters } from '../../../core/model/parameters.ts';
import { phiAdamW } from '../../../core/training/adamw.ts';
import { CompiledSteps } from '../../../core/training/compiled-steps.ts';
import type { Engine } from '../../../core/training/engine.ts';
import { seededRandom } from '../../../core/training/random.ts';
import { fastestForm, type StepShape } from '../../../core/training/step-shape.ts';

/** How fast an engine trains `nano` here, and what its first step computed. */
export type TrainingSpeed = {
  readonly tokensPerSecond: number;
  /** Sequences per batch and tokens per sequence at which that was measured. */
  readonly batch: number;
  readonly context: number;
  /** Loss in nats of a fixed first batch, the same on every engine up to rounding. */
  readonly loss: number;
};

/** First the small size, for all; an engine that needs longer than this for one such step is measured by it … */
const SLOW_MS = 500;
/** … and one that needs this long by the very first step, though kernels were compiled in it. */
const VERY_SLOW_MS = 5_000;
const MEASURE_MS = 1_000;

/** The size of one sequence, for slow engines. */
const small = sizeOf(1, 64);

/**
 * Trains `nano` for about a second: real optimiser steps, the work that an engine is there for. Rates at the two sizes
 * compare, because the work of a token differs little between them.
 */
export async function measureTraining(engine: Engine, clock: () => number): Promise<TrainingSpeed> {
  const steps = new CompiledSteps(engine, presets.nano);
  const usual = sizeOf(8, 256, engine.lanes);
  const random = seededRandom(1);
  await steps.load(freshParameters(presets.nano, random));
  const tokens = (shape: StepShape): Int32Array =>
    Int32Array.from({ length: shape.batch * (shape.context + 1) }, () =>
      random.below(presets.nano.vocabulary),
    );
  try {
    const first = tokens(small);
    // A rate of zero: the step does all its work and leaves the weights as they are.
    const started = clock();
    const { loss } = await steps.step(small, first, 0, 1);
    const firstMs = clock() - started;
    const onceMs = firstMs > VERY_SLOW_MS ? firstMs : await steps.timeStep(small, first, clock);
    const shape = onceMs > SLOW_MS ? small : usual;
    const batch = shape === small ? first : tokens(shape);
    if (shape === usual) await steps.timeStep(shape, batch, clock);
    const times = shape === small ? [onceMs] : [];
    for (const start = clock(); onceMs < MEASURE_MS && clock() - start < MEASURE_MS;) {
      times.push(await steps.timeStep(shape, batch, clock));
    }
    const tokensPerSecond = (shape.batch * shape.context * 1000) / Math.min(...times);
    return { tokensPerSecond, batch: shape.batch, context: shape.context, loss };
  } finally {
    await steps.dispose();
  }
}

function sizeOf(batch: number, context: number, lanes?: number): StepShape {
  const { weightDecay, clipNorm } = phiAdamW;
  const form = fastestForm(batch, lanes);
  return { batch, context, accumulate: 1, recompute: 'none', form, weightDecay, clipNorm };
}

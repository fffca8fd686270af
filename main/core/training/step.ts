import { gradients } from '../autodiff/gradients.ts';
import type { ModelConfig } from '../model/config.ts';
import { declareParameters, parameterSpecs, type Parameters } from '../model/parameters.ts';
import { Builder, type Value } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import type { Shape } from '../program/shape.ts';
import { adamw, clipSummed, declareScalars, globalNorm, type AdamWOptions, type Slot } from './adamw.ts';
import { nextTokenLoss, type LossSum } from './loss.ts';

/** Sequences per batch and tokens per sequence (each batch carries one token more, the last target). */
export type BatchSize = { readonly batch: number; readonly context: number };

/**
 * What the backward pass computes a second time instead of keeping it: nothing, the attention of every layer (the
 * probabilities [B, H, T, T] are by far the largest tensors of a long sequence), or whole blocks.
 */
export const recomputations = ['none', 'attention', 'block'] as const;
export type Recompute = (typeof recomputations)[number];

/** A batch and how its backward pass is to be computed. */
export type PassSize = BatchSize & { readonly recompute?: Recompute };

/**
 * The whole optimiser step as one program, with n = `parameterSpecs(config).length`:
 * inputs: n parameters, n first moments, n second moments, `batch` i32 [B, T+1] (see `nextTokenLoss`),
 * `scalars` f32 [3] (see `stepScalars`); outputs: loss and gradient norm before clipping (scalars, nats), then the
 * n parameters, n first and n second moments that replace the first 3n inputs.
 *
 * Gradients are those of the summed loss, and the update divides by the number of targets: the same arithmetic as in
 * the split form below, so that both forms give the same bits.
 */
export function buildTrainStep(config: ModelConfig, size: PassSize, options: AdamWOptions): Program {
  const b = new Builder('trainStep');
  const parameters = declareParameters(b, config);
  const firsts = declareLike(b, config, 'first');
  const seconds = declareLike(b, config, 'second');
  const batch = declareBatch(b, size);
  const scalars = declareScalars(b);

  const { slopes, ...sums } = summedGradients(b, config, parameters, batch, size);
  const norm = globalNorm(b, slopes);
  const clipped = clipSummed(b, options, { ...sums, norm });
  const updated = [...parameters.values()].map((parameter, index) => {
    const slot = { parameter, first: firsts[index]!, second: seconds[index]! };
    return adamw(b, options, scalars, slot, slopes[index]!, clipped.factor);
  });
  const named = (role: string, pick: (slot: Slot) => Value): Record<string, Value> =>
    Object.fromEntries([...parameters.keys()].map((name, index) => [role + name, pick(updated[index]!)]));
  return b.build({
    loss: clipped.loss,
    gradientNorm: clipped.norm,
    ...named('', ({ parameter }) => parameter),
    ...named('first:', ({ first }) => first),
    ...named('second:', ({ second }) => second),
  });
}

/**
 * The first part of a step in parts, for batches or models that do not fit at once. Inputs: n parameters, `batch`;
 * outputs: `lossSum` (nats), `targetCount` (scalars) and the n gradients of the loss sum.
 */
export function buildGradients(config: ModelConfig, size: PassSize): Program {
  const b = new Builder('gradients');
  const parameters = declareParameters(b, config);
  const { sum, targetCount, slopes } = summedGradients(b, config, parameters, declareBatch(b, size), size);
  const gradientPorts = [...parameters.keys()].map((name, index) => [`gradient:${name}`, slopes[index]!]);
  return b.build({
    lossSum: sum,
    targetCount,
    ...(Object.fromEntries(gradientPorts) as Record<string, Value>),
  });
}

/** Adds one tensor of a micro-batch's gradients to the sum so far: inputs `sum` and `gradient`, output `sum`. */
export function buildAddGradient(shape: Shape): Program {
  const b = new Builder('addGradient');
  return b.build({ sum: b.add(b.input('sum', 'f32', shape), b.input('gradient', 'f32', shape)) });
}

/**
 * What the updates need to know of all gradients together. Inputs: the n gradients of the loss sum, `lossSum`,
 * `targetCount`; outputs: `loss` (mean, nats), `gradientNorm` (of the mean loss, before clipping) and `factor`, by
 * which the updates multiply every gradient.
 */
export function buildClip(config: ModelConfig, options: AdamWOptions): Program {
  const b = new Builder('clip');
  const slopes = declareLike(b, config, 'gradient');
  const [sum, targetCount] = [b.input('lossSum', 'f32', []), b.input('targetCount', 'f32', [])];
  const summed = { sum, targetCount, norm: globalNorm(b, slopes) };
  const { loss, norm, factor } = clipSummed(b, options, summed);
  return b.build({ loss, gradientNorm: norm, factor });
}

/**
 * The update of one tensor of this shape. Inputs: `parameter`, `first`, `second`, `gradient`, `factor` [] and
 * `scalars` [3]; outputs: `parameter`, `first`, `second`. One tensor at a time, because then old and new state need
 * not lie side by side: the largest tensor is all that is there twice.
 */
export function buildUpdate(shape: Shape, options: AdamWOptions): Program {
  const b = new Builder('update');
  const tensor = (name: string): Value => b.input(name, 'f32', shape);
  const slot: Slot = { parameter: tensor('parameter'), first: tensor('first'), second: tensor('second') };
  const [gradient, factor] = [tensor('gradient'), b.input('factor', 'f32', [])];
  return b.build({ ...adamw(b, options, declareScalars(b), slot, gradient, factor) });
}

/** Held-out loss: inputs n parameters and `batch` [B, T+1]; outputs `lossSum` (nats) and `targetCount`, scalars. */
export function buildEvalLoss(config: ModelConfig, size: BatchSize): Program {
  const b = new Builder('evalLoss');
  const parameters = declareParameters(b, config);
  const { sum, targetCount } = nextTokenLoss(b, config, parameters, declareBatch(b, size));
  return b.build({ lossSum: sum, targetCount });
}

function declareBatch(b: Builder, { batch, context }: BatchSize): Value {
  return b.input('batch', 'i32', [batch, context + 1], ['B', 'T+1']);
}

function declareLike(b: Builder, config: ModelConfig, role: string): Value[] {
  return parameterSpecs(config).map(({ name, shape, axes }) =>
    b.input(`${role}:${name}`, 'f32', shape, axes),
  );
}

/** Loss sum, target count, and the gradients of the sum with respect to every parameter. */
function summedGradients(
  b: Builder,
  config: ModelConfig,
  parameters: Parameters,
  batch: Value,
  { recompute = 'none' }: PassSize,
): LossSum & { readonly slopes: readonly Value[] } {
  const loss = nextTokenLoss(b, config, parameters, batch);
  return { ...loss, slopes: gradients(b, loss.sum, [...parameters.values()], { recompute }) };
}

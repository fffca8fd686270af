import type { Builder, Value } from '../program/builder.ts';

/** AdamW's constants; those of phi-1's pretraining are `phiAdamW`. */
export type AdamWOptions = {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay, multiplied by the rate. Matrices only. */
  readonly weightDecay: number;
  /** Gradients are scaled down to this global norm. */
  readonly clipNorm: number;
};

/** Weight decay 0.1 is phi-1's; the paper leaves the betas and the clipping open, these are the usual ones. */
export const phiAdamW: AdamWOptions = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-7,
  weightDecay: 0.1,
  clipNorm: 1,
};

/** One parameter with its optimiser state, all of one shape. */
export type Slot = { readonly parameter: Value; readonly first: Value; readonly second: Value };

/** What changes from step to step: scalars that come into the program from outside. */
export type StepScalars = {
  readonly rate: Value;
  /** 1 / (1 − β1ᵗ) and 1 / (1 − β2ᵗ) at step t = 1, 2, …: they undo the moments' start from zero. */
  readonly firstCorrection: Value;
  readonly secondCorrection: Value;
};

/**
 * Σg² over all the gradients, a scalar. They are added last to first, which is the order in which the backward pass
 * has them: an engine that orders its work by need then makes each gradient while what it is made from is still in
 * the cache, instead of all of them at the end.
 */
export function sumOfSquares(b: Builder, gradients: readonly Value[]): Value {
  const squares = gradients.toReversed().map((gradient) =>
    b.reduceSumSquare(
      gradient,
      gradient.shape.map((_, axis) => axis),
    ),
  );
  return squares.reduce((sum, square) => b.add(sum, square));
}

/** √Σg² over all the gradients, a scalar. */
export function globalNorm(b: Builder, gradients: readonly Value[]): Value {
  return b.sqrt(sumOfSquares(b, gradients));
}

/** Declares the input `scalars` f32 [3], see `stepScalars`. */
export function declareScalars(b: Builder): StepScalars {
  const scalars = b.input('scalars', 'f32', [3]);
  const item = (index: number): Value => b.reshape(b.slice(scalars, 0, index, index + 1), []);
  return { rate: item(0), firstCorrection: item(1), secondCorrection: item(2) };
}

/**
 * From sums over a batch, `norm` being the root of the gradients' Σg², to its mean loss, its gradient norm and the
 * factor that scales and clips the gradients.
 */
export function clipSummed(
  b: Builder,
  { clipNorm }: AdamWOptions,
  {
    sum,
    targetCount,
    norm: summedNorm,
  }: { readonly sum: Value; readonly targetCount: Value; readonly norm: Value },
): { readonly loss: Value; readonly norm: Value; readonly factor: Value } {
  const share = b.div(1, b.maximum(targetCount, 1));
  const norm = b.mul(summedNorm, share);
  return { loss: b.mul(sum, share), norm, factor: b.mul(clipFactor(b, norm, clipNorm), share) };
}

/** The factor that brings gradients of norm `norm` down to at most `limit`: 1 below it. */
export function clipFactor(b: Builder, norm: Value, limit: number): Value {
  return b.minimum(b.div(limit, b.maximum(norm, 1e-12)), 1);
}

/**
 * One AdamW update (Loshchilov and Hutter 2019, algorithm 2) of one parameter; `factor` multiplies the gradient
 * first. Decay touches tensors of rank ≥ 2 alone: the linear weights and, being a matrix too, the token embedding;
 * never biases or LayerNorm scales.
 */
export function adamw(
  b: Builder,
  options: AdamWOptions,
  { rate, firstCorrection, secondCorrection }: StepScalars,
  { parameter, first, second }: Slot,
  gradient: Value,
  factor: Value,
): Slot {
  const { beta1, beta2, epsilon, weightDecay } = options;
  const newFirst = b.add(b.mul(first, beta1), b.mul(gradient, b.mul(factor, 1 - beta1)));
  const squared = b.mul(b.mul(gradient, gradient), b.mul(b.mul(factor, factor), 1 - beta2));
  const newSecond = b.add(b.mul(second, beta2), squared);
  // The corrections are folded into scalars: m̂/(√v̂ + ε) = (c1/√c2)·m/(√v + ε/√c2), with c1, c2 the corrections.
  const root = b.sqrt(secondCorrection);
  const ratio = b.div(newFirst, b.add(b.sqrt(newSecond), b.div(epsilon, root)));
  const move = b.mul(ratio, b.div(b.mul(rate, firstCorrection), root));
  const kept = parameter.shape.length >= 2 ? b.mul(parameter, b.sub(1, b.mul(rate, weightDecay))) : parameter;
  return { parameter: b.sub(kept, move), first: newFirst, second: newSecond };
}

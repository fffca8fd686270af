import type { Builder, Value } from '../program/builder.ts';
import type { Attributes, Primitive } from '../program/primitive.ts';

/** One equation of the forward pass as a gradient rule sees it. */
export type Applied<P extends Primitive> = {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes[P];
};

/**
 * Appends the equations of a vector-Jacobian product: from the cotangent of the first result to a cotangent for
 * each operand, of that operand's shape. `undefined` says the operand gets none (integers, conditions).
 */
export type GradientRule<P extends Primitive> = (
  b: Builder,
  equation: Applied<P>,
  cotangent: Value,
) => readonly (Value | undefined)[];

export type GradientRules<P extends Primitive = Primitive> = { readonly [K in P]: GradientRule<K> };

/** Sums a cotangent over the axes along which an operand of `shape` was stretched, back to that shape. */
export function unbroadcast(b: Builder, cotangent: Value, shape: readonly number[]): Value {
  const offset = cotangent.shape.length - shape.length;
  const stretched = cotangent.shape.flatMap((extent, axis) =>
    axis < offset || (shape[axis - offset] === 1 && extent !== 1) ? [axis] : [],
  );
  const summed = stretched.length === 0 ? cotangent : b.reduceSum(cotangent, stretched);
  return b.reshapeTo(summed, shape);
}

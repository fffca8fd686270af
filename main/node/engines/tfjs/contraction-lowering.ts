import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount, sameShape, type Shape } from '../../../core/program/shape.ts';
import type { BackendTraits, Tfjs } from './backend.ts';
import type { LoweringRules, Site } from './lowering-rule.ts';
import { stretch } from './movement-lowering.ts';

type Flags = { readonly transposeA: boolean; readonly transposeB: boolean };

/**
 * op(A) · op(B) over matrices with any batch axes, for the shapes given. Batch axes are joined into one; a batch of A
 * against a single B is one taller matrix.
 */
export function product(
  tf: Tfjs,
  traits: BackendTraits,
  a: Shape,
  b: Shape,
  result: Shape,
  { transposeA, transposeB }: Flags,
): (x: Tensor, y: Tensor) => Tensor {
  const multiply = (x: Tensor, y: Tensor): Tensor => {
    if (traits.transposes === 'inside') return tf.matMul(x, y, transposeA, transposeB);
    return tf.matMul(transposeA ? transposed(tf, x) : x, transposeB ? transposed(tf, y) : y);
  };
  const matrixB = b.slice(-2);
  if (elementCount(b.slice(0, -2)) === 1 && !transposeA) {
    const [inner, columns] = [a.at(-1)!, result.at(-1)!];
    const rows = elementCount(result) / columns;
    return (x, y) => tf.reshape(multiply(tf.reshape(x, [rows, inner]), tf.reshape(y, matrixB)), [...result]);
  }
  const batch = result.slice(0, -2);
  const joined = (x: Tensor, shape: Shape): Tensor => {
    const matrix = shape.slice(-2);
    const whole = sameShape(shape.slice(0, -2), batch) ? x : stretch(tf, x, [...batch, ...matrix]);
    return tf.reshape(whole, batch.length === 0 ? matrix : [elementCount(batch), ...matrix]);
  };
  return (x, y) => tf.reshape(multiply(joined(x, a), joined(y, b)), [...result]);
}

/** The last two axes of a matrix or a batch of them, exchanged. */
function transposed(tf: Tfjs, x: Tensor): Tensor {
  return tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);
}

/** `x · factor`, or x itself for a factor of 1. */
export function scaled(
  { tf, constant }: Pick<Site<'matmul'>, 'tf' | 'constant'>,
  factor: number,
): (x: Tensor) => Tensor {
  if (factor === 1) return (x) => x;
  const by = constant([factor], [], 'f32');
  return (x) => tf.mul(x, by);
}

/** Lowering of reductions and the matrix product. */
export const contractionLowering: Pick<
  LoweringRules,
  'reduceSum' | 'reduceMax' | 'reduceSumSquare' | 'argMax' | 'matmul'
> = {
  reduceSum: ({ tf, attributes, outputs }) => {
    const { axes, keepAxes } = attributes;
    if (axes.length === 0) return ([x]) => [tf.reshape(x!, [...outputs[0]!.shape])];
    return ([x]) => [tf.sum(x!, [...axes], keepAxes)];
  },
  reduceMax: ({ tf, attributes, outputs }) => {
    const { axes, keepAxes } = attributes;
    if (axes.length === 0) return ([x]) => [tf.reshape(x!, [...outputs[0]!.shape])];
    return ([x]) => [tf.max(x!, [...axes], keepAxes)];
  },
  reduceSumSquare: ({ tf, attributes }) => {
    const { axes, keepAxes } = attributes;
    if (axes.length === 0) return ([x]) => [tf.square(x!)];
    return ([x]) => [tf.sum(tf.square(x!), [...axes], keepAxes)];
  },
  argMax:
    ({ tf }) =>
    ([x]) => [tf.argMax(x!, -1)],
  matmul: (site) => {
    const { tf, traits, attributes, inputs, outputs } = site;
    const [a, b] = inputs as [(typeof inputs)[number], (typeof inputs)[number]];
    const { shape } = outputs[0]!;
    const multiply = product(tf, traits, a.shape, b.shape, shape, attributes);
    const scale = scaled(site, attributes.scale);
    // The factor goes to whichever of the three is smallest.
    const sizes = [a.shape, b.shape, shape].map(elementCount);
    const smallest = sizes.indexOf(Math.min(...sizes));
    if (smallest === 0) return ([x, y]) => [multiply(scale(x!), y!)];
    if (smallest === 1) return ([x, y]) => [multiply(x!, scale(y!))];
    return ([x, y]) => [scale(multiply(x!, y!))];
  },
};

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Primitive } from '../../../core/program/primitive.ts';
import type { Shape } from '../../../core/program/shape.ts';
import type { Tfjs } from './backend.ts';
import { contractionLowering } from './contraction-lowering.ts';
import { fusedLowering } from './fused-lowering.ts';
import type { LoweringRule, LoweringRules } from './lowering-rule.ts';
import { alias, choose, movementLowering, stretch } from './movement-lowering.ts';

function unary<P extends Primitive>(kernel: (tf: Tfjs, x: Tensor) => Tensor): LoweringRule<P> {
  return ({ tf }) =>
    ([x]) => [kernel(tf, x!)];
}

/** The arithmetic kernels stretch 32-bit floats themselves; TensorFlow's own refuse to over more axes than these. */
const STRETCHED_AXES = 5;

function arithmetic<P extends Primitive>(
  kernel: (tf: Tfjs, a: Tensor, b: Tensor) => Tensor,
): LoweringRule<P> {
  return (site) => {
    const { dtype, shape } = site.outputs[0]!;
    return dtype === 'f32' && shape.length <= STRETCHED_AXES
      ? ([a, b]) => [kernel(site.tf, a!, b!)]
      : aligned<P>(kernel)(site);
  };
}

/**
 * The kernels for integers, booleans and comparisons are not all sure to stretch, so operands get the result's shape
 * first; a scalar needs none.
 */
function aligned<P extends Primitive>(kernel: (tf: Tfjs, a: Tensor, b: Tensor) => Tensor): LoweringRule<P> {
  return ({ tf, outputs }) => {
    const { shape } = outputs[0]!;
    return ([a, b]) => [kernel(tf, full(tf, a!, shape), full(tf, b!, shape))];
  };
}

function full(tf: Tfjs, x: Tensor, shape: Shape): Tensor {
  return x.rank === 0 ? x : stretch(tf, x, shape);
}

/** Sources of values are uploaded when the program is compiled; no equation computes them. */
const uploaded = (): never => {
  throw new Error('A source of values was lowered to a kernel; it belongs among the constants.');
};

/** TensorFlow.js lowering of every primitive: the fourth of the total tables. */
export const loweringRules: LoweringRules = {
  constant: uploaded,
  iota: uploaded,
  neg: unary((tf, x) => tf.neg(x)),
  exp: unary((tf, x) => tf.exp(x)),
  log: unary((tf, x) => tf.log(x)),
  sqrt: unary((tf, x) => tf.sqrt(x)),
  tanh: unary((tf, x) => tf.tanh(x)),
  sigmoid: unary((tf, x) => tf.sigmoid(x)),
  not: unary((tf, x) => tf.logicalNot(x)),
  cast: ({ tf, constant, attributes, inputs }) => {
    const from = inputs[0]!.dtype;
    if (attributes.dtype === 'bool') {
      const zero = constant([0], [], from);
      return from === 'bool' ? ([x]) => [alias(tf, x!)] : ([x]) => [tf.notEqual(x!, zero)];
    }
    const to = attributes.dtype === 'f32' ? 'float32' : 'int32';
    return ([x]) => [tf.cast(x!, to)];
  },
  add: arithmetic((tf, a, b) => tf.add(a, b)),
  sub: arithmetic((tf, a, b) => tf.sub(a, b)),
  mul: arithmetic((tf, a, b) => tf.mul(a, b)),
  div: arithmetic((tf, a, b) => tf.div(a, b)),
  maximum: arithmetic((tf, a, b) => tf.maximum(a, b)),
  minimum: arithmetic((tf, a, b) => tf.minimum(a, b)),
  equal: aligned((tf, a, b) => tf.equal(a, b)),
  less: aligned((tf, a, b) => tf.less(a, b)),
  and: aligned((tf, a, b) => tf.logicalAnd(a, b)),
  // The select kernels move 32-bit elements, so booleans are chosen by logic: (c ∧ a) ∨ (¬c ∧ b).
  select: ({ tf, outputs }) => {
    const { dtype, shape } = outputs[0]!;
    return (operands) => {
      const [condition, a, b] = operands.map((x) => stretch(tf, x, shape)) as [Tensor, Tensor, Tensor];
      if (dtype !== 'bool') return [choose(tf, condition, a, b)];
      return [tf.logicalOr(tf.logicalAnd(condition, a), tf.logicalAnd(tf.logicalNot(condition), b))];
    };
  },
  ...movementLowering,
  ...contractionLowering,
  ...fusedLowering,
};

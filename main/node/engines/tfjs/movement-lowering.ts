import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount, sameShape, type Shape } from '../../../core/program/shape.ts';
import type { Tfjs } from './backend.ts';
import type { LoweringRules } from './lowering-rule.ts';

/** `x` stretched to `shape` by NumPy's rule: itself where it has that shape already. */
export function stretch(tf: Tfjs, x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const missing = new Array<number>(shape.length - x.rank).fill(1);
  const from = [...missing, ...x.shape];
  const repeats = shape.map((extent, axis) => extent / from[axis]!);
  const ranked = tf.reshape(x, from);
  return repeats.every((count) => count === 1) ? ranked : tf.tile(ranked, repeats);
}

/** The same storage under a handle of its own, counted by tfjs. Cloning would copy it on some backends. */
export function alias(tf: Tfjs, x: Tensor): Tensor {
  return tf.reshape(x, x.shape);
}

/** `condition ? a : b` over three tensors of one shape. `tf.where` would first copy all three to stretch them. */
export function choose(tf: Tfjs, condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return tf.engine().runKernel(tf.Select, { condition, t: a, e: b });
}

/** Lowering of the primitives that only move elements. */
export const movementLowering: Pick<
  LoweringRules,
  'reshape' | 'transpose' | 'slice' | 'pad' | 'concat' | 'broadcast' | 'gather' | 'scatterAdd'
> = {
  reshape:
    ({ tf, attributes }) =>
    ([x]) => [tf.reshape(x!, [...attributes.shape])],
  transpose: ({ tf, attributes, outputs, inputs }) => {
    const { permutation } = attributes;
    const { shape } = outputs[0]!;
    // Axes of extent 1 may go anywhere: where the others keep their order nothing moves.
    const moving = permutation.filter((axis) => inputs[0]!.shape[axis] !== 1);
    const still = moving.every((axis, at) => at === 0 || axis > moving[at - 1]!);
    return still ? ([x]) => [tf.reshape(x!, [...shape])] : ([x]) => [tf.transpose(x!, [...permutation])];
  },
  slice: ({ tf, attributes, outputs, inputs }) => {
    const { shape } = outputs[0]!;
    const { starts } = attributes;
    return sameShape(shape, inputs[0]!.shape)
      ? ([x]) => [tf.reshape(x!, [...shape])]
      : ([x]) => [tf.slice(x!, [...starts], [...shape])];
  },
  pad: ({ tf, attributes }) => {
    const { low, high } = attributes;
    const paddings = low.map((before, axis): [number, number] => [before, high[axis]!]);
    return ([x]) => [paddings.length === 0 ? tf.reshape(x!, []) : tf.pad(x!, paddings)];
  },
  concat: ({ tf, attributes }) => {
    const { axis } = attributes;
    return (parts) => [
      parts.length === 1 ? tf.reshape(parts[0]!, parts[0]!.shape) : tf.concat([...parts], axis),
    ];
  },
  broadcast: ({ tf, attributes }) => {
    const { shape } = attributes;
    return ([x]) => {
      const full = stretch(tf, x!, shape);
      return [full === x ? tf.reshape(x, [...shape]) : full];
    };
  },
  // Indices are joined into one axis, the form that every backend takes.
  gather: ({ tf, inputs, outputs }) => {
    const count = elementCount(inputs[1]!.shape);
    const { shape } = outputs[0]!;
    return ([table, indices]) => [
      tf.reshape(tf.gather(table!, tf.reshape(indices!, [count]), 0), [...shape]),
    ];
  },
  // The scatter kernel adds repeated rows into zeros, which are then added to what was there.
  scatterAdd: ({ tf, inputs }) => {
    const [into, indices] = inputs as [(typeof inputs)[number], (typeof inputs)[number]];
    const count = elementCount(indices.shape);
    const rows = [count, ...into.shape.slice(1)];
    const shape = [...into.shape];
    return ([start, places, updates]) => {
      const added = tf.scatterND(tf.reshape(places!, [count, 1]), tf.reshape(updates!, rows), shape);
      return [tf.add(start!, added)];
    };
  },
};

import type { Value } from '../program/builder.ts';
import { unbroadcast, type GradientRules } from './gradient-rule.ts';

/** Gradients of the primitives that only move elements: each moves the cotangent back. */
export const movementGradients: Pick<
  GradientRules,
  'reshape' | 'transpose' | 'slice' | 'pad' | 'concat' | 'broadcast' | 'gather' | 'scatterAdd'
> = {
  reshape: (b, { inputs }, dy) => [b.reshapeTo(dy, inputs[0]!.shape)],
  transpose: (b, { attributes }, dy) => {
    const inverse = new Array<number>(attributes.permutation.length);
    for (const [to, from] of attributes.permutation.entries()) inverse[from] = to;
    return [b.transpose(dy, inverse)];
  },
  slice: (b, { inputs, attributes }, dy) => {
    const after = inputs[0]!.shape.map((extent, axis) => extent - attributes.limits[axis]!);
    return [b.pad(dy, attributes.starts, after)];
  },
  pad: (b, { inputs, attributes }, dy) => {
    const limits = inputs[0]!.shape.map((extent, axis) => attributes.low[axis]! + extent);
    return b.apply('slice', [dy], { starts: attributes.low, limits });
  },
  concat: (b, { inputs, attributes }, dy) => {
    let start = 0;
    return inputs.map((part) => {
      const extent = part.shape[attributes.axis]!;
      start += extent;
      return b.slice(dy, attributes.axis, start - extent, start);
    });
  },
  broadcast: (b, { inputs }, dy) => [unbroadcast(b, dy, inputs[0]!.shape)],
  gather: (b, { inputs }, dy) => {
    const [table, indices] = inputs as [Value, Value];
    const empty = b.broadcast(b.constant(0), table.shape);
    return [b.scatterAdd(empty, indices, dy), undefined];
  },
  scatterAdd: (b, { inputs }, dy) => [dy, undefined, b.gather(dy, inputs[1]!)],
};

import { elementCount, rowMajorStrides, type DType, type Shape } from './shape.ts';

/** A tensor on the host. `f32` values are held in 64 bits when the interpreter is asked for that precision. */
export type NdArray = {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
};

/** How the interpreter holds `f32`: as specified, or in double precision to compare derivatives with differences. */
export type Precision = 'single' | 'double';

/** A zero tensor of this dtype and shape. */
export function zeros(dtype: DType, shape: Shape, precision: Precision): NdArray {
  const count = elementCount(shape);
  if (dtype === 'i32') return { dtype, shape, data: new Int32Array(count) };
  if (dtype === 'bool') return { dtype, shape, data: new Uint8Array(count) };
  return { dtype, shape, data: precision === 'double' ? new Float64Array(count) : new Float32Array(count) };
}

/**
 * For every element of a tensor of `shape`, row-major, the position `offset + Σ index[axis] · strides[axis]`.
 * All movement of elements (broadcast, transpose, slice, pad) is this with other strides.
 */
export function positions(shape: Shape, strides: readonly number[], offset = 0): Int32Array {
  const result = new Int32Array(elementCount(shape));
  const index = new Array<number>(shape.length).fill(0);
  let position = offset;
  for (let at = 0; at < result.length; at++) {
    result[at] = position;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** Strides that read a tensor of shape `from` as if it had shape `to`: 0 along stretched and missing axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = rowMajorStrides(from);
  const offset = to.length - from.length;
  return to.map((_, axis) => (axis < offset || from[axis - offset] === 1 ? 0 : strides[axis - offset]!));
}

/** Positions in an operand of shape `from` that feed each element of a result of shape `to`. */
export function broadcastPositions(from: Shape, to: Shape): Int32Array {
  return positions(to, broadcastStrides(from, to));
}

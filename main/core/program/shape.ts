export type DType = 'f32' | 'i32' | 'bool';

/** Extents of the axes, outermost first. A scalar is `[]`; no axis is empty. */
export type Shape = readonly number[];

/**
 * What is known of a value before the program runs. `axes` names each axis for error messages
 * (`''` where nobody named it); names never change what a program means.
 */
export type ValueType = {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly axes: readonly string[];
};

/** Makes a ValueType; axes that are not named stay anonymous. */
export function valueType(dtype: DType, shape: Shape, axes?: readonly string[]): ValueType {
  return { dtype, shape, axes: shape.map((_, axis) => axes?.[axis] ?? '') };
}

/** Number of elements of a tensor with this shape (1 for a scalar). */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** `[B·T=2048, d=256]`: extents with the names they were given. */
export function formatShape(type: Pick<ValueType, 'shape' | 'axes'>): string {
  const parts = type.shape.map((extent, axis) => {
    const name = type.axes[axis];
    return name ? `${name}=${String(extent)}` : String(extent);
  });
  return `[${parts.join(', ')}]`;
}

/** `f32[B·T=2048, d=256]`. */
export function formatType(type: ValueType): string {
  return type.dtype + formatShape(type);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * Shape and axis names of an elementwise operation over operands of these types, by NumPy's rule: shapes are
 * aligned at their last axis and an axis of extent 1 (or a missing one) stretches.
 * Returns undefined when two extents differ and neither is 1.
 */
export function broadcastTypes(types: readonly ValueType[]): Pick<ValueType, 'shape' | 'axes'> | undefined {
  const rank = Math.max(0, ...types.map((type) => type.shape.length));
  const shape = new Array<number>(rank).fill(1);
  const axes = new Array<string>(rank).fill('');
  for (const type of types) {
    const offset = rank - type.shape.length;
    for (const [axis, extent] of type.shape.entries()) {
      const at = offset + axis;
      if (extent !== 1 && shape[at] !== 1 && shape[at] !== extent) return undefined;
      if (extent !== 1 || shape[at] === 1) {
        shape[at] = extent;
        axes[at] = type.axes[axis] !== '' ? type.axes[axis]! : axes[at]!;
      }
    }
  }
  return { shape, axes };
}

/** Row-major strides, in elements. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

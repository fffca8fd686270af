import { elementCount, formatType, sameShape, valueType, type ValueType } from './shape.ts';
import { expectOperands, ShapeError, type ShapeRules } from './shape-rule.ts';

function expectRank(what: string, type: ValueType, ...lists: readonly (readonly number[])[]): void {
  if (lists.some((list) => list.length !== type.shape.length)) {
    throw new ShapeError(`${what}: needs one entry for each axis of ${formatType(type)}`);
  }
}

/** Shape rules of the primitives that only move elements. */
export const movementRules: Pick<
  ShapeRules,
  'reshape' | 'transpose' | 'slice' | 'pad' | 'concat' | 'broadcast' | 'gather' | 'scatterAdd'
> = {
  reshape: (operands, { shape }) => {
    expectOperands('reshape', operands, ['any']);
    const from = operands[0]!;
    if (elementCount(from.shape) !== elementCount(shape)) {
      const counts = `${String(elementCount(from.shape))} elements into ${String(elementCount(shape))}`;
      throw new ShapeError(`reshape: ${formatType(from)} to [${shape.join(', ')}] would turn ${counts}`);
    }
    return [valueType(from.dtype, shape, sameShape(from.shape, shape) ? from.axes : undefined)];
  },
  transpose: (operands, { permutation }) => {
    expectOperands('transpose', operands, ['any']);
    const from = operands[0]!;
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== from.shape.length || sorted.some((axis, index) => axis !== index)) {
      throw new ShapeError(
        `transpose: [${permutation.join(', ')}] is not a permutation of the axes of ${formatType(from)}`,
      );
    }
    const pick = <T>(list: readonly T[]): T[] => permutation.map((axis) => list[axis]!);
    return [valueType(from.dtype, pick(from.shape), pick(from.axes))];
  },
  slice: (operands, { starts, limits }) => {
    expectOperands('slice', operands, ['any']);
    const from = operands[0]!;
    expectRank('slice', from, starts, limits);
    const shape = from.shape.map((extent, axis) => {
      const [start, limit] = [starts[axis]!, limits[axis]!];
      if (!(start >= 0 && start < limit && limit <= extent)) {
        throw new ShapeError(
          `slice: ${String(start)}..${String(limit)} is not inside axis ${String(axis)} of ${formatType(from)}`,
        );
      }
      return limit - start;
    });
    return [valueType(from.dtype, shape, from.axes)];
  },
  pad: (operands, { low, high }) => {
    expectOperands('pad', operands, ['number']);
    const from = operands[0]!;
    expectRank('pad', from, low, high);
    if ([...low, ...high].some((count) => !(count >= 0)))
      throw new ShapeError('pad: counts must not be negative');
    return [
      valueType(
        from.dtype,
        from.shape.map((extent, axis) => low[axis]! + extent + high[axis]!),
        from.axes,
      ),
    ];
  },
  concat: (operands, { axis }) => {
    const first = operands[0];
    if (!first || !(axis in first.shape))
      throw new ShapeError(`concat: axis ${String(axis)} is not an axis of the operands`);
    let extent = 0;
    for (const type of operands) {
      const fits =
        type.dtype === first.dtype &&
        type.shape.length === first.shape.length &&
        type.shape.every((size, at) => at === axis || size === first.shape[at]);
      if (!fits) {
        throw new ShapeError(
          `concat: operands differ outside axis ${String(axis)}: ${operands.map(formatType).join(', ')}`,
        );
      }
      extent += type.shape[axis]!;
    }
    return [valueType(first.dtype, first.shape.with(axis, extent), first.axes)];
  },
  broadcast: (operands, { shape }) => {
    expectOperands('broadcast', operands, ['any']);
    const from = operands[0]!;
    const offset = shape.length - from.shape.length;
    const fits =
      offset >= 0 && from.shape.every((extent, axis) => extent === 1 || extent === shape[offset + axis]);
    if (!fits)
      throw new ShapeError(`broadcast: ${formatType(from)} does not stretch to [${shape.join(', ')}]`);
    return [valueType(from.dtype, shape, [...new Array<string>(offset).fill(''), ...from.axes])];
  },
  gather: (operands) => {
    expectOperands('gather', operands, ['any', 'i32']);
    const [table, indices] = operands as [ValueType, ValueType];
    if (table.shape.length === 0) throw new ShapeError(`gather: a scalar has no rows: ${formatType(table)}`);
    return [
      valueType(
        table.dtype,
        [...indices.shape, ...table.shape.slice(1)],
        [...indices.axes, ...table.axes.slice(1)],
      ),
    ];
  },
  scatterAdd: (operands) => {
    expectOperands('scatterAdd', operands, ['f32', 'i32', 'f32']);
    const [into, indices, updates] = operands as [ValueType, ValueType, ValueType];
    if (into.shape.length === 0 || !sameShape(updates.shape, [...indices.shape, ...into.shape.slice(1)])) {
      const got = `${formatType(into)} at ${formatType(indices)} with ${formatType(updates)}`;
      throw new ShapeError(
        `scatterAdd: updates must have the shape of the indices and then of one row: ${got}`,
      );
    }
    return [into];
  },
};

import { broadcastPositions, positions, type NdArray } from './ndarray.ts';
import type { InterpreterRules } from './interpreter-rule.ts';
import { elementCount, rowMajorStrides } from './shape.ts';

function copyFrom(x: NdArray, from: Int32Array, y: NdArray): void {
  for (let at = 0; at < from.length; at++) y.data[at] = x.data[from[at]!]!;
}

/** Offset of the element at `index` in a row-major tensor of this shape. */
function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return rowMajorStrides(shape).reduce((offset, stride, axis) => offset + stride * index[axis]!, 0);
}

function checkedRow(what: string, index: number, rows: number): number {
  if (index < 0 || index >= rows) {
    throw new RangeError(`${what}: index ${String(index)} is outside 0..${String(rows - 1)}`);
  }
  return index;
}

/** Primitives that only move elements. */
export const interpretMovement: Pick<
  InterpreterRules,
  'reshape' | 'transpose' | 'slice' | 'pad' | 'concat' | 'broadcast' | 'gather' | 'scatterAdd'
> = {
  reshape: ([x], _, [y]) => {
    y!.data.set(x!.data);
  },
  transpose: ([x], { permutation }, [y]) => {
    const strides = rowMajorStrides(x!.shape);
    const permuted = permutation.map((axis) => strides[axis]!);
    copyFrom(x!, positions(y!.shape, permuted), y!);
  },
  slice: ([x], { starts }, [y]) => {
    copyFrom(x!, positions(y!.shape, rowMajorStrides(x!.shape), offsetOf(x!.shape, starts)), y!);
  },
  pad: ([x], { low }, [y]) => {
    const into = positions(x!.shape, rowMajorStrides(y!.shape), offsetOf(y!.shape, low));
    for (let at = 0; at < into.length; at++) y!.data[into[at]!] = x!.data[at]!;
  },
  concat: (parts, { axis }, [y]) => {
    let start = 0;
    for (const part of parts) {
      const origin = y!.shape.map((_, at) => (at === axis ? start : 0));
      const into = positions(part.shape, rowMajorStrides(y!.shape), offsetOf(y!.shape, origin));
      for (let at = 0; at < into.length; at++) y!.data[into[at]!] = part.data[at]!;
      start += part.shape[axis]!;
    }
  },
  broadcast: ([x], _, [y]) => {
    copyFrom(x!, broadcastPositions(x!.shape, y!.shape), y!);
  },
  gather: ([table, indices], _, [y]) => {
    const rowSize = elementCount(table!.shape.slice(1));
    for (const [at, index] of indices!.data.entries()) {
      const row = checkedRow('gather', index, table!.shape[0]!);
      for (let inner = 0; inner < rowSize; inner++) {
        y!.data[at * rowSize + inner] = table!.data[row * rowSize + inner]!;
      }
    }
  },
  scatterAdd: ([into, indices, updates], _, [y]) => {
    y!.data.set(into!.data);
    const rowSize = elementCount(into!.shape.slice(1));
    for (const [at, index] of indices!.data.entries()) {
      const row = checkedRow('scatterAdd', index, into!.shape[0]!);
      for (let inner = 0; inner < rowSize; inner++) {
        y!.data[row * rowSize + inner]! += updates!.data[at * rowSize + inner]!;
      }
    }
  },
};

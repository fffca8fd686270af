import type { Attributes, Primitive } from './primitive.ts';
import { formatType, type DType, type ValueType } from './shape.ts';

/** Types of a primitive's results from the types of its operands. Throws ShapeError on an illegal use. */
export type ShapeRule<P extends Primitive> = (
  operands: readonly ValueType[],
  attributes: Attributes[P],
) => ValueType[];

export type ShapeRules<P extends Primitive = Primitive> = { readonly [K in P]: ShapeRule<K> };

/** A primitive was given operands that it does not take; the message starts with the primitive's name. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Checks the number of operands and their dtypes; `any` takes every dtype, `number` f32 or i32. */
export function expectOperands(
  primitive: Primitive,
  operands: readonly ValueType[],
  dtypes: readonly (DType | 'any' | 'number')[],
): void {
  if (operands.length !== dtypes.length) {
    throw new ShapeError(
      `${primitive}: takes ${String(dtypes.length)} operands, got ${String(operands.length)}`,
    );
  }
  for (const [index, wanted] of dtypes.entries()) {
    const got = operands[index]!.dtype;
    const fits = wanted === 'any' || wanted === got || (wanted === 'number' && got !== 'bool');
    if (!fits) {
      const wants = wanted === 'number' ? 'f32 or i32' : wanted;
      throw new ShapeError(
        `${primitive}: operand ${String(index)} must be ${wants}, got ${formatType(operands[index]!)}`,
      );
    }
  }
}

import type { Attributes, Primitive } from './primitive.ts';
import type { NdArray } from './ndarray.ts';

/** Fills the zeroed results of one equation. */
export type InterpreterRule<P extends Primitive> = (
  operands: readonly NdArray[],
  attributes: Attributes[P],
  results: readonly NdArray[],
) => void;

export type InterpreterRules<P extends Primitive = Primitive> = { readonly [K in P]: InterpreterRule<K> };

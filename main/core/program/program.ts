import type { Attributes, Primitive } from './primitive.ts';
import type { ValueType } from './shape.ts';

/** Row-major elements of one tensor. `bool` travels as 0 or 1 in a Uint8Array. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** Index into `Program.values`. */
export type ValueId = number;

/** One application of one primitive, with that primitive's own attributes. */
export type EquationOf<P extends Primitive> = {
  readonly primitive: P;
  readonly attributes: Attributes[P];
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
};

export type Equation = { [P in Primitive]: EquationOf<P> }[Primitive];

/** A value that crosses the program's boundary, by name. */
export type Port = { readonly name: string; readonly id: ValueId };

/**
 * Equations in single-assignment form over values of static shape. Data, so it can be printed, verified,
 * differentiated and lowered; `verify` says what is legal and SPEC.md says what it means.
 */
export type Program = {
  readonly name: string;
  readonly values: readonly ValueType[];
  readonly inputs: readonly Port[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Port[];
};

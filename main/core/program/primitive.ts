import type { DType, Shape } from './shape.ts';
import type { TensorData } from './program.ts';

type None = Readonly<Record<never, never>>;

/**
 * The primitives and what each is told besides its operands. SPEC.md gives their meaning, rule by rule.
 * Every table over them is a mapped type, so a primitive without a row does not compile.
 */
export type Attributes = {
  // Sources of values.
  constant: { readonly dtype: DType; readonly shape: Shape; readonly data: TensorData };
  iota: { readonly shape: Shape; readonly axis: number };
  // Elementwise, one operand.
  neg: None;
  exp: None;
  log: None;
  sqrt: None;
  tanh: None;
  sigmoid: None;
  not: None;
  cast: { readonly dtype: DType };
  // Elementwise, broadcasting.
  add: None;
  sub: None;
  mul: None;
  div: None;
  maximum: None;
  minimum: None;
  equal: None;
  less: None;
  and: None;
  select: None;
  // Movement of elements.
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  slice: { readonly starts: readonly number[]; readonly limits: readonly number[] };
  pad: { readonly low: readonly number[]; readonly high: readonly number[] };
  concat: { readonly axis: number };
  broadcast: { readonly shape: Shape };
  gather: None;
  scatterAdd: { readonly uniqueIndices: boolean };
  // Reductions.
  reduceSum: { readonly axes: readonly number[]; readonly keepAxes: boolean };
  reduceMax: { readonly axes: readonly number[]; readonly keepAxes: boolean };
  reduceSumSquare: { readonly axes: readonly number[]; readonly keepAxes: boolean };
  argMax: None;
  // Contraction.
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean; readonly scale: number };
  // Fused, because engines have one fast kernel for them.
  softmax: None;
  layerNorm: { readonly epsilon: number };
  gelu: None;
  attention: { readonly scale: number };
  rotary: None;
  crossEntropy: None;
};

export type Primitive = keyof Attributes;

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Attributes, Primitive } from '../../../core/program/primitive.ts';
import type { DType, Shape, ValueType } from '../../../core/program/shape.ts';
import type { BackendTraits, Tfjs } from './backend.ts';

/** One equation as the compiler sees it: everything that is known before any value is. */
export type Site<P extends Primitive> = {
  readonly tf: Tfjs;
  readonly traits: BackendTraits;
  readonly inputs: readonly ValueType[];
  readonly outputs: readonly ValueType[];
  readonly attributes: Attributes[P];
  /** Uploads a constant that lives as long as the executable; equal ones are uploaded once. */
  readonly constant: (data: readonly number[], shape: Shape, dtype: DType) => Tensor;
};

/**
 * The kernel calls of one equation. It runs inside `tf.tidy`, so what it makes on the way is freed; its results must be
 * tensors of their own (never an operand, which its owner frees), one for each result of the primitive.
 */
export type KernelCalls = (operands: readonly Tensor[]) => Tensor[];

/** Decides at compile time which kernels compute an equation. */
export type LoweringRule<P extends Primitive> = (site: Site<P>) => KernelCalls;

export type LoweringRules<P extends Primitive = Primitive> = { readonly [K in P]: LoweringRule<K> };

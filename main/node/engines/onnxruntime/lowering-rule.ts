import type { Attributes, Primitive } from '../../../core/program/primitive.ts';
import type { ValueType } from '../../../core/program/shape.ts';
import type { OnnxGraph } from './graph.ts';

/** One operand or result during lowering: its name in the graph and its type. */
export type Named = { readonly name: string; readonly type: ValueType };

/** Appends the nodes that compute one equation; its results must get exactly the names given. */
export type LoweringRule<P extends Primitive> = (
  graph: OnnxGraph,
  inputs: readonly Named[],
  outputs: readonly Named[],
  attributes: Attributes[P],
) => void;

export type LoweringRules<P extends Primitive = Primitive> = { readonly [K in P]: LoweringRule<K> };

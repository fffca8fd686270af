import type { Primitive } from '../../../core/program/primitive.ts';
import { iotaData } from './graph.ts';
import { contractionLowering } from './contraction-lowering.ts';
import { movementLowering } from './movement-lowering.ts';
import type { LoweringRule, LoweringRules } from './lowering-rule.ts';
import { elementType } from './proto.ts';

/** A primitive that is one ONNX operator without attributes. */
export function direct<P extends Primitive>(opType: string): LoweringRule<P> {
  return (graph, inputs, outputs) => {
    graph.node(
      opType,
      inputs.map((input) => input.name),
      { outputs: outputs.map((output) => output.name) },
    );
  };
}

/** ONNX lowering of every primitive: the third of the total tables. */
export const loweringRules: LoweringRules = {
  constant: (graph, _inputs, [y], { data, shape, dtype }) => {
    graph.constant(y!.name, data, shape, dtype);
  },
  iota: (graph, _inputs, [y], { shape, axis }) => {
    graph.constant(y!.name, iotaData(shape, axis), shape, 'i32');
  },
  neg: direct('Neg'),
  exp: direct('Exp'),
  log: direct('Log'),
  sqrt: direct('Sqrt'),
  tanh: direct('Tanh'),
  sigmoid: direct('Sigmoid'),
  not: direct('Not'),
  cast: (graph, [x], [y], { dtype }) => {
    graph.node('Cast', [x!.name], { attributes: { to: elementType[dtype] }, outputs: [y!.name] });
  },
  add: direct('Add'),
  sub: direct('Sub'),
  mul: direct('Mul'),
  div: direct('Div'),
  maximum: direct('Max'),
  minimum: direct('Min'),
  equal: direct('Equal'),
  less: direct('Less'),
  and: direct('And'),
  // onnxruntime's Where has no kernel for booleans, so they travel as integers.
  select: (graph, [condition, a, b], [y]) => {
    if (y!.type.dtype !== 'bool') {
      graph.node('Where', [condition!.name, a!.name, b!.name], { outputs: [y!.name] });
      return;
    }
    const integer = (name: string): string =>
      graph.node('Cast', [name], { attributes: { to: elementType.i32 } });
    const chosen = graph.node('Where', [condition!.name, integer(a!.name), integer(b!.name)]);
    graph.node('Cast', [chosen], { attributes: { to: elementType.bool }, outputs: [y!.name] });
  },
  ...movementLowering,
  ...contractionLowering,
};

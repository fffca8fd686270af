import type { Builder, Value } from '../program/builder.ts';
import type { Attributes, Primitive } from '../program/primitive.ts';
import type { ValueId } from '../program/program.ts';
import type { Applied, GradientRule } from './gradient-rule.ts';
import { gradientRules } from './gradient-rules.ts';

/**
 * Reverse mode. Appends to `b` the equations that compute the derivative of the scalar `loss` with respect to each of
 * `parameters`, and returns those derivatives, each of its parameter's shape (zero where the loss does not depend on
 * it). The tape is the builder's own list of equations, so what comes out is again a program and can be verified,
 * printed or differentiated. Only the first result of a primitive carries a derivative (SPEC.md G2).
 * Throws when the loss is not an f32 scalar, a parameter is not f32, or the derivative would pass through a second result.
 */
export function gradients(b: Builder, loss: Value, parameters: readonly Value[]): Value[] {
  if (loss.shape.length !== 0 || loss.dtype !== 'f32')
    throw new Error('gradients: the loss must be an f32 scalar.');
  const integer = parameters.find((parameter) => parameter.dtype !== 'f32');
  if (integer)
    throw new Error(`gradients: %${String(integer.id)} is ${integer.dtype}; only f32 has a derivative.`);

  const tape = [...b.equations];
  const depends = new Set<ValueId>(parameters.map((parameter) => parameter.id));
  for (const equation of tape) {
    if (equation.inputs.some((id) => depends.has(id))) for (const id of equation.outputs) depends.add(id);
  }
  const cotangents = new Map<ValueId, Value>([[loss.id, b.constant(1)]]);
  for (const equation of tape.toReversed()) {
    if (equation.outputs.slice(1).some((id) => cotangents.has(id))) {
      throw new Error(
        `gradients: a derivative through the second result of ${equation.primitive} is not defined.`,
      );
    }
    const cotangent = cotangents.get(equation.outputs[0]!);
    if (!cotangent || !equation.inputs.some((id) => depends.has(id))) continue;
    const values = (ids: readonly ValueId[]): Value[] => ids.map((id) => b.values[id]!);
    const applied = { inputs: values(equation.inputs), outputs: values(equation.outputs) };
    const attributes = equation.attributes as Attributes[Primitive] as never;
    const shares = pullBack(b, equation.primitive, { ...applied, attributes }, cotangent);
    for (const [index, id] of equation.inputs.entries()) {
      const share = shares[index];
      if (!share || !depends.has(id)) continue;
      const sofar = cotangents.get(id);
      cotangents.set(id, sofar ? b.add(sofar, share) : share);
    }
  }
  return parameters.map(
    (parameter) => cotangents.get(parameter.id) ?? b.broadcast(b.constant(0), parameter.shape),
  );
}

function pullBack<P extends Primitive>(
  b: Builder,
  primitive: P,
  equation: Applied<P>,
  cotangent: Value,
): readonly (Value | undefined)[] {
  const rule: GradientRule<P> = gradientRules[primitive];
  return rule(b, equation, cotangent);
}

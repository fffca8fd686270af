import type { Builder, Segment, Value } from '../program/builder.ts';
import type { Attributes, Primitive } from '../program/primitive.ts';
import type { Equation, ValueId } from '../program/program.ts';
import type { Applied, GradientRule } from './gradient-rule.ts';
import { gradientRules } from './gradient-rules.ts';
import { replay, signalOf } from './recompute.ts';

export type GradientOptions = {
  /** Segments of this name are computed again in the backward pass instead of being kept; they must not overlap. */
  readonly recompute?: string;
};

/**
 * Reverse mode. Appends to `b` the equations that compute the derivative of the scalar `loss` with respect to each of
 * `parameters`, and returns those derivatives, each of its parameter's shape (zero where the loss does not depend on
 * it). The tape is the builder's own list of equations, so what comes out is again a program and can be verified,
 * printed or differentiated. Only the first result of a primitive carries a derivative (SPEC.md G2).
 *
 * With `recompute`, a segment's backward pass starts by computing the segment again, after the gradients of all later
 * parameters: at any time only one segment's inside is held. The derivatives are the same to the bit on an engine
 * whose primitives are.
 * Throws when the loss is not an f32 scalar, a parameter is not f32, or the derivative would pass through a second result.
 */
export function gradients(
  b: Builder,
  loss: Value,
  parameters: readonly Value[],
  { recompute }: GradientOptions = {},
): Value[] {
  if (loss.shape.length !== 0 || loss.dtype !== 'f32')
    throw new Error('gradients: the loss must be an f32 scalar.');
  const integer = parameters.find((parameter) => parameter.dtype !== 'f32');
  if (integer)
    throw new Error(`gradients: %${String(integer.id)} is ${integer.dtype}; only f32 has a derivative.`);

  const tape = [...b.equations];
  const ofParameter = new Set<ValueId>(parameters.map((parameter) => parameter.id));
  const activations = dependents(tape, ofParameter);
  const depends = (id: ValueId): boolean => ofParameter.has(id) || activations.has(id);
  const segments = b.segments.filter(({ name }) => name === recompute);
  let current: Segment | undefined;
  let again: ReadonlyMap<ValueId, Value> = new Map();
  /** Gradients of parameters that were made since the last segment was computed again. */
  let made: Value[] = [];
  const cotangents = new Map<ValueId, Value>([[loss.id, b.constant(1)]]);
  for (const [at, equation] of [...tape.entries()].toReversed()) {
    if (equation.outputs.slice(1).some((id) => cotangents.has(id))) {
      throw new Error(
        `gradients: a derivative through the second result of ${equation.primitive} is not defined.`,
      );
    }
    const cotangent = cotangents.get(equation.outputs[0]!);
    if (!cotangent || !equation.inputs.some(depends)) continue;
    const segment = segments.find(({ from, to }) => at >= from && at < to);
    if (segment !== current) {
      current = segment;
      again = segment ? replay(b, tape, segment, activations, signalOf(b, [cotangent, ...made])) : new Map();
      if (segment) made = [];
    }
    const values = (ids: readonly ValueId[]): Value[] => ids.map((id) => again.get(id) ?? b.values[id]!);
    const applied = { inputs: values(equation.inputs), outputs: values(equation.outputs) };
    const attributes = equation.attributes as Attributes[Primitive] as never;
    const shares = pullBack(b, equation.primitive, { ...applied, attributes }, cotangent);
    for (const [index, id] of equation.inputs.entries()) {
      const share = shares[index];
      if (!share || !depends(id)) continue;
      const sofar = cotangents.get(id);
      const sum = sofar ? b.add(sofar, share) : share;
      cotangents.set(id, sum);
      if (ofParameter.has(id)) made.push(sum);
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

/** Everything on the tape that is computed from one of `sources`, without the sources themselves. */
function dependents(tape: readonly Equation[], sources: ReadonlySet<ValueId>): ReadonlySet<ValueId> {
  const found = new Set<ValueId>();
  for (const { inputs, outputs } of tape) {
    if (inputs.some((id) => sources.has(id) || found.has(id))) for (const id of outputs) found.add(id);
  }
  return found;
}

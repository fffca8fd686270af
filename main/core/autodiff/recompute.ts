import type { Builder, Segment, Value } from '../program/builder.ts';
import type { Attributes, Primitive } from '../program/primitive.ts';
import type { Equation, ValueId } from '../program/program.ts';

/**
 * Appends the equations of `segment` a second time, so that what lies inside it need not be kept from the forward to
 * the backward pass (Chen et al. 2016, 'Training deep nets with sublinear memory cost'). Returns the second value of
 * everything that was computed again, by the id of the first.
 *
 * `activations` are the values that depend on the parameters without being one. The first of them that the segment
 * takes from outside is read through `after`, and with it all that follows: see there for why. What does not depend on
 * an activation is not repeated.
 */
export function replay(
  b: Builder,
  tape: readonly Equation[],
  segment: Segment,
  activations: ReadonlySet<ValueId>,
  signal: Value,
): ReadonlyMap<ValueId, Value> {
  const again = new Map<ValueId, Value>();
  for (const { primitive, attributes, inputs, outputs } of tape.slice(segment.from, segment.to)) {
    if (!inputs.some((id) => again.has(id))) {
      const outside = inputs.find((id) => activations.has(id) && b.values[id]!.dtype === 'f32');
      if (outside === undefined) continue;
      again.set(outside, after(b, b.values[outside]!, signal));
    }
    const operands = inputs.map((id) => again.get(id) ?? b.values[id]!);
    const results = b.apply(primitive, operands, attributes as Attributes[Primitive] as never);
    for (const [index, id] of outputs.entries()) again.set(id, results[index]!);
  }
  return again;
}

/**
 * `x`, but no sooner than `signal`: the sum of x and 0·signal, which has the bits of x whenever the signal is finite.
 * A plain copy would not do. An engine that joins equal subexpressions would find the second forward pass equal to the
 * first and keep all of the first again; and one that orders the equations as it likes could compute every segment
 * anew before it uses any. No engine may drop a product with 0, because the other factor might not be finite.
 */
function after(b: Builder, x: Value, signal: Value): Value {
  return b.add(x, b.mul(signal, 0));
}

/** A scalar that is not known before all of `values` are: the sum of their first elements. */
export function signalOf(b: Builder, values: readonly Value[]): Value {
  return values.map((value) => firstElement(b, value)).reduce((sum, element) => b.add(sum, element));
}

function firstElement(b: Builder, x: Value): Value {
  const starts = x.shape.map(() => 0);
  const [corner] = b.apply('slice', [x], { starts, limits: x.shape.map(() => 1) });
  return b.reshapeTo(corner!, []);
}

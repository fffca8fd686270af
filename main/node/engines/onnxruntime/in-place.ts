import type { Program, ValueId } from '../../../core/program/program.ts';

/**
 * Results that may be written where an input lies, by the index of each: the input is scattered into and the sum is a
 * result. onnxruntime's ScatterND writes into its own input when both have one address. Every other use of that input
 * must be over by then: it must be a gather, whose result is storage of its own, that the updates are made from.
 */
export function inPlaceResults(program: Program): ReadonlyMap<number, number> {
  const users = new Map<ValueId, number[]>();
  const maker = new Map<ValueId, number>();
  program.equations.forEach((equation, at) => {
    for (const id of equation.inputs) users.set(id, [...(users.get(id) ?? []), at]);
    for (const id of equation.outputs) maker.set(id, at);
  });
  const inputs = new Map(program.inputs.map((port, index) => [port.id, index]));
  const results = new Set(program.outputs.map((port) => port.id));
  const seen = new Set<ValueId>();
  const found = new Map<number, number>();
  program.outputs.forEach((port, index) => {
    const at = maker.get(port.id);
    const equation = at === undefined ? undefined : program.equations[at]!;
    // Only the scatter of rows whose indices do not repeat becomes a ScatterND.
    if (equation?.primitive !== 'scatterAdd' || !equation.attributes.uniqueIndices) return;
    const [into, ...operands] = equation.inputs as [ValueId, ...ValueId[]];
    const input = inputs.get(into);
    if (input === undefined || results.has(into) || seen.has(port.id)) return;
    seen.add(port.id);
    if (program.values[into]!.shape.length < 2) return;
    const before = ancestors(operands, maker, program);
    const others = users.get(into)!.filter((user) => user !== at);
    if (others.every((user) => program.equations[user]!.primitive === 'gather' && before.has(user)))
      found.set(index, input);
  });
  return found;
}

/** Indices of the equations that these values are made by, and those that they are made from. */
function ancestors(
  values: readonly ValueId[],
  maker: ReadonlyMap<ValueId, number>,
  program: Program,
): Set<number> {
  const found = new Set<number>();
  const open = [...values];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const at = maker.get(id);
    if (at === undefined || found.has(at)) continue;
    found.add(at);
    open.push(...program.equations[at]!.inputs);
  }
  return found;
}

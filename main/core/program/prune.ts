import type { Equation, Program, ValueId, TensorData } from './program.ts';
import type { ValueType } from './shape.ts';

/**
 * The same program without equations that no output needs and without repeated ones (common subexpressions),
 * its values numbered anew. Inputs stay, used or not: they are the program's signature.
 */
export function prune(program: Program): Program {
  const needed = new Set<ValueId>(program.outputs.map((port) => port.id));
  const kept: Equation[] = [];
  for (const equation of program.equations.toReversed()) {
    if (!equation.outputs.some((id) => needed.has(id))) continue;
    kept.push(equation);
    for (const id of equation.inputs) needed.add(id);
  }

  const values: ValueType[] = [];
  const renamed = new Map<ValueId, ValueId>();
  const rename = (id: ValueId): ValueId => {
    const known = renamed.get(id);
    if (known !== undefined) return known;
    renamed.set(id, values.push(program.values[id]!) - 1);
    return values.length - 1;
  };
  const inputs = program.inputs.map((port) => ({ name: port.name, id: rename(port.id) }));

  const constants = new Map<TensorData, string>();
  const seen = new Map<string, readonly ValueId[]>();
  const equations: Equation[] = [];
  for (const equation of kept.toReversed()) {
    const operands = equation.inputs.map(rename);
    const key = `${equation.primitive} ${operands.join(' ')} ${attributesKey(equation, constants)}`;
    const twin = seen.get(key);
    if (twin) {
      for (const [index, id] of equation.outputs.entries()) renamed.set(id, twin[index]!);
      continue;
    }
    const outputs = equation.outputs.map(rename);
    seen.set(key, outputs);
    equations.push({ ...equation, inputs: operands, outputs });
  }
  const outputs = program.outputs.map((port) => ({ name: port.name, id: rename(port.id) }));
  return { name: program.name, values, inputs, equations, outputs };
}

/** Constants are compared by identity of their data, which is cheap and enough: the builder shares scalars. */
function attributesKey(equation: Equation, constants: Map<TensorData, string>): string {
  if (equation.primitive !== 'constant') return JSON.stringify(equation.attributes);
  const { data, shape } = equation.attributes;
  if (!constants.has(data)) constants.set(data, String(constants.size));
  return `${constants.get(data)!} ${shape.join(' ')}`;
}

import type { Attributes, Primitive } from './primitive.ts';
import type { Program, TensorData } from './program.ts';
import { interpreterRules } from './interpreter-rules.ts';
import type { InterpreterRule } from './interpreter-rule.ts';
import { zeros, type NdArray, type Precision } from './ndarray.ts';
import { elementCount } from './shape.ts';

/**
 * Runs a program by its definition, one element at a time: the reference that engines are compared with, and slow.
 * Inputs and results are row-major and in the program's own order. In double precision `f32` comes back as
 * Float64Array and takes Float64Array too. Throws when the inputs do not match the program's.
 */
export function interpret(
  program: Program,
  inputs: readonly (TensorData | Float64Array)[],
  precision: Precision = 'single',
): NdArray['data'][] {
  if (inputs.length !== program.inputs.length) {
    throw new Error(
      `${program.name} takes ${String(program.inputs.length)} inputs, got ${String(inputs.length)}.`,
    );
  }
  const values: NdArray[] = new Array<NdArray>(program.values.length);
  for (const [index, port] of program.inputs.entries()) {
    const { dtype, shape } = program.values[port.id]!;
    const data = inputs[index]!;
    if (data.length !== elementCount(shape)) {
      throw new Error(
        `${program.name}: input ${port.name} has ${String(elementCount(shape))} elements, got ${String(data.length)}.`,
      );
    }
    const held = zeros(dtype, shape, precision);
    held.data.set(data);
    values[port.id] = held;
  }
  for (const equation of program.equations) {
    const operands = equation.inputs.map((id) => values[id]!);
    const results = equation.outputs.map((id) =>
      zeros(program.values[id]!.dtype, program.values[id]!.shape, precision),
    );
    applyRule(equation.primitive, operands, equation.attributes as Attributes[Primitive] as never, results);
    for (const [index, id] of equation.outputs.entries()) values[id] = results[index]!;
  }
  return program.outputs.map((port) => values[port.id]!.data);
}

function applyRule<P extends Primitive>(
  primitive: P,
  operands: readonly NdArray[],
  attributes: Attributes[P],
  results: readonly NdArray[],
): void {
  const rule: InterpreterRule<P> = interpreterRules[primitive];
  rule(operands, attributes, results);
}

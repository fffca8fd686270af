import type { Attributes, Primitive } from './primitive.ts';
import { printEquation } from './print.ts';
import type { Program, ValueId } from './program.ts';
import { formatType, sameShape, type ValueType } from './shape.ts';
import { applyShapeRule } from './shape-rules.ts';

/** A program breaks a rule of SPEC.md; the message quotes the rule and the equation. */
export class IllegalProgram extends Error {
  override readonly name = 'IllegalProgram';
}

/**
 * Checks every structural rule of SPEC.md. Engines call it before they lower, so what reaches them is legal.
 * Throws IllegalProgram naming the rule (P1…) and printing the equation at fault.
 */
export function verify(program: Program): void {
  const defined = new Set<ValueId>();
  const fail = (rule: string, what: string, equation?: Program['equations'][number]): never => {
    const where = equation ? `\n  ${printEquation(program, equation)}` : '';
    throw new IllegalProgram(`${program.name} breaks ${rule}: ${what}${where}`);
  };
  const typeOf = (id: ValueId): ValueType | undefined => program.values[id];

  for (const [id, type] of program.values.entries()) {
    const whole = type.shape.every((extent) => Number.isSafeInteger(extent) && extent >= 1);
    if (!whole)
      fail(
        'P2',
        `value %${String(id)} has an extent that is not a whole number of at least 1: ${formatType(type)}`,
      );
  }
  const names = new Set<string>();
  for (const port of program.inputs) {
    if (names.has(port.name)) fail('P6', `two inputs are named ${port.name}`);
    names.add(port.name);
    if (!typeOf(port.id)) fail('P1', `input ${port.name} is %${String(port.id)}, which has no type`);
    if (defined.has(port.id)) fail('P1', `input ${port.name} defines %${String(port.id)} a second time`);
    defined.add(port.id);
  }
  for (const equation of program.equations) {
    for (const id of equation.inputs) {
      if (!defined.has(id)) fail('P1', `%${String(id)} is used before it is defined`, equation);
    }
    let results: ValueType[];
    try {
      const operands = equation.inputs.map((id) => typeOf(id)!);
      results = applyShapeRule(
        equation.primitive,
        operands,
        equation.attributes as Attributes[Primitive] as never,
      );
    } catch (error) {
      return fail('P3', error instanceof Error ? error.message : String(error), equation);
    }
    if (results.length !== equation.outputs.length) {
      fail(
        'P4',
        `${equation.primitive} has ${String(results.length)} results, not ${String(equation.outputs.length)}`,
        equation,
      );
    }
    for (const [index, id] of equation.outputs.entries()) {
      const declared = typeOf(id);
      const computed = results[index]!;
      if (!declared || declared.dtype !== computed.dtype || !sameShape(declared.shape, computed.shape)) {
        fail('P4', `%${String(id)} must be ${formatType(computed)}`, equation);
      }
      if (defined.has(id)) fail('P1', `%${String(id)} is defined a second time`, equation);
      defined.add(id);
    }
  }
  const outputNames = new Set<string>();
  for (const port of program.outputs) {
    if (outputNames.has(port.name)) fail('P6', `two outputs are named ${port.name}`);
    outputNames.add(port.name);
    if (!defined.has(port.id))
      fail('P5', `output ${port.name} is %${String(port.id)}, which nothing defines`);
  }
  if (program.outputs.length === 0) fail('P5', 'it has no output, so it says nothing');
}

import type { Equation, Program, ValueId } from './program.ts';
import { formatType } from './shape.ts';

/** One equation as text: `%7:f32[B=2, d=4] = matmul{transposeB: true} %3 %5`. */
export function printEquation(program: Program, equation: Equation): string {
  const typed = (id: ValueId): string => {
    const type = program.values[id];
    return `%${String(id)}:${type ? formatType(type) : '?'}`;
  };
  const results = equation.outputs.map(typed).join(', ');
  const operands = equation.inputs.map((id) => ` %${String(id)}`).join('');
  return `${results} = ${equation.primitive}${printAttributes(equation)}${operands}`;
}

/**
 * The whole program as text, one equation a line, for people and for golden tests. Attributes that have their
 * neutral value are left out, and long constants are cut to their first elements.
 */
export function printProgram(program: Program): string {
  const port = ({ name, id }: { name: string; id: ValueId }): string => {
    const type = program.values[id];
    return `${name} = %${String(id)}${type ? `:${formatType(type)}` : ''}`;
  };
  return [
    `program ${program.name} (${program.inputs.map(port).join(', ')}) {`,
    ...program.equations.map((equation) => `  ${printEquation(program, equation)}`),
    `} → (${program.outputs.map(port).join(', ')})`,
  ].join('\n');
}

function printAttributes(equation: Equation): string {
  if (equation.primitive === 'constant') {
    const { data } = equation.attributes;
    const shown = Array.from(data.subarray(0, 4), (value) => String(Number(value.toPrecision(7))));
    return `{${shown.join(', ')}${data.length > 4 ? ', …' : ''}}`;
  }
  const neutral = (key: string, value: unknown): boolean =>
    value === false || (key === 'scale' && value === 1);
  const shown = Object.entries(equation.attributes)
    .filter(([key, value]) => !neutral(key, value))
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`);
  return shown.length === 0 ? '' : `{${shown.join(', ')}}`;
}

import type { Program } from './program.ts';
import { elementCount } from './shape.ts';

/**
 * Floating-point operations of a program's matrix products: two for each multiply-add, counted exactly from the
 * shapes. What else a program does is left out, as in every published count of model FLOPs.
 */
export function matmulFlops(program: Program): number {
  let flops = 0;
  for (const equation of program.equations) {
    if (equation.primitive !== 'matmul') continue;
    const a = program.values[equation.inputs[0]!]!.shape;
    const inner = a.at(equation.attributes.transposeA ? -2 : -1)!;
    flops += 2 * inner * elementCount(program.values[equation.outputs[0]!]!.shape);
  }
  return flops;
}

import type { Program, ValueId } from './program.ts';
import { elementCount, type Shape } from './shape.ts';

/**
 * Floating-point operations of a program's matrix products: two for each multiply-add, counted exactly from the
 * shapes, the two products inside `attention` included. What else a program does is left out, as in every published
 * count of model FLOPs.
 */
export function matmulFlops(program: Program): number {
  const shapeOf = (id: ValueId): Shape => program.values[id]!.shape;
  let flops = 0;
  for (const { primitive, attributes, inputs, outputs } of program.equations) {
    if (primitive === 'matmul') {
      const inner = shapeOf(inputs[0]!).at(attributes.transposeA ? -2 : -1)!;
      flops += 2 * inner * elementCount(shapeOf(outputs[0]!));
    }
    // Q·Kᵀ and P·V have the same three extents for each head: T, S and h.
    if (primitive === 'attention')
      flops += 4 * shapeOf(inputs[0]!).at(-1)! * elementCount(shapeOf(outputs[1]!));
  }
  return flops;
}

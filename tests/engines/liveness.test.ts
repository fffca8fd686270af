import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Builder, type Value } from '../../main/core/program/builder.ts';
import type { Program, ValueId } from '../../main/core/program/program.ts';
import { findLiveness } from '../../main/node/engines/tfjs/liveness.ts';

/** Random programs over a pool of values: each equation takes what is there already, some results go nowhere. */
const programs = fc
  .array(fc.tuple(fc.constantFrom('add', 'neg', 'reshape'), fc.nat(), fc.nat()), { maxLength: 30 })
  .chain((equations) => fc.tuple(fc.constant(equations), fc.array(fc.nat(), { minLength: 1, maxLength: 3 })))
  .map(([equations, results]): Program => {
    const b = new Builder('random');
    const pool: Value[] = [b.input('x', 'f32', [4]), b.input('y', 'f32', [4]), b.constant(2)];
    const pick = (at: number): Value => pool[at % pool.length]!;
    for (const [kind, left, right] of equations) {
      if (kind === 'add') pool.push(b.add(pick(left), pick(right)));
      else if (kind === 'neg') pool.push(b.neg(pick(left)));
      else pool.push(b.reshape(pick(left), [...pick(left).shape]));
    }
    const outputs = Object.fromEntries(results.map((at, index) => [`out${String(index)}`, pick(at)]));
    return b.build(outputs);
  });

describe('liveness', () => {
  test('every value dies once, right after its last use, and outputs never do', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const { deadAfter, unusedInputs } = findLiveness(program);
        const dead = new Set<ValueId>(unusedInputs);
        for (const [index, equation] of program.equations.entries()) {
          for (const id of equation.inputs) expect(dead.has(id)).toBe(false);
          for (const id of deadAfter[index]!) {
            expect(dead.has(id)).toBe(false);
            expect([...equation.inputs, ...equation.outputs]).toContain(id);
            dead.add(id);
          }
        }
        const outputs = new Set(program.outputs.map((port) => port.id));
        for (const id of outputs) expect(dead.has(id)).toBe(false);
        const defined = [
          ...program.inputs.map((port) => port.id),
          ...program.equations.flatMap((equation) => equation.outputs),
        ];
        for (const id of defined) expect(dead.has(id) || outputs.has(id)).toBe(true);
      }),
    );
  });
});

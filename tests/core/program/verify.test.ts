import { describe, expect, test } from 'vitest';
import type { Equation, Program } from '../../../main/core/program/program.ts';
import { valueType } from '../../../main/core/program/shape.ts';
import { IllegalProgram, verify } from '../../../main/core/program/verify.ts';
import { caseProgram, primitiveCases } from './primitive-cases.ts';

const f32 = valueType('f32', [2]);
const neg = (from: number, to: number): Equation => ({
  primitive: 'neg',
  attributes: {},
  inputs: [from],
  outputs: [to],
});
const legal: Program = {
  name: 'legal',
  values: [f32, f32, f32],
  inputs: [{ name: 'x', id: 0 }],
  equations: [neg(0, 1), neg(1, 2)],
  outputs: [{ name: 'y', id: 2 }],
};

test('what the builder makes verifies', () => {
  expect(() => {
    verify(legal);
  }).not.toThrow();
  for (const cases of Object.values(primitiveCases)) for (const item of cases) verify(caseProgram(item));
});

describe('verify rejects', () => {
  const illegal: [string, string, Program][] = [
    ['P1', '%1 is used before it is defined', { ...legal, equations: [neg(1, 2), neg(0, 1)] }],
    ['P1', '%1 is defined a second time', { ...legal, equations: [neg(0, 1), neg(0, 1)] }],
    [
      'P1',
      'input z defines %0 a second time',
      {
        ...legal,
        inputs: [
          { name: 'x', id: 0 },
          { name: 'z', id: 0 },
        ],
      },
    ],
    ['P1', 'has no type', { ...legal, inputs: [{ name: 'x', id: 9 }] }],
    ['P2', 'not a whole number', { ...legal, values: [f32, f32, valueType('f32', [0])] }],
    [
      'P3',
      'must be bool',
      { ...legal, values: [f32, f32, f32], equations: [neg(0, 1), { ...neg(1, 2), primitive: 'not' }] },
    ],
    ['P3', 'takes 1 operands, got 0', { ...legal, equations: [neg(0, 1), { ...neg(1, 2), inputs: [] }] }],
    ['P4', '%2 must be f32[2]', { ...legal, values: [f32, f32, valueType('f32', [3])] }],
    ['P4', '%2 must be f32[2]', { ...legal, values: [f32, f32, valueType('i32', [2])] }],
    ['P4', 'has 1 results, not 2', { ...legal, equations: [neg(0, 1), { ...neg(1, 2), outputs: [2, 2] }] }],
    ['P5', 'which nothing defines', { ...legal, equations: [neg(0, 1)] }],
    ['P5', 'no output', { ...legal, outputs: [] }],
    ['P6', 'two outputs are named y', { ...legal, outputs: [...legal.outputs, ...legal.outputs] }],
    [
      'P6',
      'two inputs are named x',
      {
        ...legal,
        inputs: [
          { name: 'x', id: 0 },
          { name: 'x', id: 1 },
        ],
      },
    ],
  ];
  test.each(illegal)('%s: %s', (rule, message, program) => {
    expect(() => {
      verify(program);
    }).toThrow(IllegalProgram);
    expect(() => {
      verify(program);
    }).toThrow(new RegExp(`breaks ${rule}: [^]*${message.replace(/[[\]%]/g, '\\$&')}`));
  });

  test('and prints the equation at fault', () => {
    const program = { ...legal, equations: [neg(0, 1), { ...neg(1, 2), primitive: 'not' } as Equation] };
    expect(() => {
      verify(program);
    }).toThrow('%2:f32[2] = not %1');
  });
});

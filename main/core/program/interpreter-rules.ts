import type { Primitive } from './primitive.ts';
import { fusedRules } from './interpret-fused.ts';
import { interpretMovement } from './interpret-movement.ts';
import { broadcastPositions } from './ndarray.ts';
import type { InterpreterRule, InterpreterRules } from './interpreter-rule.ts';

function unary<P extends Primitive>(apply: (x: number) => number): InterpreterRule<P> {
  return ([x], _, [y]) => {
    for (let at = 0; at < x!.data.length; at++) y!.data[at] = apply(x!.data[at]!);
  };
}

function binary<P extends Primitive>(apply: (a: number, b: number) => number): InterpreterRule<P> {
  return ([a, b], _, [y]) => {
    const fromA = broadcastPositions(a!.shape, y!.shape);
    const fromB = broadcastPositions(b!.shape, y!.shape);
    for (let at = 0; at < fromA.length; at++) y!.data[at] = apply(a!.data[fromA[at]!]!, b!.data[fromB[at]!]!);
  };
}

/** √(2/π) and the cubic coefficient of the tanh approximation (Hendrycks and Gimpel 2016, eq. 3). */
const GELU = { root: Math.sqrt(2 / Math.PI), cubic: 0.044715 };

/** What every primitive computes, in the plainest code: the meaning that SPEC.md states in words. */
export const interpreterRules: InterpreterRules = {
  constant: (_, { data }, [y]) => {
    y!.data.set(data);
  },
  iota: (_, { shape, axis }, [y]) => {
    const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    for (let at = 0; at < y!.data.length; at++) y!.data[at] = Math.floor(at / inner) % shape[axis]!;
  },
  neg: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  gelu: unary((x) => 0.5 * x * (1 + Math.tanh(GELU.root * (x + GELU.cubic * x ** 3)))),
  not: unary((x) => 1 - x),
  cast: ([x], { dtype }, [y]) => {
    for (let at = 0; at < x!.data.length; at++) {
      const value = x!.data[at]!;
      y!.data[at] = dtype === 'bool' ? Number(value !== 0) : dtype === 'i32' ? Math.trunc(value) : value;
    }
  },
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  equal: binary((a, b) => Number(a === b)),
  less: binary((a, b) => Number(a < b)),
  and: binary((a, b) => a & b),
  select: ([condition, a, b], _, [y]) => {
    const fromCondition = broadcastPositions(condition!.shape, y!.shape);
    const fromA = broadcastPositions(a!.shape, y!.shape);
    const fromB = broadcastPositions(b!.shape, y!.shape);
    for (let at = 0; at < fromA.length; at++) {
      y!.data[at] = condition!.data[fromCondition[at]!] ? a!.data[fromA[at]!]! : b!.data[fromB[at]!]!;
    }
  },
  ...interpretMovement,
  ...fusedRules,
};

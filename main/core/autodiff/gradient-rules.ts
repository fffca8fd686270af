import type { Builder, Value } from '../program/builder.ts';
import type { Primitive } from '../program/primitive.ts';
import { fusedGradients } from './fused-gradients.ts';
import { unbroadcast, type GradientRule, type GradientRules } from './gradient-rule.ts';
import { movementGradients } from './movement-gradients.ts';

function unary<P extends Primitive>(
  rule: (b: Builder, x: Value, y: Value, dy: Value) => Value,
): GradientRule<P> {
  return (b, { inputs, outputs }, dy) => [rule(b, inputs[0]!, outputs[0]!, dy)];
}

function binary<P extends Primitive>(
  rule: (b: Builder, x: Value, y: Value, dz: Value, z: Value) => readonly [Value, Value],
): GradientRule<P> {
  return (b, { inputs, outputs }, dz) => {
    const [x, y] = inputs as [Value, Value];
    const [dx, dy] = rule(b, x, y, dz, outputs[0]!);
    return [unbroadcast(b, dx, x.shape), unbroadcast(b, dy, y.shape)];
  };
}

const none = (): readonly undefined[] => [];

/** Of two operands, the one that was chosen gets the cotangent; equal operands share it half and half. */
function chosen<P extends Primitive>(firstWins: (b: Builder, x: Value, y: Value) => Value): GradientRule<P> {
  return binary((b, x, y, dz) => {
    const share = b.select(b.equal(x, y), b.constant(0.5), b.cast(firstWins(b, x, y), 'f32'));
    const first = b.mul(dz, share);
    return [first, b.sub(dz, first)];
  });
}

/** The gradient of every primitive: the second of the total tables. Tested against finite differences. */
export const gradientRules: GradientRules = {
  constant: none,
  iota: none,
  not: none,
  equal: none,
  less: none,
  and: none,
  argMax: none,
  neg: unary((b, _x, _y, dy) => b.neg(dy)),
  exp: unary((b, _x, y, dy) => b.mul(dy, y)),
  log: unary((b, x, _y, dy) => b.div(dy, x)),
  sqrt: unary((b, _x, y, dy) => b.div(b.mul(dy, 0.5), y)),
  tanh: unary((b, _x, y, dy) => b.mul(dy, b.sub(1, b.mul(y, y)))),
  sigmoid: unary((b, _x, y, dy) => b.mul(dy, b.mul(y, b.sub(1, y)))),
  cast: (b, { inputs }, dy) => [inputs[0]!.dtype === 'f32' ? b.cast(dy, 'f32') : undefined],
  add: binary((_b, _x, _y, dz) => [dz, dz]),
  sub: binary((b, _x, _y, dz) => [dz, b.neg(dz)]),
  mul: binary((b, x, y, dz) => [b.mul(dz, y), b.mul(dz, x)]),
  div: binary((b, _x, y, dz, z) => {
    const dx = b.div(dz, y);
    return [dx, b.neg(b.mul(dx, z))];
  }),
  maximum: chosen((b, x, y) => b.less(y, x)),
  minimum: chosen((b, x, y) => b.less(x, y)),
  select: (b, { inputs }, dy) => {
    const [condition, x, y] = inputs as [Value, Value, Value];
    const dx = b.select(condition, dy, 0);
    return [undefined, unbroadcast(b, dx, x.shape), unbroadcast(b, b.select(condition, 0, dy), y.shape)];
  },
  ...movementGradients,
  ...fusedGradients,
};

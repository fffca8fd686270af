import { contractionRules } from './contraction-shapes.ts';
import { movementRules } from './movement-shapes.ts';
import type { Attributes, Primitive } from './primitive.ts';
import { broadcastTypes, elementCount, formatType, valueType, type DType, type ValueType } from './shape.ts';
import { expectOperands, ShapeError, type ShapeRule, type ShapeRules } from './shape-rule.ts';

function broadcastAll(
  primitive: Primitive,
  operands: readonly ValueType[],
): Pick<ValueType, 'shape' | 'axes'> {
  const joined = broadcastTypes(operands);
  if (!joined) {
    throw new ShapeError(`${primitive}: shapes do not broadcast: ${operands.map(formatType).join(' with ')}`);
  }
  return joined;
}

function unary<P extends Primitive>(primitive: P, dtype: DType): ShapeRule<P> {
  return (operands) => {
    expectOperands(primitive, operands, [dtype]);
    return [operands[0]!];
  };
}

function binary<P extends Primitive>(primitive: P, wanted: DType | 'number', result?: DType): ShapeRule<P> {
  return (operands) => {
    expectOperands(primitive, operands, [wanted, wanted]);
    const [a, b] = operands as [ValueType, ValueType];
    if (a.dtype !== b.dtype) {
      throw new ShapeError(
        `${primitive}: dtypes differ: ${formatType(a)} and ${formatType(b)}; cast one of them`,
      );
    }
    return [{ dtype: result ?? a.dtype, ...broadcastAll(primitive, operands) }];
  };
}

const sizes = { f32: Float32Array, i32: Int32Array, bool: Uint8Array };

/** The shape rule of every primitive: the first of the total tables. */
export const shapeRules: ShapeRules = {
  constant: (operands, { dtype, shape, data }) => {
    expectOperands('constant', operands, []);
    if (!(data instanceof sizes[dtype]) || data.length !== elementCount(shape)) {
      const want = `${String(elementCount(shape))} elements in a ${sizes[dtype].name}`;
      throw new ShapeError(
        `constant: ${dtype}[${shape.join(', ')}] needs ${want}, got ${String(data.length)} in ${data.constructor.name}`,
      );
    }
    return [valueType(dtype, shape)];
  },
  iota: (operands, { shape, axis }) => {
    expectOperands('iota', operands, []);
    if (!(axis in shape))
      throw new ShapeError(`iota: axis ${String(axis)} is not an axis of [${shape.join(', ')}]`);
    return [valueType('i32', shape)];
  },
  neg: (operands) => {
    expectOperands('neg', operands, ['number']);
    return [operands[0]!];
  },
  exp: unary('exp', 'f32'),
  log: unary('log', 'f32'),
  sqrt: unary('sqrt', 'f32'),
  tanh: unary('tanh', 'f32'),
  sigmoid: unary('sigmoid', 'f32'),
  gelu: unary('gelu', 'f32'),
  not: unary('not', 'bool'),
  cast: (operands, { dtype }) => {
    expectOperands('cast', operands, ['any']);
    return [{ ...operands[0]!, dtype }];
  },
  add: binary('add', 'number'),
  sub: binary('sub', 'number'),
  mul: binary('mul', 'number'),
  div: binary('div', 'f32'),
  maximum: binary('maximum', 'number'),
  minimum: binary('minimum', 'number'),
  equal: binary('equal', 'number', 'bool'),
  less: binary('less', 'number', 'bool'),
  and: binary('and', 'bool'),
  select: (operands) => {
    expectOperands('select', operands, ['bool', 'any', 'any']);
    const [, a, b] = operands as [ValueType, ValueType, ValueType];
    if (a.dtype !== b.dtype)
      throw new ShapeError(`select: branches differ: ${formatType(a)} and ${formatType(b)}`);
    return [{ dtype: a.dtype, ...broadcastAll('select', operands) }];
  },
  ...movementRules,
  ...contractionRules,
};

/** Result types of one equation. Throws ShapeError when the operands do not fit the primitive. */
export function applyShapeRule<P extends Primitive>(
  primitive: P,
  operands: readonly ValueType[],
  attributes: Attributes[P],
): ValueType[] {
  const rule: ShapeRule<P> = shapeRules[primitive];
  return rule(operands, attributes);
}

import type { Attributes, Primitive } from './primitive.ts';
import type { Equation, Port, Program, TensorData, ValueId } from './program.ts';
import { prune } from './prune.ts';
import { sameShape, valueType, type DType, type Shape, type ValueType } from './shape.ts';
import { applyShapeRule } from './shape-rules.ts';

/** A value of the program under construction. Only the builder that made it accepts it. */
export type Value = ValueType & { readonly id: ValueId };

/** A number stands for a scalar constant of the other operand's dtype. */
export type Operand = Value | number;

type Reduction = { readonly keepAxes?: boolean };

/** Equations `from` to `to − 1` of a builder, marked as one part that a backward pass may compute again. */
export type Segment = { readonly name: string; readonly from: number; readonly to: number };

/**
 * Builds a program equation by equation. Every call checks its operands and throws a ShapeError that names the
 * primitive and the shapes it got. Axis names given to `input` or `named` follow the values into those messages.
 *
 * @example
 * const b = new Builder('double');
 * const x = b.input('x', 'f32', [2, 3], ['B', 'd']);
 * const program = b.build({ y: b.mul(x, 2) });
 */
export class Builder {
  readonly name: string;
  readonly equations: Equation[] = [];
  readonly values: Value[] = [];
  readonly segments: Segment[] = [];
  private readonly inputs: Port[] = [];
  private readonly own = new WeakSet<Value>();
  private readonly scalars = new Map<string, Value>();

  constructor(name: string) {
    this.name = name;
  }

  /** Declares the next input of the program; inputs are fed in the order of declaration. */
  input(name: string, dtype: DType, shape: Shape, axes?: readonly string[]): Value {
    if (this.inputs.some((port) => port.name === name)) throw new Error(`Two inputs are named ${name}.`);
    const value = this.define(valueType(dtype, shape, axes));
    this.inputs.push({ name, id: value.id });
    return value;
  }

  /** Appends one equation of any primitive; the named methods below are this with their attributes filled in. */
  apply<P extends Primitive>(primitive: P, operands: readonly Value[], attributes: Attributes[P]): Value[] {
    for (const operand of operands) {
      if (!this.own.has(operand)) {
        throw new Error(`${primitive}: an operand belongs to another program than ${this.name}.`);
      }
    }
    const outputs = applyShapeRule(primitive, operands, attributes).map((type) => this.define(type));
    const ids = (values: readonly Value[]): ValueId[] => values.map((value) => value.id);
    this.equations.push({
      primitive,
      attributes,
      inputs: ids(operands),
      outputs: ids(outputs),
    } as unknown as Equation);
    return outputs;
  }

  /** Marks the equations that `build` appends as a segment called `name`; marking changes nothing they mean. */
  segment<T>(name: string, build: () => T): T {
    const from = this.equations.length;
    const result = build();
    this.segments.push({ name, from, to: this.equations.length });
    return result;
  }

  /** The same value with names for its axes, for the sake of error messages. */
  named(value: Value, axes: readonly string[]): Value {
    const renamed = { ...value, ...valueType(value.dtype, value.shape, axes) };
    this.own.add(renamed);
    return renamed;
  }

  /** A scalar constant; the same number is stored once. */
  constant(value: number, dtype: DType = 'f32'): Value {
    const key = `${dtype} ${Object.is(value, -0) ? '-0' : String(value)}`;
    const known = this.scalars.get(key);
    if (known) return known;
    const data =
      dtype === 'f32'
        ? Float32Array.of(value)
        : dtype === 'i32'
          ? Int32Array.of(value)
          : Uint8Array.of(value);
    const made = this.tensor(data, [], dtype);
    this.scalars.set(key, made);
    return made;
  }

  /** A constant tensor, row-major. */
  tensor(data: TensorData, shape: Shape, dtype: DType): Value {
    return this.one('constant', [], { dtype, shape, data });
  }

  /** i32 tensor whose elements are their index along `axis`. */
  iota(shape: Shape, axis: number): Value {
    return this.one('iota', [], { shape, axis });
  }

  neg = (x: Value): Value => this.one('neg', [x], {});
  exp = (x: Value): Value => this.one('exp', [x], {});
  log = (x: Value): Value => this.one('log', [x], {});
  sqrt = (x: Value): Value => this.one('sqrt', [x], {});
  tanh = (x: Value): Value => this.one('tanh', [x], {});
  sigmoid = (x: Value): Value => this.one('sigmoid', [x], {});
  not = (x: Value): Value => this.one('not', [x], {});
  gelu = (x: Value): Value => this.one('gelu', [x], {});
  cast = (x: Value, dtype: DType): Value => (x.dtype === dtype ? x : this.one('cast', [x], { dtype }));

  add = (a: Operand, b: Operand): Value => this.binary('add', a, b);
  sub = (a: Operand, b: Operand): Value => this.binary('sub', a, b);
  mul = (a: Operand, b: Operand): Value => this.binary('mul', a, b);
  div = (a: Operand, b: Operand): Value => this.binary('div', a, b);
  maximum = (a: Operand, b: Operand): Value => this.binary('maximum', a, b);
  minimum = (a: Operand, b: Operand): Value => this.binary('minimum', a, b);
  equal = (a: Operand, b: Operand): Value => this.binary('equal', a, b);
  less = (a: Operand, b: Operand): Value => this.binary('less', a, b);
  and = (a: Value, b: Value): Value => this.one('and', [a, b], {});

  /** `condition ? a : b`, element by element, broadcasting all three. */
  select(condition: Value, a: Operand, b: Operand): Value {
    return this.one('select', [condition, ...this.operands('select', a, b)], {});
  }

  /** Row-major reinterpretation. One extent may be -1: it is worked out from the rest. */
  reshape(x: Value, shape: Shape, axes?: readonly string[]): Value {
    const known = shape.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
    const full = shape.map((extent) =>
      extent === -1 ? x.shape.reduce((n, size) => n * size, 1) / known : extent,
    );
    const result = this.one('reshape', [x], { shape: full });
    return axes ? this.named(result, axes) : result;
  }

  /** `reshape`, or x itself where it has that shape already. */
  reshapeTo(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.reshape(x, shape);
  }

  /** Axis `i` of the result is axis `permutation[i]` of x. */
  transpose(x: Value, permutation: readonly number[]): Value {
    return this.one('transpose', [x], { permutation });
  }

  /** Elements `start` (included) to `limit` (excluded) along one axis. */
  slice(x: Value, axis: number, start: number, limit: number): Value {
    const at = axis < 0 ? axis + x.shape.length : axis;
    const starts = x.shape.map((_, index) => (index === at ? start : 0));
    const limits = x.shape.map((extent, index) => (index === at ? limit : extent));
    return this.one('slice', [x], { starts, limits });
  }

  /** Adds `low[i]` zeros before and `high[i]` after axis i. */
  pad(x: Value, low: readonly number[], high: readonly number[]): Value {
    return this.one('pad', [x], { low, high });
  }

  concat(parts: readonly Value[], axis: number): Value {
    return this.one('concat', parts, { axis: axis < 0 ? axis + (parts[0]?.shape.length ?? 0) : axis });
  }

  /** Stretches x to `shape` by NumPy's rule. Elementwise primitives broadcast by themselves; they seldom need it. */
  broadcast(x: Value, shape: Shape): Value {
    return this.one('broadcast', [x], { shape });
  }

  /** Rows of `table` [V, …] at `indices` [I…] → [I…, …]. Every index must lie in 0..V-1. */
  gather(table: Value, indices: Value): Value {
    return this.one('gather', [table, indices], {});
  }

  /**
   * `into` [V, …] with `updates` [I…, …] added to its rows at `indices` [I…]; repeated indices add up, in order.
   * `uniqueIndices` promises that no index repeats, which lets an engine work in parallel.
   */
  scatterAdd(
    into: Value,
    indices: Value,
    updates: Value,
    options: { readonly uniqueIndices?: boolean } = {},
  ): Value {
    return this.one('scatterAdd', [into, indices, updates], {
      uniqueIndices: options.uniqueIndices ?? false,
    });
  }

  /** Sum over `axes` (negative ones count from the end). */
  reduceSum(x: Value, axes: readonly number[], { keepAxes = false }: Reduction = {}): Value {
    return this.one('reduceSum', [x], { axes: fromStart(x, axes), keepAxes });
  }

  reduceMax(x: Value, axes: readonly number[], { keepAxes = false }: Reduction = {}): Value {
    return this.one('reduceMax', [x], { axes: fromStart(x, axes), keepAxes });
  }

  /** Sum of squares over `axes`. */
  reduceSumSquare(x: Value, axes: readonly number[], { keepAxes = false }: Reduction = {}): Value {
    return this.one('reduceSumSquare', [x], { axes: fromStart(x, axes), keepAxes });
  }

  /** Index (i32) of the greatest element along the last axis; the first of equals. */
  argMax(x: Value): Value {
    return this.one('argMax', [x], {});
  }

  /** `scale · A B` over the last two axes, each transposed first where its flag says so; batch axes broadcast. */
  matmul(
    a: Value,
    b: Value,
    options: { readonly transposeA?: boolean; readonly transposeB?: boolean; readonly scale?: number } = {},
  ): Value {
    const { transposeA = false, transposeB = false, scale = 1 } = options;
    return this.one('matmul', [a, b], { transposeA, transposeB, scale });
  }

  /** exp(x) / Σ exp(x) along the last axis. */
  softmax(x: Value): Value {
    return this.one('softmax', [x], {});
  }

  /** Normalises the last axis to mean 0 and variance 1, then `· scale + bias`. Returns that, not the statistics. */
  layerNorm(x: Value, scale: Value, bias: Value, epsilon: number): Value {
    return this.one('layerNorm', [x, scale, bias], { epsilon });
  }

  /**
   * softmax(scale · query · keyᵀ + mask) · value with query [B, H, T, h], key and value [B, H, S, h] and a mask that
   * broadcasts to the scores [B, H, T, S]. → [B, H, T, h]. The mask is a table: it has no derivative.
   */
  attention(query: Value, key: Value, value: Value, mask: Value, scale: number): Value {
    return this.one('attention', [query, key, value, mask], { scale });
  }

  /**
   * Rotates pairs (i, i + r/2) of the first r elements of each head by the angle of its position (half-split form,
   * as in `PhiForCausalLM`); the rest pass through. x [B, H, T, d], cos and sin [P, r/2], positions i32 [B, T].
   */
  rotary(x: Value, cos: Value, sin: Value, positions: Value): Value {
    return this.one('rotary', [x, cos, sin, positions], {});
  }

  /** −log softmax(logits [N, V])[target] for each row; 0 where the target is negative. → [N], nats. */
  crossEntropy(logits: Value, targets: Value): Value {
    return this.one('crossEntropy', [logits, targets], {});
  }

  /** The finished program with these outputs, in this order, without the equations that none of them needs. */
  build(outputs: Readonly<Record<string, Value>>): Program {
    const ports = Object.entries(outputs).map(([name, value]) => ({ name, id: value.id }));
    const values = this.values.map(({ dtype, shape, axes }) => ({ dtype, shape, axes }));
    return prune({ name: this.name, values, inputs: this.inputs, equations: this.equations, outputs: ports });
  }

  private define(type: ValueType): Value {
    const value = { dtype: type.dtype, shape: type.shape, axes: type.axes, id: this.values.length };
    this.values.push(value);
    this.own.add(value);
    return value;
  }

  private one<P extends Primitive>(
    primitive: P,
    operands: readonly Value[],
    attributes: Attributes[P],
  ): Value {
    return this.apply(primitive, operands, attributes)[0]!;
  }

  private binary<P extends 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'equal' | 'less'>(
    primitive: P,
    a: Operand,
    b: Operand,
  ): Value {
    return this.one(primitive, this.operands(primitive, a, b), {} as Attributes[P]);
  }

  private operands(primitive: Primitive, a: Operand, b: Operand): [Value, Value] {
    if (typeof a === 'number') {
      if (typeof b === 'number')
        throw new Error(`${primitive}: two plain numbers have no dtype; make one a constant.`);
      return [this.constant(a, b.dtype), b];
    }
    return [a, typeof b === 'number' ? this.constant(b, a.dtype) : b];
  }
}

function fromStart(x: Value, axes: readonly number[]): number[] {
  return axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
}

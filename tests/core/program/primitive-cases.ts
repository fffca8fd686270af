import type { Builder, Value } from '../../../main/core/program/builder.ts';
import { Builder as ProgramBuilder } from '../../../main/core/program/builder.ts';
import type { Primitive } from '../../../main/core/program/primitive.ts';
import type { Program } from '../../../main/core/program/program.ts';
import type { Random } from '../../../main/core/training/random.ts';

/** One input of a case: f32 normal around 0 unless it says otherwise. */
export type InputSpec =
  | { readonly shape: readonly number[]; readonly kind?: 'normal' | 'positive' | 'distinct' }
  | {
      readonly shape: readonly number[];
      readonly kind: 'index';
      readonly low?: number;
      readonly below: number;
      readonly unique?: boolean;
    }
  | { readonly shape: readonly number[]; readonly kind: 'bool' };

/** One use of a primitive over concrete shapes; `apply` gets the inputs as program values. */
export type PrimitiveCase = {
  readonly title: string;
  readonly inputs: readonly InputSpec[];
  readonly apply: (b: Builder, inputs: Value[]) => Value;
};

type Apply = PrimitiveCase['apply'];

/** A case under a title that is its own within the primitive. */
export const one = (title: string, inputs: readonly InputSpec[], apply: Apply): PrimitiveCase => ({
  title,
  inputs,
  apply,
});

/** Shapes with size-1 axes, odd sizes and scalars. */
const shapes = [[], [1], [7], [3, 1, 5]];

function unary(
  apply: (b: Builder, x: Value) => Value,
  kind: 'normal' | 'positive' = 'normal',
): PrimitiveCase[] {
  return shapes.map((shape) => one(`[${shape.join()}]`, [{ shape, kind }], (b, [x]) => apply(b, x!)));
}

function binary(
  apply: (b: Builder, x: Value, y: Value) => Value,
  kind: 'normal' | 'positive' | 'distinct' = 'normal',
): PrimitiveCase[] {
  const pairs = [
    [[], []],
    [[3, 5], [5]],
    [
      [3, 1],
      [1, 5],
    ],
    [
      [2, 3, 1],
      [2, 1, 7],
    ],
    [[4], []],
  ] as const;
  return pairs.map(([a, c]) =>
    one(
      `[${a.join()}] with [${c.join()}]`,
      [
        { shape: a, kind },
        { shape: c, kind },
      ],
      (b, [x, y]) => apply(b, x!, y!),
    ),
  );
}

function matmulCase(
  a: number[],
  c: number[],
  transposeA: boolean,
  transposeB: boolean,
  scale = 1,
): PrimitiveCase {
  const flags = `${transposeA ? 'ᵀ' : ''}×[${c.join()}]${transposeB ? 'ᵀ' : ''}`;
  return one(`[${a.join()}]${flags} ·${String(scale)}`, [{ shape: a }, { shape: c }], (b, [x, y]) =>
    b.matmul(x!, y!, { transposeA, transposeB, scale }),
  );
}

function reduction(
  apply: (b: Builder, x: Value, axes: number[], keepAxes: boolean) => Value,
): PrimitiveCase[] {
  const axesOf = [
    [3, 5],
    [2, 1, 5],
    [2, 3, 4],
  ].flatMap((shape) =>
    [[0], [shape.length - 1], shape.map((_, axis) => axis), []].map((axes) => ({ shape, axes })),
  );
  return axesOf.flatMap(({ shape, axes }) =>
    [true, false].map((keep) =>
      one(
        `[${shape.join()}] over ${axes.join()} ${keep ? 'kept' : ''}`,
        [{ shape, kind: 'distinct' }],
        (b, [x]) => apply(b, x!, axes, keep),
      ),
    ),
  );
}

const bool = (shape: number[]): InputSpec => ({ shape, kind: 'bool' });
const asFloat = (b: Builder, x: Value): Value => b.cast(x, 'f32');

function attentionCase(query: number[], sources: number, mask: number[]): PrimitiveCase {
  const keys = query.with(2, sources);
  const inputs = [{ shape: query }, { shape: keys }, { shape: keys }];
  return one(`[${query.join()}] over ${String(sources)}, mask [${mask.join()}]`, inputs, (b, [q, k, v]) => {
    const count = mask.reduce((product, extent) => product * extent, 1);
    const data = Float32Array.from({ length: count }, (_, at) => (at % 3 === 1 ? -1e9 : 0.3 * (at % 2)));
    return b.attention(q!, k!, v!, b.tensor(data, mask, 'f32'), 0.7);
  });
}

function rotaryCase(batch: number, heads: number, time: number, width: number, half: number): PrimitiveCase {
  const inputs: InputSpec[] = [
    { shape: [batch, heads, time, width] },
    { shape: [batch, time], kind: 'index', below: 9 },
  ];
  return one(
    `x [${[batch, heads, time, width].join()}], r=${String(2 * half)}`,
    inputs,
    (b, [x, positions]) => {
      const angles = Array.from({ length: 9 * half }, (_, at) => Math.floor(at / half) / 3 ** (at % half));
      const table = (f: (angle: number) => number): Value =>
        b.tensor(Float32Array.from(angles, f), [9, half], 'f32');
      return b.rotary(x!, table(Math.cos), table(Math.sin), positions!);
    },
  );
}

/** Uses of every primitive: a total table, so that a primitive without a test does not compile. */
export const primitiveCases: Readonly<Record<Primitive, readonly PrimitiveCase[]>> = {
  constant: [
    one('matrix', [{ shape: [2, 3] }], (b, [x]) =>
      b.mul(x!, b.tensor(Float32Array.of(1, -2, 3, 4, 5, 6), [2, 3], 'f32')),
    ),
    one('integers', [{ shape: [2] }], (b, [x]) =>
      b.add(x!, asFloat(b, b.tensor(Int32Array.of(-4, 9), [2], 'i32'))),
    ),
  ],
  iota: [0, 1, 2].map((axis) =>
    one(`axis ${String(axis)}`, [{ shape: [2, 3, 5] }], (b, [x]) =>
      b.mul(x!, asFloat(b, b.iota([2, 3, 5], axis))),
    ),
  ),
  neg: unary((b, x) => b.neg(x)),
  exp: unary((b, x) => b.exp(x)),
  log: unary((b, x) => b.log(x), 'positive'),
  sqrt: unary((b, x) => b.sqrt(x), 'positive'),
  tanh: unary((b, x) => b.tanh(x)),
  sigmoid: unary((b, x) => b.sigmoid(x)),
  gelu: unary((b, x) => b.gelu(b.mul(x, 2))),
  not: [one('select on not', [bool([5]), { shape: [5] }], (b, [c, x]) => b.select(b.not(c!), x!, 0))],
  cast: [
    one('i32 to f32', [{ shape: [3], kind: 'index', below: 9 }, { shape: [3] }], (b, [i, x]) =>
      b.mul(asFloat(b, i!), x!),
    ),
    one('bool to f32', [bool([4]), { shape: [4] }], (b, [c, x]) => b.mul(asFloat(b, c!), x!)),
    one('i32 to bool', [{ shape: [6], kind: 'index', below: 2 }, { shape: [6] }], (b, [i, x]) =>
      b.select(b.cast(i!, 'bool'), x!, 0),
    ),
  ],
  add: binary((b, x, y) => b.add(x, y)),
  sub: binary((b, x, y) => b.sub(x, y)),
  mul: binary((b, x, y) => b.mul(x, y)),
  div: binary((b, x, y) => b.div(x, y), 'positive'),
  maximum: [
    ...binary((b, x, y) => b.maximum(x, y), 'distinct'),
    one('i32', [{ shape: [5], kind: 'index', below: 9 }, { shape: [5] }], (b, [i, x]) =>
      b.mul(asFloat(b, b.maximum(i!, 4)), x!),
    ),
  ],
  minimum: binary((b, x, y) => b.minimum(x, y), 'distinct'),
  equal: [
    one('i32', [{ shape: [3, 4], kind: 'index', below: 3 }, { shape: [3, 4] }], (b, [i, x]) =>
      b.select(b.equal(i!, b.iota([4], 0)), x!, 0),
    ),
  ],
  less: [
    one('f32', [{ shape: [3, 4], kind: 'distinct' }], (b, [x]) => b.select(b.less(x!, 0), x!, b.mul(x!, 3))),
    one('i32', [{ shape: [6], kind: 'index', below: 9 }, { shape: [6] }], (b, [i, x]) =>
      b.select(b.less(i!, 4), x!, 0),
    ),
  ],
  and: [
    one('two conditions', [bool([3, 1]), bool([4]), { shape: [3, 4] }], (b, [c, d, x]) =>
      b.select(b.and(c!, d!), x!, 0),
    ),
  ],
  select: [
    one('broadcast', [bool([3, 1]), { shape: [4] }, { shape: [3, 4] }], (b, [c, x, y]) =>
      b.select(c!, x!, y!),
    ),
    one('of booleans', [bool([4]), bool([4]), bool([1]), { shape: [4] }], (b, [c, d, e, x]) =>
      b.select(b.select(c!, d!, e!), x!, 0),
    ),
  ],
  reshape: [
    one('split', [{ shape: [6, 5] }], (b, [x]) => b.reshape(x!, [2, 3, -1])),
    one('to scalar', [{ shape: [1, 1] }], (b, [x]) => b.reshape(x!, [])),
  ],
  transpose: [
    one('2', [{ shape: [3, 5] }], (b, [x]) => b.transpose(x!, [1, 0])),
    one('4', [{ shape: [2, 3, 1, 5] }], (b, [x]) => b.transpose(x!, [0, 2, 1, 3])),
    one('cycle', [{ shape: [2, 3, 4] }], (b, [x]) => b.transpose(x!, [2, 0, 1])),
  ],
  slice: [
    one('last axis', [{ shape: [3, 7] }], (b, [x]) => b.slice(x!, -1, 2, 5)),
    one('first axis', [{ shape: [5, 1, 2] }], (b, [x]) => b.slice(x!, 0, 4, 5)),
    one('all of it', [{ shape: [3] }], (b, [x]) => b.slice(x!, 0, 0, 3)),
  ],
  pad: [one('both sides', [{ shape: [2, 3] }], (b, [x]) => b.pad(x!, [1, 0], [0, 2]))],
  concat: [
    one('axis 0', [{ shape: [2, 3] }, { shape: [1, 3] }], (b, [x, y]) => b.concat([x!, y!], 0)),
    one('axis 1, thrice', [{ shape: [2, 3] }, { shape: [2, 1] }], (b, [x, y]) => b.concat([x!, y!, x!], -1)),
  ],
  broadcast: [
    one('new axis', [{ shape: [3] }], (b, [x]) => b.broadcast(x!, [2, 3])),
    one('stretched', [{ shape: [3, 1, 2] }], (b, [x]) => b.broadcast(x!, [3, 4, 2])),
  ],
  gather: [
    one('rows', [{ shape: [5, 3] }, { shape: [4], kind: 'index', below: 5 }], (b, [x, i]) =>
      b.gather(x!, i!),
    ),
    one('grid of rows', [{ shape: [5, 3] }, { shape: [2, 3], kind: 'index', below: 5 }], (b, [x, i]) =>
      b.gather(x!, i!),
    ),
    one('elements', [{ shape: [5] }, { shape: [7], kind: 'index', below: 5 }], (b, [x, i]) =>
      b.gather(x!, i!),
    ),
  ],
  scatterAdd: [
    one(
      'repeated rows',
      [{ shape: [3, 4] }, { shape: [9], kind: 'index', below: 3 }, { shape: [9, 4] }],
      (b, [x, i, u]) => b.scatterAdd(x!, i!, u!),
    ),
    one(
      'grid',
      [{ shape: [3, 2] }, { shape: [2, 3], kind: 'index', below: 3 }, { shape: [2, 3, 2] }],
      (b, [x, i, u]) => b.scatterAdd(x!, i!, u!),
    ),
    one(
      'elements',
      [{ shape: [5] }, { shape: [8], kind: 'index', below: 5 }, { shape: [8] }],
      (b, [x, i, u]) => b.scatterAdd(x!, i!, u!),
    ),
    one(
      'unique rows',
      [{ shape: [6, 4] }, { shape: [3], kind: 'index', below: 6, unique: true }, { shape: [3, 4] }],
      (b, [x, i, u]) => b.scatterAdd(x!, i!, u!, { uniqueIndices: true }),
    ),
    one(
      'unique elements',
      [{ shape: [6] }, { shape: [3], kind: 'index', below: 6, unique: true }, { shape: [3] }],
      (b, [x, i, u]) => b.scatterAdd(x!, i!, u!, { uniqueIndices: true }),
    ),
  ],
  reduceSum: reduction((b, x, axes, keepAxes) => b.reduceSum(x, axes, { keepAxes })),
  reduceMax: reduction((b, x, axes, keepAxes) => b.reduceMax(x, axes, { keepAxes })),
  reduceSumSquare: reduction((b, x, axes, keepAxes) => b.reduceSumSquare(x, axes, { keepAxes })),
  argMax: [
    one('rows', [{ shape: [3, 4], kind: 'distinct' }], (b, [x]) =>
      b.mul(b.reduceSum(x!, [1]), asFloat(b, b.argMax(x!))),
    ),
  ],
  matmul: [
    matmulCase([3, 4], [4, 5], false, false),
    matmulCase([4, 3], [4, 5], true, false),
    matmulCase([3, 4], [5, 4], false, true),
    matmulCase([4, 3], [5, 4], true, true, 0.5),
    matmulCase([1, 7], [7, 1], false, false),
    matmulCase([2, 3, 4], [2, 4, 5], false, false, -2),
    matmulCase([2, 1, 4, 3], [2, 3, 5, 4], true, true),
    matmulCase([2, 3, 4], [4, 5], false, false),
    matmulCase([3, 4], [2, 5, 4], false, true, 3),
    one(
      'sum of products',
      [{ shape: [3, 4] }, { shape: [4, 5] }, { shape: [4, 3] }, { shape: [5] }],
      (b, [x, y, z, c]) =>
        b.add(b.add(b.matmul(x!, y!), c!), b.matmul(z!, y!, { transposeA: true, scale: 2 })),
    ),
    one('twice one product', [{ shape: [3, 4] }, { shape: [4, 5] }], (b, [x, y]) =>
      b.add(b.matmul(x!, y!), b.matmul(x!, y!)),
    ),
    one(
      'product with broader sum',
      [{ shape: [1, 4] }, { shape: [4, 5] }, { shape: [3, 5] }],
      (b, [x, y, c]) => b.add(c!, b.matmul(x!, y!)),
    ),
  ],
  softmax: [[7], [3, 1], [2, 3, 5]].map((shape) =>
    one(`[${shape.join()}]`, [{ shape }], (b, [x]) => b.softmax(b.mul(x!, 3))),
  ),
  layerNorm: [
    [3, 5],
    [2, 3, 4],
    [1, 9],
  ].map((shape) =>
    one(
      `[${shape.join()}]`,
      [{ shape }, { shape: shape.slice(-1) }, { shape: shape.slice(-1) }],
      (b, [x, scale, bias]) => b.layerNorm(x!, scale!, bias!, 1e-5),
    ),
  ),
  attention: [
    attentionCase([2, 3, 4, 5], 4, [4, 4]),
    attentionCase([2, 1, 1, 3], 6, [2, 1, 1, 6]),
    attentionCase([1, 2, 3, 1], 1, []),
  ],
  rotary: [
    rotaryCase(2, 3, 4, 8, 2),
    rotaryCase(1, 1, 1, 8, 4),
    rotaryCase(2, 2, 5, 6, 3),
    rotaryCase(3, 1, 1, 8, 1),
  ],
  crossEntropy: [
    one('all counted', [{ shape: [4, 7] }, { shape: [4], kind: 'index', below: 7 }], (b, [x, t]) =>
      b.crossEntropy(x!, t!),
    ),
    one('some ignored', [{ shape: [9, 3] }, { shape: [9], kind: 'index', low: -2, below: 3 }], (b, [x, t]) =>
      b.crossEntropy(x!, t!),
    ),
    one('one class', [{ shape: [2, 1] }, { shape: [2], kind: 'index', below: 1 }], (b, [x, t]) =>
      b.crossEntropy(x!, t!),
    ),
    one('far apart', [{ shape: [3, 4] }, { shape: [3], kind: 'index', below: 4 }], (b, [x, t]) =>
      b.crossEntropy(b.mul(x!, 200), t!),
    ),
  ],
};

export type CaseData = Float32Array | Int32Array | Uint8Array;

/** Values for the inputs of a case. Distinct values keep maxima and comparisons away from ties. */
export function caseInputs(specs: readonly InputSpec[], random: Random): CaseData[] {
  return specs.map((spec) => {
    const count = spec.shape.reduce((product, extent) => product * extent, 1);
    const each = <T>(f: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => f(at));
    switch (spec.kind) {
      case 'bool':
        return Uint8Array.from(each(() => random.below(2)));
      case 'index': {
        const low = spec.low ?? 0;
        if (spec.unique) return Int32Array.from(each((at) => (at * 5 + 1) % spec.below));
        return Int32Array.from(each(() => low + random.below(spec.below - low)));
      }
      case 'positive':
        return Float32Array.from(each(() => 0.5 + 1.5 * random.uniform()));
      case 'distinct':
        return Float32Array.from(
          each((at) => ((at * 7919) % 101) / 20 - 2.5 + 0.02 * random.uniform() + 0.005),
        );
      default:
        return Float32Array.from(each(() => random.normal()));
    }
  });
}

/** The program of one case with the single output `y`. */
export function caseProgram({ title, inputs, apply }: PrimitiveCase): Program {
  const b = new ProgramBuilder(title);
  return b.build({ y: apply(b, declareInputs(b, inputs)) });
}

/** One program input for each spec, named x0, x1, … */
export function declareInputs(b: Builder, specs: readonly InputSpec[]): Value[] {
  return specs.map((spec, index) => {
    const dtype = spec.kind === 'bool' ? 'bool' : spec.kind === 'index' ? 'i32' : 'f32';
    return b.input(`x${String(index)}`, dtype, spec.shape);
  });
}

import type { Builder, Value } from '../../../main/core/program/builder.ts';
import type { Primitive } from '../../../main/core/program/primitive.ts';
import { one, primitiveCases, type InputSpec, type PrimitiveCase } from './primitive-cases.ts';

const asFloat = (b: Builder, x: Value): Value => b.cast(x, 'f32');
const index = (shape: number[], below: number, low = 0): InputSpec => ({ shape, kind: 'index', low, below });
const bool = (shape: number[]): InputSpec => ({ shape, kind: 'bool' });

/** Pairs of shapes that stretch each other: axes of 1 on either side and on both, odd sizes, missing axes, six axes. */
const stretching: readonly (readonly [number[], number[]])[] = [
  [
    [5, 1, 7],
    [1, 9, 1],
  ],
  [
    [1, 1],
    [13, 17],
  ],
  [[1], [1, 1, 1]],
  [[3], [2, 5, 1]],
  [[], [3, 1, 2]],
  [
    [2, 1, 3, 1, 2, 1],
    [1, 2, 1, 3, 1, 2],
  ],
];

const titleOf = (a: readonly number[], c: readonly number[]): string => `[${a.join()}] with [${c.join()}]`;

function binary(
  apply: (b: Builder, x: Value, y: Value) => Value,
  kind: 'normal' | 'positive' | 'distinct' = 'normal',
): PrimitiveCase[] {
  return stretching.map(([a, c]) =>
    one(
      titleOf(a, c),
      [
        { shape: a, kind },
        { shape: c, kind },
      ],
      (b, [x, y]) => apply(b, x!, y!),
    ),
  );
}

/** The same over integers; the result is cast, and multiplied with a float that a gradient can flow to. */
function integers(apply: (b: Builder, x: Value, y: Value) => Value, pairs = stretching): PrimitiveCase[] {
  return pairs.map(([a, c]) =>
    one(`i32 ${titleOf(a, c)}`, [index(a, 9, -9), index(c, 9, -9), { shape: [] }], (b, [x, y, z]) =>
      b.mul(asFloat(b, apply(b, x!, y!)), z!),
    ),
  );
}

function comparisons(apply: (b: Builder, x: Value, y: Value) => Value): PrimitiveCase[] {
  return stretching.map(([a, c]) =>
    one(`i32 ${titleOf(a, c)}`, [index(a, 3), index(c, 3), { shape: [] }], (b, [x, y, z]) =>
      b.mul(asFloat(b, apply(b, x!, y!)), z!),
    ),
  );
}

const few = stretching.slice(0, 3);

function attention(query: number[], sources: number, mask: number[]): PrimitiveCase {
  const keys = query.with(2, sources);
  const inputs = [{ shape: query }, { shape: keys }, { shape: keys }];
  return one(`[${query.join()}] over ${String(sources)}, mask [${mask.join()}]`, inputs, (b, [q, k, v]) => {
    const count = mask.reduce((product, extent) => product * extent, 1);
    const data = Float32Array.from({ length: count }, (_, at) => (at % 4 === 1 ? -1e9 : 0.2 * (at % 3)));
    return b.attention(q!, k!, v!, b.tensor(data, mask, 'f32'), 0.3);
  });
}

function product(
  a: number[],
  c: number[],
  transposeA: boolean,
  transposeB: boolean,
  scale = 1,
): PrimitiveCase {
  const title = `[${a.join()}]${transposeA ? 'ᵀ' : ''}×[${c.join()}]${transposeB ? 'ᵀ' : ''} ·${String(scale)}`;
  return one(title, [{ shape: a }, { shape: c }], (b, [x, y]) =>
    b.matmul(x!, y!, { transposeA, transposeB, scale }),
  );
}

/** Shapes at the edges: extents of 1, odd ones, ones that are larger than a kernel's block, large stretches. */
export const edgeCases: Partial<Readonly<Record<Primitive, readonly PrimitiveCase[]>>> = {
  iota: [one('of one axis of 1', [{ shape: [1] }], (b, [x]) => b.add(x!, asFloat(b, b.iota([1], 0))))],
  neg: [one('i32', [index([5], 9, -9), { shape: [] }], (b, [i, x]) => b.mul(asFloat(b, b.neg(i!)), x!))],
  exp: [one('of what underflows', [{ shape: [3] }], (b, [x]) => b.exp(b.sub(b.mul(x!, 5), 100)))],
  sigmoid: [one('of what saturates', [{ shape: [4] }], (b, [x]) => b.sigmoid(b.mul(x!, 60)))],
  tanh: [one('of what saturates', [{ shape: [4] }], (b, [x]) => b.tanh(b.mul(x!, 40)))],
  gelu: [one('far out', [{ shape: [9] }], (b, [x]) => b.gelu(b.mul(x!, 30)))],
  not: [
    one('twice', [bool([3, 1]), { shape: [3, 2] }], (b, [c, x]) => b.mul(asFloat(b, b.not(b.not(c!))), x!)),
  ],
  cast: [
    one('f32 to i32 truncates', [{ shape: [] }], (b, [x]) => {
      const values = b.tensor(Float32Array.of(-2.75, -0.5, 0, 0.99, 1, 7.5), [6], 'f32');
      return b.mul(asFloat(b, b.cast(values, 'i32')), x!);
    }),
    one('f32 to bool', [{ shape: [] }], (b, [x]) => {
      const values = b.tensor(Float32Array.of(-2.75, 0, -0, 1e-30), [2, 2], 'f32');
      return b.mul(asFloat(b, b.cast(values, 'bool')), x!);
    }),
    one('bool to i32', [bool([5]), { shape: [5] }], (b, [c, x]) =>
      b.mul(asFloat(b, b.add(b.cast(c!, 'i32'), 2)), x!),
    ),
  ],
  add: [...binary((b, x, y) => b.add(x, y)), ...integers((b, x, y) => b.add(x, y))],
  sub: [...binary((b, x, y) => b.sub(x, y)), ...integers((b, x, y) => b.sub(x, y))],
  mul: [...binary((b, x, y) => b.mul(x, y)), ...integers((b, x, y) => b.mul(x, y))],
  div: binary((b, x, y) => b.div(x, y), 'positive'),
  maximum: integers((b, x, y) => b.maximum(x, y)),
  minimum: integers((b, x, y) => b.minimum(x, y)),
  equal: comparisons((b, x, y) => b.equal(x, y)),
  less: [
    ...comparisons((b, x, y) => b.less(x, y)),
    one('f32 stretched', [{ shape: [3, 1], kind: 'distinct' }, { shape: [3, 4] }], (b, [x, y]) =>
      b.select(b.less(x!, b.tensor(Float32Array.of(-1, 0.7, 0.2, 3), [4], 'f32')), y!, 0),
    ),
  ],
  and: few.map(([a, c]) =>
    one(titleOf(a, c), [bool(a), bool(c), { shape: [] }], (b, [x, y, z]) =>
      b.mul(asFloat(b, b.and(x!, y!)), z!),
    ),
  ),
  select: [
    one('every operand stretched', [bool([2, 1, 1]), { shape: [3, 1] }, { shape: [5] }], (b, [c, x, y]) =>
      b.select(c!, x!, y!),
    ),
    one('one condition for all', [bool([]), { shape: [3, 2] }, { shape: [] }], (b, [c, x, y]) =>
      b.select(c!, x!, y!),
    ),
    one('of integers', [bool([2, 1]), index([3], 9), index([], 9), { shape: [2, 3] }], (b, [c, i, k, x]) =>
      b.mul(asFloat(b, b.select(c!, i!, k!)), x!),
    ),
  ],
  reshape: [
    one('from scalar', [{ shape: [] }], (b, [x]) => b.reshape(x!, [1, 1, 1])),
    one('i32', [index([2, 3], 9), { shape: [6] }], (b, [i, x]) => b.mul(asFloat(b, b.reshape(i!, [6])), x!)),
  ],
  transpose: [
    one('axes of 1 move', [{ shape: [1, 4, 1, 3] }], (b, [x]) => b.transpose(x!, [1, 0, 3, 2])),
    one('nothing moves', [{ shape: [2, 3] }], (b, [x]) => b.transpose(x!, [0, 1])),
    one('of a scalar', [{ shape: [] }], (b, [x]) => b.transpose(x!, [])),
    one('five axes', [{ shape: [2, 3, 1, 2, 3] }], (b, [x]) => b.transpose(x!, [4, 2, 0, 3, 1])),
    one('six axes', [{ shape: [2, 1, 3, 2, 1, 2] }], (b, [x]) => b.transpose(x!, [5, 2, 4, 0, 3, 1])),
    one('larger than a block', [{ shape: [19, 35] }], (b, [x]) => b.transpose(x!, [1, 0])),
    one('booleans', [bool([3, 2]), { shape: [2, 3] }], (b, [c, x]) =>
      b.select(b.transpose(c!, [1, 0]), x!, 0),
    ),
  ],
  slice: [
    one(
      'both ends of four axes',
      [{ shape: [3, 4, 2, 5] }],
      (b, [x]) => b.apply('slice', [x!], { starts: [1, 0, 1, 2], limits: [2, 3, 2, 5] })[0]!,
    ),
    one('i32', [index([2, 5], 9), { shape: [2, 2] }], (b, [i, x]) =>
      b.mul(asFloat(b, b.slice(i!, 1, 1, 3)), x!),
    ),
    one('booleans', [bool([4, 2]), { shape: [2, 2] }], (b, [c, x]) => b.select(b.slice(c!, 0, 1, 3), x!, 0)),
  ],
  pad: [
    one('by nothing', [{ shape: [2, 3] }], (b, [x]) => b.pad(x!, [0, 0], [0, 0])),
    one('an axis of 1', [{ shape: [1, 3, 1] }], (b, [x]) => b.pad(x!, [2, 0, 1], [3, 1, 0])),
    one('i32', [index([3], 9), { shape: [6] }], (b, [i, x]) => b.mul(asFloat(b, b.pad(i!, [1], [2])), x!)),
  ],
  concat: [
    one('of one part', [{ shape: [2, 3] }], (b, [x]) => b.concat([x!], 0)),
    one('in the middle', [{ shape: [2, 1, 3] }, { shape: [2, 4, 3] }], (b, [x, y]) => b.concat([x!, y!], 1)),
    one('i32', [index([2], 9), index([3], 9), { shape: [5] }], (b, [i, k, x]) =>
      b.mul(asFloat(b, b.concat([i!, k!], 0)), x!),
    ),
  ],
  broadcast: [
    one('one element to many', [{ shape: [1, 1] }], (b, [x]) => b.broadcast(x!, [5, 67, 129])),
    one('a row to many', [{ shape: [33] }], (b, [x]) => b.broadcast(x!, [65, 33])),
    one('a column to many', [{ shape: [33, 1] }], (b, [x]) => b.broadcast(x!, [33, 65])),
    one('to its own shape', [{ shape: [2, 3] }], (b, [x]) => b.broadcast(x!, [2, 3])),
    one('i32', [index([2, 1], 9), { shape: [2, 3] }], (b, [i, x]) =>
      b.mul(asFloat(b, b.broadcast(i!, [2, 3])), x!),
    ),
    one('booleans', [bool([2, 1]), { shape: [3, 2, 3] }], (b, [c, x]) =>
      b.select(b.broadcast(c!, [3, 2, 3]), x!, 0),
    ),
  ],
  gather: [
    one('one row by a scalar', [{ shape: [5, 3] }, index([], 5)], (b, [x, i]) => b.gather(x!, i!)),
    one('from a table of one row', [{ shape: [1, 3] }, index([4], 1)], (b, [x, i]) => b.gather(x!, i!)),
    one('blocks', [{ shape: [4, 2, 3] }, index([1, 3], 4)], (b, [x, i]) => b.gather(x!, i!)),
    one('i32', [index([6, 2], 9), index([3], 6), { shape: [3, 2] }], (b, [t, i, x]) =>
      b.mul(asFloat(b, b.gather(t!, i!)), x!),
    ),
  ],
  scatterAdd: [
    one('one row by a scalar', [{ shape: [4, 3] }, index([], 4), { shape: [3] }], (b, [x, i, u]) =>
      b.scatterAdd(x!, i!, u!),
    ),
    one('all into one', [{ shape: [1, 2] }, index([7], 1), { shape: [7, 2] }], (b, [x, i, u]) =>
      b.scatterAdd(x!, i!, u!),
    ),
    one('blocks', [{ shape: [4, 2, 3] }, index([5], 4), { shape: [5, 2, 3] }], (b, [x, i, u]) =>
      b.scatterAdd(x!, i!, u!),
    ),
  ],
  reduceSum: [
    one('a scalar over nothing', [{ shape: [] }], (b, [x]) => b.reduceSum(x!, [])),
    one('the middle of four', [{ shape: [2, 5, 3, 2] }], (b, [x]) => b.reduceSum(x!, [1, 2])),
    one('far axes', [{ shape: [3, 2, 5, 2] }], (b, [x]) => b.reduceSum(x!, [0, 2], { keepAxes: true })),
    one('an axis of 1', [{ shape: [3, 1, 2] }], (b, [x]) => b.reduceSum(x!, [1])),
    one('many', [{ shape: [515] }], (b, [x]) => b.reduceSum(x!, [0])),
  ],
  reduceMax: [
    one('the middle of four', [{ shape: [2, 3, 3, 2], kind: 'distinct' }], (b, [x]) =>
      b.reduceMax(x!, [1, 2]),
    ),
    one('of negatives', [{ shape: [3, 5], kind: 'distinct' }], (b, [x]) => b.reduceMax(b.sub(x!, 9), [1])),
  ],
  reduceSumSquare: [
    one('far axes', [{ shape: [3, 2, 5] }], (b, [x]) => b.reduceSumSquare(x!, [0, 2], { keepAxes: true })),
  ],
  argMax: [
    one('the first of equals', [{ shape: [] }], (b, [x]) => {
      const rows = b.tensor(Float32Array.of(1, 3, 3, 0, 0, 0, -1, -2, -1), [3, 3], 'f32');
      return b.mul(asFloat(b, b.argMax(rows)), x!);
    }),
    one('of three axes', [{ shape: [2, 3, 7], kind: 'distinct' }], (b, [x]) =>
      b.mul(b.reduceSum(x!, [2]), asFloat(b, b.argMax(x!))),
    ),
    one('of one', [{ shape: [4, 1], kind: 'distinct' }], (b, [x]) =>
      b.mul(b.reduceSum(x!, [1]), b.add(asFloat(b, b.argMax(x!)), 1)),
    ),
  ],
  matmul: [
    product([1, 1], [1, 1], false, false),
    product([1, 5], [5, 3], false, false, 2),
    product([5, 1], [3, 1], false, true),
    product([17, 49], [49, 5], false, false),
    product([13, 3], [13, 19], true, false, 0.25),
    product([2, 1, 7], [2, 7, 1], false, false),
    product([2, 3, 4], [2, 5, 4], false, true),
    product([2, 4, 3], [2, 4, 5], true, false),
    product([1, 3, 4], [5, 4, 2], false, false),
    product([5, 3, 4], [1, 4, 2], false, false, 3),
    product([3, 1, 2, 4], [1, 2, 4, 3], false, false),
    product([2, 2, 3, 4], [4, 5], false, false),
    product([4, 3], [2, 2, 4, 5], true, false),
  ],
  softmax: [
    one('of one class', [{ shape: [3, 1] }], (b, [x]) => b.softmax(x!)),
    one('far apart', [{ shape: [2, 5] }], (b, [x]) => b.softmax(b.mul(x!, 300))),
    one('of a large row', [{ shape: [1, 131] }], (b, [x]) => b.softmax(x!)),
    one('with masked places', [{ shape: [2, 2, 3] }], (b, [x]) =>
      b.softmax(b.add(x!, b.tensor(Float32Array.of(0, -1e9, 0), [3], 'f32'))),
    ),
  ],
  layerNorm: [
    one('far from zero', [{ shape: [3, 33] }, { shape: [33] }, { shape: [33] }], (b, [x, s, c]) =>
      b.layerNorm(b.add(x!, 5), s!, c!, 1e-5),
    ),
    one('one row', [{ shape: [7] }, { shape: [7] }, { shape: [7] }], (b, [x, s, c]) =>
      b.layerNorm(x!, s!, c!, 1e-5),
    ),
  ],
  attention: [
    attention([1, 1, 1, 1], 1, [1, 1]),
    attention([2, 3, 5, 7], 9, [5, 9]),
    attention([1, 2, 17, 3], 17, [1, 1, 17, 17]),
    attention([3, 1, 1, 5], 11, [3, 1, 1, 11]),
  ],
  crossEntropy: [
    one('one row', [{ shape: [1, 5] }, index([1], 5)], (b, [x, t]) => b.crossEntropy(x!, t!)),
    one('nothing counted', [{ shape: [3, 5] }, index([3], 0, -3)], (b, [x, t]) => b.crossEntropy(x!, t!)),
    one('many classes', [{ shape: [3, 131] }, index([3], 131)], (b, [x, t]) => b.crossEntropy(x!, t!)),
  ],
};

/** The plain cases and those at the edges, one list for every test that goes through all. */
export const everyCase: readonly { readonly primitive: string; readonly item: PrimitiveCase }[] = [
  primitiveCases,
  edgeCases,
].flatMap((table) =>
  Object.entries(table).flatMap(([primitive, cases]) => cases.map((item) => ({ primitive, item }))),
);

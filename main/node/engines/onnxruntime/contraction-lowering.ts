import type { Attributes } from '../../../core/program/primitive.ts';
import { elementCount, sameShape } from '../../../core/program/shape.ts';
import type { OnnxGraph } from './graph.ts';
import type { LoweringRule, LoweringRules, Named } from './lowering-rule.ts';
import { elementType } from './proto.ts';

type ReductionName = 'reduceSum' | 'reduceMax' | 'reduceSumSquare';

/**
 * From this many rows on their sum, as of a bias's gradient, is a product with a row of ones: one pass of all threads
 * at the speed of memory, where the reduction takes three times as long.
 */
const productRows = 64;

function reduction(opType: string): LoweringRule<ReductionName> {
  return (graph, [x], [y], { axes, keepAxes }) => {
    if (axes.length === 0) {
      const [operator, operands] =
        opType === 'ReduceSumSquare' ? ['Mul', [x!.name, x!.name]] : ['Identity', [x!.name]];
      graph.node(operator as string, operands as string[], { outputs: [y!.name] });
      return;
    }
    const { shape } = x!.type;
    const rows = elementCount(shape.slice(0, -1));
    if (
      opType === 'ReduceSum' &&
      rows >= productRows &&
      sameShape(
        axes,
        shape.slice(0, -1).map((_, axis) => axis),
      )
    ) {
      const ones = graph.constant(`ones_${String(rows)}`, new Float32Array(rows).fill(1), [1, rows], 'f32');
      const matrix = graph.node('Reshape', [x!.name, graph.integers([rows, shape.at(-1)!])]);
      const sums = graph.node('MatMul', [ones, matrix]);
      graph.node('Reshape', [sums, graph.integers(y!.type.shape)], { outputs: [y!.name] });
      return;
    }
    // A sum of everything is taken in the order of memory: onnxruntime moves a transpose behind a reduction, which sums in
    // another order, but not behind a reshape.
    const flat =
      opType === 'ReduceSumSquare' && axes.length === shape.length && shape.length > 1 && !keepAxes;
    const operand = flat ? graph.node('Reshape', [x!.name, graph.integers([elementCount(shape)])]) : x!.name;
    graph.node(opType, [operand, graph.integers(flat ? [0] : axes)], {
      attributes: { keepdims: keepAxes ? 1 : 0 },
      outputs: [y!.name],
    });
  };
}

function product(
  graph: OnnxGraph,
  operands: readonly [string, string],
  { transposeA, transposeB, scale }: Attributes['matmul'],
  outputs = [graph.freshName()],
): string {
  if (!transposeA && !transposeB && scale === 1) return graph.node('MatMul', operands, { outputs });
  const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
  return graph.node('FusedMatMul', operands, { domain: 'com.microsoft', attributes, outputs });
}

/** Columns of a product for which its kernel goes through the left operand once. */
const kernelColumns = 128;

/** A product of fewer rows than this takes as long to pack its right operand as to multiply. */
const productOwnRows = 64;

/**
 * AᵀB, of which the gradients of weights, keys and values consist. The kernel transposes A again, element by element, for
 * every 128 columns of B: on one thread of a processor with AVX-512 a twelfth of a training step. So it gets the order in
 * which it has least to transpose, which may be (BᵀA)ᵀ; and on one thread a wide matrix is transposed by an operator,
 * once for all the products that share it, as those with a layer's input do.
 */
function transposedProduct(graph: OnnxGraph, a: Named, b: Named, y: Named, scale: number): void {
  const perm = [...y.type.shape.keys()];
  perm.push(...perm.splice(-2).toReversed());
  const transpose = (name: string, outputs = [graph.freshName()]): string =>
    graph.node('Transpose', [name], { attributes: { perm }, outputs });
  const isMatrix = perm.length === 2;
  const [columnsA, columnsB] = [a.type.shape.at(-1)!, b.type.shape.at(-1)!];
  if (graph.serial && isMatrix && columnsA <= columnsB && columnsA > kernelColumns) {
    const plain = { transposeA: false, transposeB: false, scale };
    product(graph, [transpose(a.name), b.name], plain, [y.name]);
    return;
  }
  const left = { transposeA: true, transposeB: false, scale };
  // A batch was measured on one thread alone.
  const ofBatch = graph.serial && columnsB >= productOwnRows && columnsA > columnsB;
  const swapped = isMatrix ? columnsA < columnsB : ofBatch;
  if (swapped) transpose(product(graph, [b.name, a.name], left), [y.name]);
  else product(graph, [a.name, b.name], left, [y.name]);
}

/** Lowering of reductions, the matrix product and the fused primitives. */
export const contractionLowering: Pick<
  LoweringRules,
  | ReductionName
  | 'argMax'
  | 'matmul'
  | 'softmax'
  | 'layerNorm'
  | 'gelu'
  | 'attention'
  | 'rotary'
  | 'crossEntropy'
> = {
  reduceSum: reduction('ReduceSum'),
  reduceMax: reduction('ReduceMax'),
  reduceSumSquare: reduction('ReduceSumSquare'),
  argMax: (graph, [x], [y]) => {
    const wide = graph.node('ArgMax', [x!.name], { attributes: { axis: -1, keepdims: 0 } });
    graph.node('Cast', [wide], { attributes: { to: elementType.i32 }, outputs: [y!.name] });
  },
  matmul: (graph, [a, b], [y], { transposeA, transposeB, scale }) => {
    if (transposeA && !transposeB) transposedProduct(graph, a!, b!, y!, scale);
    else product(graph, [a!.name, b!.name], { transposeA, transposeB, scale }, [y!.name]);
  },
  softmax: (graph, [x], [y]) => {
    graph.node('Softmax', [x!.name], { attributes: { axis: -1 }, outputs: [y!.name] });
  },
  layerNorm: (graph, inputs, outputs, { epsilon }) => {
    graph.node(
      'LayerNormalization',
      inputs.map((input) => input.name),
      {
        attributes: { axis: -1, epsilon: { float: epsilon } },
        outputs: outputs.map((output) => output.name),
      },
    );
  },
  gelu: (graph, [x], [y]) => {
    // The kernel refuses scalars.
    const scalar = x!.type.shape.length === 0;
    const input = scalar ? graph.node('Reshape', [x!.name, graph.integers([1])]) : x!.name;
    const result = graph.node('FastGelu', [input], {
      domain: 'com.microsoft',
      ...(scalar ? {} : { outputs: [y!.name] }),
    });
    if (scalar) graph.node('Reshape', [result, graph.integers([])], { outputs: [y!.name] });
  },
  attention: (graph, [query, key, value, mask], [y, probabilities], { scale }) => {
    const scores = graph.node('FusedMatMul', [query!.name, key!.name], {
      domain: 'com.microsoft',
      attributes: { transB: 1, alpha: { float: scale } },
    });
    const masked = graph.node('Add', [scores, mask!.name]);
    graph.node('Softmax', [masked], { attributes: { axis: -1 }, outputs: [probabilities!.name] });
    graph.node('MatMul', [probabilities!.name, value!.name], { outputs: [y!.name] });
  },
  rotary: (graph, [x, cos, sin, positions], [y]) => {
    const [, heads, , width] = x!.type.shape as [number, number, number, number];
    const rotated = 2 * cos!.type.shape[1]!;
    const places = graph.node('Cast', [positions!.name], { attributes: { to: elementType.i64 } });
    graph.node('RotaryEmbedding', [x!.name, places, cos!.name, sin!.name], {
      domain: 'com.microsoft',
      // Naming the heads makes the kernel read the second axis as them; it needs that to rotate part of a head.
      attributes: rotated === width ? {} : { rotary_embedding_dim: rotated, num_heads: heads },
      outputs: [y!.name],
    });
  },
  crossEntropy: (graph, [logits, targets], [y]) => {
    const rows = targets!.type.shape[0]!;
    const zero = graph.scalar(0, 'i32');
    const logProbabilities = graph.node('LogSoftmax', [logits!.name], { attributes: { axis: -1 } });
    const column = graph.node('Reshape', [
      graph.node('Max', [targets!.name, zero]),
      graph.integers([rows, 1]),
    ]);
    const picked = graph.node('GatherElements', [logProbabilities, column], { attributes: { axis: 1 } });
    const losses = graph.node('Neg', [graph.node('Reshape', [picked, graph.integers([rows])])]);
    const ignored = graph.node('Less', [targets!.name, zero]);
    graph.node('Where', [ignored, graph.scalar(0, 'f32'), losses], { outputs: [y!.name] });
  },
};

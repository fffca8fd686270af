import type { Builder, Value } from '../program/builder.ts';
import { unbroadcast, type Applied, type GradientRules } from './gradient-rule.ts';

/** The cotangent of a reduction, with its reduced axes put back as extents of 1, so that it broadcasts. */
function restoreAxes(
  b: Builder,
  { inputs }: Pick<Applied<'reduceSum'>, 'inputs'>,
  axes: readonly number[],
  y: Value,
): Value {
  const kept = inputs[0]!.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return b.reshapeTo(y, kept);
}

/** Gradients of reductions, the matrix product and the fused primitives. */
export const fusedGradients: Pick<
  GradientRules,
  | 'reduceSum'
  | 'reduceMax'
  | 'reduceSumSquare'
  | 'matmul'
  | 'softmax'
  | 'layerNorm'
  | 'gelu'
  | 'attention'
  | 'rotary'
  | 'crossEntropy'
> = {
  reduceSum: (b, equation, dy) => {
    const restored = restoreAxes(b, equation, equation.attributes.axes, dy);
    return [b.broadcast(restored, equation.inputs[0]!.shape)];
  },
  reduceMax: (b, equation, dy) => {
    const { axes } = equation.attributes;
    const x = equation.inputs[0]!;
    const isMax = b.cast(b.equal(x, restoreAxes(b, equation, axes, equation.outputs[0]!)), 'f32');
    const share = b.div(restoreAxes(b, equation, axes, dy), b.reduceSum(isMax, axes, { keepAxes: true }));
    return [b.mul(isMax, share)];
  },
  reduceSumSquare: (b, equation, dy) => {
    const restored = restoreAxes(b, equation, equation.attributes.axes, b.mul(dy, 2));
    return [b.mul(equation.inputs[0]!, restored)];
  },
  // Y = s·op(A)·op(B): dop(A) = s·dY·op(B)ᵀ and dop(B) = s·op(A)ᵀ·dY; where an operand was transposed, so is its gradient.
  matmul: (b, { inputs, attributes }, dy) => {
    const [x, y] = inputs as [Value, Value];
    const { transposeA, transposeB, scale } = attributes;
    const dx = transposeA
      ? b.matmul(y, dy, { transposeA: transposeB, transposeB: true, scale })
      : b.matmul(dy, y, { transposeB: !transposeB, scale });
    const dw = transposeB
      ? b.matmul(dy, x, { transposeA: true, transposeB: transposeA, scale })
      : b.matmul(x, dy, { transposeA: !transposeA, scale });
    return [unbroadcast(b, dx, x.shape), unbroadcast(b, dw, y.shape)];
  },
  softmax: (b, { outputs }, dy) => {
    const y = outputs[0]!;
    const inner = b.reduceSum(b.mul(dy, y), [-1], { keepAxes: true });
    return [b.mul(y, b.sub(dy, inner))];
  },
  // With x̂ = (x − μ)/σ and g = dy·scale: dx = (g − mean(g) − x̂·mean(g·x̂))/σ (Ba et al. 2016).
  layerNorm: (b, { inputs, outputs }, dy) => {
    const [x, scale] = inputs as [Value, Value];
    const [, mean, inverseDeviation] = outputs as [Value, Value, Value];
    const width = x.shape.at(-1)!;
    const rows = x.shape.slice(0, -1).map((_, axis) => axis);
    const normal = b.mul(b.sub(x, mean), inverseDeviation);
    const dyNormal = b.mul(dy, normal);
    const column = b.reshapeTo(b.mul(scale, 1 / width), [width, 1]);
    const [meanG, meanGNormal] = [rowDot(b, dy, column), rowDot(b, dyNormal, column)];
    const g = b.mul(dy, scale);
    const dx = b.mul(b.sub(b.sub(g, meanG), b.mul(normal, meanGNormal)), inverseDeviation);
    return [dx, b.reduceSum(dyNormal, rows), b.reduceSum(dy, rows)];
  },
  // gelu(x) = x·s with s = σ(z), z = x·(c + c·k·x²): the derivative is s·(1 + (x − x·s)·(c + 3·c·k·x²)).
  gelu: (b, { inputs, outputs }, dy) => {
    const [x, y] = [inputs[0]!, outputs[0]!];
    const c = 2 * Math.sqrt(2 / Math.PI);
    const cubic = b.mul(b.mul(x, x), c * 0.044715);
    const s = b.sigmoid(b.mul(x, b.add(cubic, c)));
    const slope = b.add(b.mul(cubic, 3), c);
    return [b.mul(dy, b.mul(s, b.add(b.mul(b.sub(x, y), slope), 1)))];
  },
  // P = softmax(s·Q·Kᵀ + mask), O = P·V. With D = Σ dO·O over the head, which equals Σ dP·P over the sources but is
  // far smaller to sum (Dao et al. 2022, section 3.1): dS = P·(dP − D).
  attention: (b, { inputs, outputs, attributes }, dy) => {
    const [query, key, value] = inputs as [Value, Value, Value, Value];
    const [attended, probabilities] = outputs as [Value, Value];
    const { scale } = attributes;
    const inner = b.reduceSum(b.mul(dy, attended), [-1], { keepAxes: true });
    const dScores = b.mul(probabilities, b.sub(b.matmul(dy, value, { transposeB: true }), inner));
    return [
      b.matmul(dScores, key, { scale }),
      b.matmul(dScores, query, { transposeA: true, scale }),
      b.matmul(probabilities, dy, { transposeA: true }),
      undefined,
    ];
  },
  // A rotation's transpose turns the other way.
  rotary: (b, { inputs }, dy) => {
    const [, cos, sin, positions] = inputs as [Value, Value, Value, Value];
    return [b.rotary(dy, cos, b.neg(sin), positions), undefined, undefined, undefined];
  },
  // Row n gets dy[n]·(softmax(logits[n]) − onehot(target)), and nothing where the target is negative. The one-hot
  // is never made: one element of each row is reached by a scatter into the flattened matrix.
  crossEntropy: (b, { inputs }, dy) => {
    const [logits, targets] = inputs as [Value, Value];
    const [rows, classes] = logits.shape as [number, number];
    const weight = b.select(b.less(targets, 0), 0, dy);
    const scaled = b.mul(b.softmax(logits), b.reshapeTo(weight, [rows, 1]));
    const places = b.add(b.mul(b.iota([rows], 0), classes), b.maximum(targets, 0));
    const flat = b.scatterAdd(b.reshapeTo(scaled, [rows * classes]), places, b.neg(weight), {
      uniqueIndices: true,
    });
    return [b.reshapeTo(flat, [rows, classes]), undefined];
  },
};

/** Σ over the last axis of x · column, as a matrix product with one column: [..., d] → [..., 1]. */
function rowDot(b: Builder, x: Value, column: Value): Value {
  const rows = x.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  const product = b.matmul(b.reshapeTo(x, [rows, x.shape.at(-1)!]), column);
  return b.reshapeTo(product, [...x.shape.slice(0, -1), 1]);
}

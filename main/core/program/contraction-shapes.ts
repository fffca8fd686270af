import { broadcastTypes, formatShape, formatType, sameShape, valueType, type ValueType } from './shape.ts';
import { expectOperands, ShapeError, type ShapeRules } from './shape-rule.ts';

function reduced(what: string, from: ValueType, axes: readonly number[], keepAxes: boolean): ValueType {
  if (new Set(axes).size !== axes.length || axes.some((axis) => !(axis in from.shape))) {
    throw new ShapeError(`${what}: [${axes.join(', ')}] are not distinct axes of ${formatType(from)}`);
  }
  const kept = from.shape.map((extent, axis) => ({
    extent,
    name: from.axes[axis]!,
    gone: axes.includes(axis),
  }));
  const rows = keepAxes
    ? kept.map((row) => (row.gone ? { ...row, extent: 1 } : row))
    : kept.filter((row) => !row.gone);
  return valueType(
    from.dtype,
    rows.map((row) => row.extent),
    rows.map((row) => row.name),
  );
}

/** Shape rules of reductions, the matrix product and the fused primitives. */
export const contractionRules: Pick<
  ShapeRules,
  | 'reduceSum'
  | 'reduceMax'
  | 'reduceSumSquare'
  | 'argMax'
  | 'matmul'
  | 'softmax'
  | 'layerNorm'
  | 'attention'
  | 'rotary'
  | 'crossEntropy'
> = {
  reduceSum: (operands, { axes, keepAxes }) => {
    expectOperands('reduceSum', operands, ['f32']);
    return [reduced('reduceSum', operands[0]!, axes, keepAxes)];
  },
  reduceMax: (operands, { axes, keepAxes }) => {
    expectOperands('reduceMax', operands, ['f32']);
    return [reduced('reduceMax', operands[0]!, axes, keepAxes)];
  },
  reduceSumSquare: (operands, { axes, keepAxes }) => {
    expectOperands('reduceSumSquare', operands, ['f32']);
    return [reduced('reduceSumSquare', operands[0]!, axes, keepAxes)];
  },
  argMax: (operands) => {
    expectOperands('argMax', operands, ['f32']);
    const from = operands[0]!;
    return [{ ...reduced('argMax', from, [from.shape.length - 1], false), dtype: 'i32' }];
  },
  matmul: (operands, { transposeA, transposeB }) => {
    expectOperands('matmul', operands, ['f32', 'f32']);
    const [a, b] = operands as [ValueType, ValueType];
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw new ShapeError(
        `matmul: both operands need two axes or more: ${formatShape(a)} × ${formatShape(b)}`,
      );
    }
    const [rows, innerA] = transposeA ? [-1, -2] : [-2, -1];
    const [innerB, columns] = transposeB ? [-1, -2] : [-2, -1];
    if (a.shape.at(innerA) !== b.shape.at(innerB)) {
      const flag = (transposed: boolean): string => (transposed ? 'ᵀ' : '');
      throw new ShapeError(
        `matmul: inner axes differ: ${formatShape(a)}${flag(transposeA)} × ${formatShape(b)}${flag(transposeB)}`,
      );
    }
    const batchOf = (type: ValueType): ValueType => valueType('f32', type.shape.slice(0, -2), type.axes);
    const batch = broadcastTypes([batchOf(a), batchOf(b)]);
    if (!batch) throw new ShapeError(`matmul: batch axes differ: ${formatShape(a)} × ${formatShape(b)}`);
    return [
      valueType(
        'f32',
        [...batch.shape, a.shape.at(rows)!, b.shape.at(columns)!],
        [...batch.axes, a.axes.at(rows)!, b.axes.at(columns)!],
      ),
    ];
  },
  softmax: (operands) => {
    expectOperands('softmax', operands, ['f32']);
    if (operands[0]!.shape.length === 0)
      throw new ShapeError('softmax: needs an axis to sum over, got a scalar');
    return [operands[0]!];
  },
  layerNorm: (operands) => {
    expectOperands('layerNorm', operands, ['f32', 'f32', 'f32']);
    const [x, scale, bias] = operands as [ValueType, ValueType, ValueType];
    const last = x.shape.slice(-1);
    if (last.length === 0 || !sameShape(scale.shape, last) || !sameShape(bias.shape, last)) {
      const got = `${formatShape(x)}, ${formatShape(scale)}, ${formatShape(bias)}`;
      throw new ShapeError(`layerNorm: scale and bias must have the extent of the last axis: ${got}`);
    }
    const statistics = valueType('f32', x.shape.with(-1, 1), x.axes);
    return [x, statistics, statistics];
  },
  attention: (operands) => {
    expectOperands('attention', operands, ['f32', 'f32', 'f32', 'f32']);
    const [query, key, value, mask] = operands as [ValueType, ValueType, ValueType, ValueType];
    const [batch, heads, time, width] = query.shape;
    const scores = [batch!, heads!, time!, key.shape[2]!];
    const broadcast = broadcastTypes([valueType('f32', scores), mask]);
    const fits =
      query.shape.length === 4 &&
      sameShape(key.shape, [batch!, heads!, key.shape[2]!, width!]) &&
      sameShape(value.shape, key.shape) &&
      broadcast !== undefined &&
      sameShape(broadcast.shape, scores);
    if (!fits) {
      const got = operands.map(formatShape).join(', ');
      throw new ShapeError(
        `attention: wants query [B, H, T, h], key and value [B, H, S, h], a mask that stretches to [B, H, T, S]: got ${got}`,
      );
    }
    return [query, valueType('f32', scores, [...query.axes.slice(0, 3), key.axes[2]!])];
  },
  rotary: (operands) => {
    expectOperands('rotary', operands, ['f32', 'f32', 'f32', 'i32']);
    const [x, cos, sin, positions] = operands as [ValueType, ValueType, ValueType, ValueType];
    const half = cos.shape[1] ?? 0;
    const [batch, , time, width] = x.shape;
    const fits =
      x.shape.length === 4 &&
      sameShape(cos.shape, sin.shape) &&
      cos.shape.length === 2 &&
      2 * half <= (width ?? 0) &&
      sameShape(positions.shape, [batch!, time!]);
    if (!fits) {
      const got = [x, cos, sin, positions].map(formatShape).join(', ');
      throw new ShapeError(
        `rotary: wants x [B, H, T, d], cos and sin [P, r/2] with r ≤ d, positions [B, T]: got ${got}`,
      );
    }
    return [x];
  },
  crossEntropy: (operands) => {
    expectOperands('crossEntropy', operands, ['f32', 'i32']);
    const [logits, targets] = operands as [ValueType, ValueType];
    if (logits.shape.length !== 2 || !sameShape(targets.shape, logits.shape.slice(0, 1))) {
      const got = `${formatShape(logits)}, ${formatShape(targets)}`;
      throw new ShapeError(`crossEntropy: wants logits [N, V] and targets [N]: got ${got}`);
    }
    return [valueType('f32', targets.shape, targets.axes)];
  },
};

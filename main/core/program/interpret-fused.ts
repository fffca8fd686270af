import { broadcastPositions, broadcastStrides, positions, type NdArray } from './ndarray.ts';
import type { InterpreterRules } from './interpreter-rule.ts';
import { rowMajorStrides, type Shape } from './shape.ts';

/**
 * Folds every element of x into the element of the result that its kept axes select. Sums are collected in
 * double precision and rounded once.
 */
function reduce(
  x: NdArray,
  axes: readonly number[],
  y: NdArray,
  initial: number,
  fold: (sum: number, value: number) => number,
): void {
  const keptShape: Shape = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const into = positions(x.shape, broadcastStrides(keptShape, x.shape));
  const sums = new Float64Array(y.data.length).fill(initial);
  for (let at = 0; at < into.length; at++) sums[into[at]!] = fold(sums[into[at]!]!, x.data[at]!);
  y.data.set(sums);
}

/** Calls back with the start of each row along the last axis. */
function forEachRow(x: NdArray, visit: (start: number, width: number, row: number) => void): void {
  const width = x.shape.at(-1)!;
  for (let row = 0; row * width < x.data.length; row++) visit(row * width, width, row);
}

function logSumExp(x: NdArray, start: number, width: number): number {
  let max = -Infinity;
  for (let at = start; at < start + width; at++) max = Math.max(max, x.data[at]!);
  let sum = 0;
  for (let at = start; at < start + width; at++) sum += Math.exp(x.data[at]! - max);
  return max + Math.log(sum);
}

/** Reductions, the matrix product and the fused primitives. */
export const fusedRules: Pick<
  InterpreterRules,
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
  reduceSum: ([x], { axes }, [y]) => {
    reduce(x!, axes, y!, 0, (sum, value) => sum + value);
  },
  reduceMax: ([x], { axes }, [y]) => {
    reduce(x!, axes, y!, -Infinity, Math.max);
  },
  reduceSumSquare: ([x], { axes }, [y]) => {
    reduce(x!, axes, y!, 0, (sum, value) => sum + value * value);
  },
  argMax: ([x], _, [y]) => {
    forEachRow(x!, (start, width, row) => {
      let best = 0;
      for (let at = 1; at < width; at++) if (x!.data[start + at]! > x!.data[start + best]!) best = at;
      y!.data[row] = best;
    });
  },
  matmul: ([a, b], { transposeA, transposeB, scale }, [y]) => {
    const [rows, columns] = y!.shape.slice(-2) as [number, number];
    const inner = a!.shape.at(transposeA ? -2 : -1)!;
    const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1];
    const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1];
    const batch = y!.shape.slice(0, -2);
    const matrixStart = (m: NdArray): Int32Array => {
      const matrixSize = m.shape.at(-1)! * m.shape.at(-2)!;
      return broadcastPositions(m.shape.slice(0, -2), batch).map((matrix) => matrix * matrixSize);
    };
    const [startA, startB] = [matrixStart(a!), matrixStart(b!)];
    let at = 0;
    for (let matrix = 0; matrix < startA.length; matrix++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          const [fromA, fromB] = [startA[matrix]! + row * aRow, startB[matrix]! + column * bColumn];
          for (let k = 0; k < inner; k++) sum += a!.data[fromA + k * aInner]! * b!.data[fromB + k * bInner]!;
          y!.data[at++] = scale * sum;
        }
      }
    }
  },
  softmax: ([x], _, [y]) => {
    forEachRow(x!, (start, width) => {
      const total = logSumExp(x!, start, width);
      for (let at = start; at < start + width; at++) y!.data[at] = Math.exp(x!.data[at]! - total);
    });
  },
  layerNorm: ([x, scale, bias], { epsilon }, [y, mean, inverseDeviation]) => {
    forEachRow(x!, (start, width, row) => {
      let sum = 0;
      for (let at = start; at < start + width; at++) sum += x!.data[at]!;
      const center = sum / width;
      let squares = 0;
      for (let at = start; at < start + width; at++) squares += (x!.data[at]! - center) ** 2;
      const inverse = 1 / Math.sqrt(squares / width + epsilon);
      mean!.data[row] = center;
      inverseDeviation!.data[row] = inverse;
      for (let i = 0; i < width; i++) {
        y!.data[start + i] = (x!.data[start + i]! - center) * inverse * scale!.data[i]! + bias!.data[i]!;
      }
    });
  },
  attention: ([query, key, value, mask], { scale }, [y, probabilities]) => {
    const [times, sources, width] = [query!.shape[2]!, key!.shape[2]!, query!.shape[3]!];
    const fromMask = broadcastPositions(mask!.shape, probabilities!.shape);
    forEachRow(probabilities!, (start, _width, row) => {
      const head = Math.floor(row / times) * sources * width;
      for (let source = 0; source < sources; source++) {
        let dot = 0;
        for (let i = 0; i < width; i++) {
          dot += query!.data[row * width + i]! * key!.data[head + source * width + i]!;
        }
        probabilities!.data[start + source] = scale * dot + mask!.data[fromMask[start + source]!]!;
      }
      const total = logSumExp(probabilities!, start, sources);
      for (let source = 0; source < sources; source++) {
        const weight = Math.exp(probabilities!.data[start + source]! - total);
        probabilities!.data[start + source] = weight;
        for (let i = 0; i < width; i++) {
          y!.data[row * width + i]! += weight * value!.data[head + source * width + i]!;
        }
      }
    });
  },
  rotary: ([x, cos, sin, places], _, [y]) => {
    const [, heads, time, width] = x!.shape as [number, number, number, number];
    const half = cos!.shape[1]!;
    const table = rowMajorStrides(cos!.shape)[0]!;
    y!.data.set(x!.data);
    forEachRow(x!, (start, _width, row) => {
      const position = places!.data[Math.floor(row / (heads * time)) * time + (row % time)]!;
      for (let i = 0; i < half && i + half < width; i++) {
        const [c, s] = [cos!.data[position * table + i]!, sin!.data[position * table + i]!];
        const [first, second] = [x!.data[start + i]!, x!.data[start + i + half]!];
        y!.data[start + i] = first * c - second * s;
        y!.data[start + i + half] = second * c + first * s;
      }
    });
  },
  crossEntropy: ([logits, targets], _, [y]) => {
    forEachRow(logits!, (start, width, row) => {
      const target = targets!.data[row]!;
      if (target >= width) {
        throw new RangeError(`crossEntropy: target ${String(target)} is outside 0..${String(width - 1)}`);
      }
      if (target >= 0) y!.data[row] = logSumExp(logits!, start, width) - logits!.data[start + target]!;
    });
  },
};

import type { Program } from '../../../core/program/program.ts';
import { OnnxGraph, type NodeOptions } from './graph.ts';

/**
 * A graph for providers that lack onnxruntime's fused matrix product: it becomes a Gemm, or transposes before a plain
 * product. As it stood, the node would run on the CPU, with its operands copied there and back.
 */
export class PlainGraph extends OnnxGraph {
  private readonly ranks: ReadonlyMap<string, number>;

  constructor(program: Program) {
    super();
    this.ranks = new Map(program.values.map(({ shape }, id) => [this.valueName(id as never), shape.length]));
  }

  override node(opType: string, input: readonly string[], options: NodeOptions = {}): string {
    const [a, b] = input;
    const [rankA, rankB] = [this.ranks.get(a ?? ''), this.ranks.get(b ?? '')];
    // An operand that lowering made on its way has no known rank; its product stays fused and is computed on the CPU.
    if (opType !== 'FusedMatMul' || rankA === undefined || rankB === undefined) {
      return super.node(opType, input, options);
    }
    const { transA, transB, alpha } = options.attributes ?? {};
    const outputs = options.outputs === undefined ? {} : { outputs: options.outputs };
    if (rankA === 2 && rankB === 2) {
      const attributes = { transA: transA ?? 0, transB: transB ?? 0, alpha: alpha ?? { float: 1 } };
      return super.node('Gemm', [a!, b!], { attributes, ...outputs });
    }
    const left = transA === 1 ? this.swapLastAxes(a!, rankA) : a!;
    const right = transB === 1 ? this.swapLastAxes(b!, rankB) : b!;
    const scale = typeof alpha === 'object' && 'float' in alpha ? alpha.float : 1;
    if (scale === 1) return super.node('MatMul', [left, right], outputs);
    return super.node('Mul', [super.node('MatMul', [left, right]), this.scalar(scale, 'f32')], outputs);
  }

  private swapLastAxes(name: string, rank: number): string {
    const perm = Array.from({ length: rank }, (_, axis) => axis);
    [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
    return super.node('Transpose', [name], { attributes: { perm } });
  }
}

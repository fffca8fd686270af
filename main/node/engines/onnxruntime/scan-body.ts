import type { TensorData } from '../../../core/program/program.ts';
import type { Shape } from '../../../core/program/shape.ts';
import { OnnxGraph } from './graph.ts';
import type { elementType } from './proto.ts';

/**
 * The graph inside a Scan. It sees the values around it by their names, so its constants are theirs, and its own names
 * begin with a prefix that makes them differ from all others.
 */
export class ScanBody extends OnnxGraph {
  readonly prefix: string;
  private readonly outer: OnnxGraph;
  private count = 0;

  constructor(outer: OnnxGraph) {
    super(outer);
    this.outer = outer;
    this.prefix = `${outer.freshName()}.`;
  }

  override freshName(): string {
    return `${this.prefix}${String(this.count++)}`;
  }

  override constant(name: string, data: TensorData, shape: Shape, dtype: keyof typeof elementType): string {
    return this.outer.constant(name, data, shape, dtype);
  }

  override integers(values: readonly number[]): string {
    return this.outer.integers(values);
  }

  override scalar(value: number, dtype: 'f32' | 'i32'): string {
    return this.outer.scalar(value, dtype);
  }
}

import type { TensorData, ValueId } from '../../../core/program/program.ts';
import { elementCount, type Shape, type ValueType } from '../../../core/program/shape.ts';
import {
  elementType,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type TensorTypeProto,
  type ValueInfoProto,
} from './proto.ts';

/** A number is a float where it says so, otherwise an integer. */
export type NodeAttribute =
  number | { readonly float: number } | { readonly graph: GraphProto } | string | readonly number[];

export type NodeOptions = {
  readonly domain?: 'com.microsoft';
  readonly attributes?: Readonly<Record<string, NodeAttribute>>;
  /** Names for the results; without it one fresh name is made. */
  readonly outputs?: readonly string[];
};

const text = new TextEncoder();

/** An ONNX graph under construction. Values of the program are named `v<id>`; what lowering adds is named `t<n>`. */
export class OnnxGraph {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers = new Map<string, TensorProto>();
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: ValueInfoProto[] = [];
  private fresh = 0;
  /** Whether every kernel will run on one thread. */
  readonly serial: boolean;

  constructor({ serial = false }: { readonly serial?: boolean } = {}) {
    this.serial = serial;
  }

  valueName(id: ValueId): string {
    return `v${String(id)}`;
  }

  /** Appends a node and returns the name of its first result. */
  node(opType: string, input: readonly string[], options: NodeOptions = {}): string {
    const output = options.outputs ?? [this.freshName()];
    const attribute = Object.entries(options.attributes ?? {}).map(([name, value]) =>
      encodeAttribute(name, value),
    );
    const name = `${opType}_${String(this.nodes.length)}`;
    this.nodes.push({
      name,
      opType,
      domain: options.domain ?? '',
      input: [...input],
      output: [...output],
      attribute,
    });
    return output[0]!;
  }

  /** A name that no other value of the graph has. */
  freshName(): string {
    return `t${String(this.fresh++)}`;
  }

  /** A constant of the program's dtypes under a name of the caller's. */
  constant(name: string, data: TensorData, shape: Shape, dtype: keyof typeof elementType): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.set(name, { name, dims: [...shape], dataType: elementType[dtype], rawData });
    return name;
  }

  /** A 1-D constant of 64-bit integers, as ONNX wants for shapes and axes; equal ones are stored once. */
  integers(values: readonly number[]): string {
    const name = `i64_${values.join('_')}`;
    if (!this.initializers.has(name)) {
      const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      this.initializers.set(name, { name, dims: [values.length], dataType: elementType.i64, rawData });
    }
    return name;
  }

  /** A scalar constant; equal ones are stored once. */
  scalar(value: number, dtype: 'f32' | 'i32'): string {
    const name = `${dtype}_${String(value)}`;
    if (this.initializers.has(name)) return name;
    return this.constant(name, dtype === 'f32' ? Float32Array.of(value) : Int32Array.of(value), [], dtype);
  }

  input(name: string, type: ValueType): void {
    this.inputs.push(valueInfo(name, type));
  }

  /** Declares result `name` of the graph; results have names of their own, for two may be the same value. */
  output(name: string, type: ValueType): void {
    this.outputs.push(valueInfo(name, type));
  }

  /** Declares result `name` of the graph, a sequence of tensors of this type. */
  sequenceOutput(name: string, type: ValueType): void {
    this.outputs.push({ name, type: { sequenceType: { elemType: tensorType(type) } } });
  }

  finish(name: string): GraphProto {
    const initializer = [...this.initializers.values()];
    return { name, node: this.nodes, initializer, input: this.inputs, output: this.outputs };
  }
}

function valueInfo(name: string, type: ValueType): ValueInfoProto {
  return { name, type: tensorType(type) };
}

function tensorType({ dtype, shape }: ValueType): TensorTypeProto {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { tensorType: { elemType: elementType[dtype], shape: { dim } } };
}

function encodeAttribute(name: string, value: NodeAttribute): AttributeProto {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: text.encode(value) };
  if ('graph' in value) return { name, type: 5, g: value.graph };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: [...value] };
}

/** Row-major i32 values of `iota`. */
export function iotaData(shape: Shape, axis: number): Int32Array {
  const inner = elementCount(shape.slice(axis + 1));
  return Int32Array.from({ length: elementCount(shape) }, (_, at) => Math.floor(at / inner) % shape[axis]!);
}

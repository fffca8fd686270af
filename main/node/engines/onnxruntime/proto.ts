import protobuf from 'protobufjs/light.js';

/**
 * The part of ONNX's protobuf schema (onnx.proto, IR version 9) that a tensor program needs. Field numbers are
 * ONNX's own; everything left out is optional there.
 */
const schema = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: { id: 1, type: 'int64' },
        producerName: { id: 2, type: 'string' },
        graph: { id: 7, type: 'GraphProto' },
        opsetImport: { id: 8, type: 'OperatorSetIdProto', rule: 'repeated' },
        metadataProps: { id: 14, type: 'StringStringEntryProto', rule: 'repeated' },
      },
    },
    StringStringEntryProto: { fields: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } } },
    OperatorSetIdProto: { fields: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } } },
    GraphProto: {
      fields: {
        node: { id: 1, type: 'NodeProto', rule: 'repeated' },
        name: { id: 2, type: 'string' },
        initializer: { id: 5, type: 'TensorProto', rule: 'repeated' },
        input: { id: 11, type: 'ValueInfoProto', rule: 'repeated' },
        output: { id: 12, type: 'ValueInfoProto', rule: 'repeated' },
      },
    },
    NodeProto: {
      fields: {
        input: { id: 1, type: 'string', rule: 'repeated' },
        output: { id: 2, type: 'string', rule: 'repeated' },
        name: { id: 3, type: 'string' },
        opType: { id: 4, type: 'string' },
        attribute: { id: 5, type: 'AttributeProto', rule: 'repeated' },
        domain: { id: 7, type: 'string' },
      },
    },
    AttributeProto: {
      fields: {
        name: { id: 1, type: 'string' },
        f: { id: 2, type: 'float' },
        g: { id: 6, type: 'GraphProto' },
        i: { id: 3, type: 'int64' },
        s: { id: 4, type: 'bytes' },
        t: { id: 5, type: 'TensorProto' },
        ints: { id: 8, type: 'int64', rule: 'repeated' },
        strings: { id: 9, type: 'bytes', rule: 'repeated' },
        type: { id: 20, type: 'int32' },
      },
    },
    TensorProto: {
      fields: {
        dims: { id: 1, type: 'int64', rule: 'repeated' },
        dataType: { id: 2, type: 'int32' },
        name: { id: 8, type: 'string' },
        rawData: { id: 9, type: 'bytes' },
      },
    },
    ValueInfoProto: { fields: { name: { id: 1, type: 'string' }, type: { id: 2, type: 'TypeProto' } } },
    TypeProto: {
      fields: {
        tensorType: { id: 1, type: 'TensorTypeProto' },
        sequenceType: { id: 4, type: 'SequenceTypeProto' },
      },
    },
    SequenceTypeProto: { fields: { elemType: { id: 1, type: 'TypeProto' } } },
    TensorTypeProto: {
      fields: { elemType: { id: 1, type: 'int32' }, shape: { id: 2, type: 'TensorShapeProto' } },
    },
    TensorShapeProto: { fields: { dim: { id: 1, type: 'DimensionProto', rule: 'repeated' } } },
    DimensionProto: { fields: { dimValue: { id: 1, type: 'int64' }, dimParam: { id: 2, type: 'string' } } },
  },
});

const modelType = schema.lookupType('ModelProto');

/**
 * `TensorProto.DataType` of ONNX for the dtypes in use; 64-bit integers only ever carry shapes and indices, 64-bit floats
 * only the numbers of a forest.
 */
export const elementType = { f32: 1, i32: 6, i64: 7, bool: 9, f64: 11 } as const;

export type AttributeProto = {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  ints?: number[];
  strings?: Uint8Array[];
};
export type NodeProto = {
  name: string;
  opType: string;
  domain: string;
  input: string[];
  output: string[];
  attribute: AttributeProto[];
};
export type TensorProto = { name: string; dims: number[]; dataType: number; rawData: Uint8Array };
/** An axis of a known extent, or a named one of any. */
type DimensionProto = { dimValue: number } | { dimParam: string };
export type TensorTypeProto = { tensorType: { elemType: number; shape: { dim: DimensionProto[] } } };
export type ValueInfoProto = {
  name: string;
  type: TensorTypeProto | { sequenceType: { elemType: TensorTypeProto } };
};
export type GraphProto = {
  name: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
};

/** ONNX's operator set: 20 is the first with Gelu; `com.microsoft` holds onnxruntime's own fused kernels. */
const opsets = [
  { domain: '', version: 20 },
  { domain: 'com.microsoft', version: 1 },
];

export type ModelOptions = {
  /** Operator sets that the graph's nodes are from, where they are others. */
  readonly opsets?: readonly { readonly domain: string; readonly version: number }[];
  /** What a reader should know of the model. */
  readonly metadata?: Readonly<Record<string, string>>;
};

/** The bytes of an ONNX model holding this graph. */
export function encodeModel(graph: GraphProto, options: ModelOptions = {}): Uint8Array {
  const metadataProps = Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value }));
  const opsetImport = options.opsets ?? opsets;
  const message = { irVersion: 9, producerName: 'hornbook', graph, opsetImport, metadataProps };
  return modelType.encode(modelType.fromObject(message)).finish();
}

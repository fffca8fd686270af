import type { RandomForest } from '../../core/corpus/random-forest.ts';
import { qualityOfLabel } from '../../core/corpus/quality.ts';
import type {
  AttributeProto,
  GraphProto,
  TensorProto,
  ValueInfoProto,
} from '../engines/onnxruntime/proto.ts';
import { elementType, encodeModel } from '../engines/onnxruntime/proto.ts';

/** Names of the model's input [R, F] f64 and output [R, 2] f32 (quality, probability of being worthwhile). */
export const FOREST_INPUT = 'features';
export const FOREST_OUTPUT = 'scores';

/** `AttributeProto.AttributeType` of ONNX. */
const attributeType = { int: 2, string: 3, tensor: 4, ints: 7, strings: 8 } as const;

const utf8 = new TextEncoder();

/**
 * A quality forest as an ONNX model of one `TreeEnsembleRegressor` (ai.onnx.ml 3). Thresholds and leaves are doubles, as
 * they were learnt, so that every row falls into the same leaves here as there; only the result is rounded to f32.
 *
 * @param featureNames the columns of the input; they are kept in the model's metadata, as a JSON list
 */
export function encodeForest(forest: RandomForest, featureNames: readonly string[]): Uint8Array {
  const nodes = {
    treeids: [] as number[],
    nodeids: [] as number[],
    featureids: [] as number[],
    truenodeids: [] as number[],
    falsenodeids: [] as number[],
  };
  const modes: string[] = [];
  const thresholds: number[] = [];
  const targets = { treeids: [] as number[], nodeids: [] as number[], ids: [] as number[] };
  const weights: number[] = [];
  forest.trees.forEach((tree, treeId) => {
    tree.feature.forEach((feature, node) => {
      const isLeaf = feature < 0;
      nodes.treeids.push(treeId);
      nodes.nodeids.push(node);
      nodes.featureids.push(isLeaf ? 0 : feature);
      nodes.truenodeids.push(isLeaf ? 0 : tree.left[node]!);
      nodes.falsenodeids.push(isLeaf ? 0 : tree.left[node]! + 1);
      modes.push(isLeaf ? 'LEAF' : 'BRANCH_LEQ');
      thresholds.push(isLeaf ? 0 : tree.threshold[node]!);
      if (!isLeaf) return;
      [qualityOfLabel(tree.value[node]!), tree.share?.[node] ?? 0].forEach((weight, target) => {
        targets.treeids.push(treeId);
        targets.nodeids.push(node);
        targets.ids.push(target);
        weights.push(weight);
      });
    });
  });
  const attribute: AttributeProto[] = [
    ...Object.entries(nodes).map(([name, values]) => ints(`nodes_${name}`, values)),
    { name: 'nodes_modes', type: attributeType.strings, strings: modes.map((mode) => utf8.encode(mode)) },
    doubles('nodes_values_as_tensor', thresholds),
    ...Object.entries(targets).map(([name, values]) => ints(`target_${name}`, values)),
    doubles('target_weights_as_tensor', weights),
    { name: 'n_targets', type: attributeType.int, i: 2 },
    { name: 'aggregate_function', type: attributeType.string, s: utf8.encode('AVERAGE') },
    { name: 'post_transform', type: attributeType.string, s: utf8.encode('NONE') },
  ];
  const graph: GraphProto = {
    name: 'quality',
    node: [
      {
        name: 'forest',
        opType: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        input: [FOREST_INPUT],
        output: [FOREST_OUTPUT],
        attribute,
      },
    ],
    initializer: [],
    input: [port(FOREST_INPUT, elementType.f64, forest.features)],
    output: [port(FOREST_OUTPUT, elementType.f32, 2)],
  };
  return encodeModel(graph, {
    opsets: [
      { domain: '', version: 20 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
    metadata: {
      features: JSON.stringify(featureNames),
      outputs: JSON.stringify(['quality', 'probability of being worthwhile']),
    },
  });
}

const ints = (name: string, values: number[]): AttributeProto => ({
  name,
  type: attributeType.ints,
  ints: values,
});

function doubles(name: string, values: readonly number[]): AttributeProto {
  const t: TensorProto = {
    name,
    dims: [values.length],
    dataType: elementType.f64,
    rawData: new Uint8Array(Float64Array.from(values).buffer),
  };
  return { name, type: attributeType.tensor, t };
}

/** [R, width], R of any extent. */
function port(name: string, elemType: number, width: number): ValueInfoProto {
  return {
    name,
    type: { tensorType: { elemType, shape: { dim: [{ dimParam: 'R' }, { dimValue: width }] } } },
  };
}

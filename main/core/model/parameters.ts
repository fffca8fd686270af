import type { Builder, Value } from '../program/builder.ts';
import { elementCount, type Shape } from '../program/shape.ts';
import type { Random } from '../training/random.ts';
import type { ModelConfig } from './config.ts';

/** One weight tensor: its name and shape are those that Hugging Face's `PhiForCausalLM` stores. */
export type ParameterSpec = {
  readonly name: string;
  readonly shape: Shape;
  readonly axes: readonly string[];
  readonly initial: 'normal' | 'zeros' | 'ones';
};

/**
 * Every parameter of the model, in the one order that programs, checkpoints and optimiser states share.
 * Linear weights are [out, in], so a layer computes x·Wᵀ + b.
 */
export function parameterSpecs(config: ModelConfig): ParameterSpec[] {
  const { vocabulary: V, width: d, feedForward: F, layers } = config;
  const linear = (name: string, out: number, into: number, axes: [string, string]): ParameterSpec[] => [
    { name: `${name}.weight`, shape: [out, into], axes, initial: 'normal' },
    { name: `${name}.bias`, shape: [out], axes: axes.slice(0, 1), initial: 'zeros' },
  ];
  const norm = (name: string): ParameterSpec[] => [
    { name: `${name}.weight`, shape: [d], axes: ['d'], initial: 'ones' },
    { name: `${name}.bias`, shape: [d], axes: ['d'], initial: 'zeros' },
  ];
  const layer = (index: number): ParameterSpec[] => {
    const prefix = `model.layers.${String(index)}`;
    return [
      ...norm(`${prefix}.input_layernorm`),
      ...['q_proj', 'k_proj', 'v_proj', 'dense'].flatMap((name) =>
        linear(`${prefix}.self_attn.${name}`, d, d, ['d', 'd']),
      ),
      ...linear(`${prefix}.mlp.fc1`, F, d, ['F', 'd']),
      ...linear(`${prefix}.mlp.fc2`, d, F, ['d', 'F']),
    ];
  };
  return [
    { name: 'model.embed_tokens.weight', shape: [V, d], axes: ['V', 'd'], initial: 'normal' },
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    ...norm('model.final_layernorm'),
    ...linear('lm_head', V, d, ['V', 'd']),
  ];
}

/** Number of trained numbers in the model. */
export function parameterCount(config: ModelConfig): number {
  return parameterSpecs(config).reduce((sum, spec) => sum + elementCount(spec.shape), 0);
}

/**
 * Initial values in the order of `parameterSpecs`, one tensor at a time: normal with the configuration's deviation for
 * matrices, 0 for biases, 1 for LayerNorm scales, as `PhiPreTrainedModel` initialises. All come in the same storage, so
 * each is valid until the next is asked for.
 */
export function* freshParameters(config: ModelConfig, random: Random): Generator<Float32Array> {
  const storage = new Float32Array(largestTensor(config));
  for (const { shape, initial } of parameterSpecs(config)) {
    const data = storage.subarray(0, elementCount(shape)).fill(initial === 'ones' ? 1 : 0);
    if (initial === 'normal') {
      for (let at = 0; at < data.length; at++) data[at] = config.initialDeviation * random.normal();
    }
    yield data;
  }
}

/** All of `freshParameters` at once. */
export function initialParameters(config: ModelConfig, random: Random): Float32Array[] {
  return Array.from(freshParameters(config, random), (data) => data.slice());
}

/** Elements of the largest parameter. */
export function largestTensor(config: ModelConfig): number {
  return Math.max(...parameterSpecs(config).map(({ shape }) => elementCount(shape)));
}

/** The parameters as values of a program, by name. */
export type Parameters = ReadonlyMap<string, Value>;

/** Declares one program input for each parameter, in the order of `parameterSpecs`. */
export function declareParameters(b: Builder, config: ModelConfig): Parameters {
  return new Map(
    parameterSpecs(config).map(({ name, shape, axes }) => [name, b.input(name, 'f32', shape, axes)]),
  );
}

/** One parameter. Throws when the model has none of that name. */
export function parameter(parameters: Parameters, name: string): Value {
  const value = parameters.get(name);
  if (!value) throw new Error(`The model has no parameter named ${name}.`);
  return value;
}

/** x·Wᵀ + b of the linear layer `name`: [N, in] → [N, out]. */
export function linear(b: Builder, parameters: Parameters, name: string, x: Value): Value {
  const product = b.matmul(x, parameter(parameters, `${name}.weight`), { transposeB: true });
  return b.add(product, parameter(parameters, `${name}.bias`));
}

/** The LayerNorm `name` over the last axis. */
export function norm(b: Builder, parameters: Parameters, name: string, x: Value, epsilon: number): Value {
  return b.layerNorm(
    x,
    parameter(parameters, `${name}.weight`),
    parameter(parameters, `${name}.bias`),
    epsilon,
  );
}

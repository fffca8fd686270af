import { describe, expect, test } from 'vitest';
import { configProblem, presets } from '../../../main/core/model/config.ts';
import { initialParameters, parameterCount, parameterSpecs } from '../../../main/core/model/parameters.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import { tinyConfig } from './phi.ts';

test('phi-1 has the 1,418,270,720 parameters of the published checkpoint, and the presets their stated sizes', () => {
  expect(parameterCount(presets['phi-1'])).toBe(1_418_270_720);
  expect(parameterCount(presets.small) / 350e6).toBeCloseTo(1, 1);
  expect(parameterCount(presets.mini) / 25e6).toBeCloseTo(1, 0);
  expect(parameterCount(presets.micro)).toBe(5_261_312);
  expect(parameterCount(presets.nano)).toBe(923_904);
});

test('parameters have the names, order and shapes of PhiForCausalLM', () => {
  const specs = parameterSpecs({ ...tinyConfig, layers: 1 });
  expect(specs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`)).toEqual([
    'model.embed_tokens.weight [11, 8]',
    'model.layers.0.input_layernorm.weight [8]',
    'model.layers.0.input_layernorm.bias [8]',
    'model.layers.0.self_attn.q_proj.weight [8, 8]',
    'model.layers.0.self_attn.q_proj.bias [8]',
    'model.layers.0.self_attn.k_proj.weight [8, 8]',
    'model.layers.0.self_attn.k_proj.bias [8]',
    'model.layers.0.self_attn.v_proj.weight [8, 8]',
    'model.layers.0.self_attn.v_proj.bias [8]',
    'model.layers.0.self_attn.dense.weight [8, 8]',
    'model.layers.0.self_attn.dense.bias [8]',
    'model.layers.0.mlp.fc1.weight [16, 8]',
    'model.layers.0.mlp.fc1.bias [16]',
    'model.layers.0.mlp.fc2.weight [8, 16]',
    'model.layers.0.mlp.fc2.bias [8]',
    'model.final_layernorm.weight [8]',
    'model.final_layernorm.bias [8]',
    'lm_head.weight [11, 8]',
    'lm_head.bias [11]',
  ]);
});

describe('initial values', () => {
  const config = presets.nano;
  const specs = parameterSpecs(config);
  const values = initialParameters(config, seededRandom(5));

  test('are normal with deviation 0.02 for matrices, 0 for biases and 1 for LayerNorm scales', () => {
    for (const [index, { name, shape }] of specs.entries()) {
      const data = values[index]!;
      if (shape.length === 2) {
        const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
        const deviation = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length);
        expect(Math.abs(mean), name).toBeLessThan(0.001);
        expect(Math.abs(deviation - 0.02), name).toBeLessThan(0.0006);
      } else {
        const expected = name.includes('layernorm.weight') ? 1 : 0;
        expect(
          data.every((x) => x === expected),
          name,
        ).toBe(true);
      }
    }
  });

  test('are the same for the same seed and differ for another', () => {
    expect(initialParameters(config, seededRandom(5))).toEqual(values);
    expect(initialParameters(config, seededRandom(6))[0]).not.toEqual(values[0]);
  });
});

test('a configuration that cannot be built says why in one sentence', () => {
  expect(configProblem(tinyConfig)).toBeUndefined();
  for (const preset of Object.values(presets)) expect(configProblem(preset)).toBeUndefined();
  expect(configProblem({ ...tinyConfig, heads: 3 })).toBe(
    'Width 8 does not divide into 3 heads; choose a multiple of the heads.',
  );
  expect(configProblem({ ...tinyConfig, layers: 1.5 })).toContain('layers is 1.5');
  expect(configProblem({ ...tinyConfig, heads: 4 })).toContain('must be an even number');
});

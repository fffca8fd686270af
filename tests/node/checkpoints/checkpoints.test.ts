import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parameterSpecs } from '../../../main/core/model/parameters.ts';
import type { TensorStream } from '../../../main/core/training/compiled-steps.ts';
import { parsePhiConfig, phiConfigJson } from '../../../main/node/checkpoints/phi-config.ts';
import {
  findCheckpoint,
  hashFile,
  openCheckpoint,
  readTrainer,
  readWeights,
} from '../../../main/node/checkpoints/read-checkpoint.ts';
import {
  bestCheckpoint,
  checkpointName,
  latestCheckpoint,
  listCheckpoints,
  pruneCheckpoints,
} from '../../../main/node/checkpoints/retention.ts';
import { writeSafetensors } from '../../../main/node/checkpoints/safetensors.ts';
import { writeCheckpoint } from '../../../main/node/checkpoints/write-checkpoint.ts';
import { config, tinyContents } from './tiny-checkpoint.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (step: number, heldOutLoss: number | null = null) =>
  writeCheckpoint(join(folder, checkpointName(step)), tinyContents(step, heldOutLoss));
const steps = async (): Promise<number[]> => (await listCheckpoints(folder)).map(({ state }) => state.step);

async function collected(tensors: TensorStream): Promise<Float32Array[]> {
  const list: Float32Array[] = [];
  for await (const tensor of tensors) list.push(tensor);
  return list;
}

describe('a checkpoint', () => {
  it('has the files of a phi directory and gives back every bit', async () => {
    const contents = tinyContents(7);
    const state = await write(7);
    const path = join(folder, checkpointName(7));
    expect((await readdir(path, { recursive: true })).sort()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'trainer',
      join('trainer', 'moments.safetensors'),
      join('trainer', 'state.json'),
    ]);
    const checkpoint = await openCheckpoint(path);
    expect(checkpoint).toMatchObject({ config, endOfText: contents.tokenizer.endOfText });
    const read = await readTrainer(checkpoint);
    const { parameters, moments } = read;
    expect(await collected(parameters)).toEqual(contents.tensors.parameters);
    expect(await collected(moments.first)).toEqual(contents.tensors.first);
    expect(await collected(moments.second)).toEqual(contents.tensors.second);
    expect(read.state).toEqual(state);
    expect(state.weights.sha256).toBe(await hashFile(join(path, 'model.safetensors')));
    expect(await readFile(checkpoint.tokenizerPath!, 'utf8')).toBe(contents.tokenizer.text);
  });

  it('is refused when its bytes are not those that were written', async () => {
    await write(7);
    const path = join(folder, checkpointName(7));
    const weights = join(path, 'model.safetensors');
    const bytes = await readFile(weights);
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(weights, bytes);
    await expect(readTrainer(await openCheckpoint(path))).rejects.toThrow(
      /model.safetensors is not what was written/,
    );
  });

  it('may be split over files that an index lists', async () => {
    await write(1);
    const path = join(folder, checkpointName(1));
    const { parameters } = tinyContents(1).tensors;
    const tensors = parameterSpecs(config).map(({ name, shape }, at) => ({
      name,
      shape,
      data: parameters[at]!,
    }));
    const files = { 'a.safetensors': tensors.slice(0, 9), 'b.safetensors': tensors.slice(9) };
    const map: Record<string, string> = {};
    for (const [file, part] of Object.entries(files)) {
      await writeSafetensors(join(path, file), part);
      for (const { name } of part) map[name] = file;
    }
    await rm(join(path, 'model.safetensors'));
    const index = join(path, 'model.safetensors.index.json');
    await writeFile(index, JSON.stringify({ weight_map: map }));
    expect(await readWeights(await openCheckpoint(path))).toEqual(parameters);
    await writeFile(index, JSON.stringify({ weight_map: { x: '../b.safetensors' } }));
    await expect(readWeights(await openCheckpoint(path))).rejects.toThrow(
      /index.json is not what is expected/,
    );
    delete map['lm_head.bias'];
    await writeFile(index, JSON.stringify({ weight_map: map }));
    await expect(readWeights(await openCheckpoint(path))).rejects.toThrow(/does not list lm_head.bias/);
  });

  it('whose tensors have other shapes than its configuration says is refused', async () => {
    await write(1);
    const path = join(folder, checkpointName(1));
    await writeFile(
      join(path, 'config.json'),
      JSON.stringify(phiConfigJson({ ...config, feedForward: 64 }, { endOfText: 0 })),
    );
    await expect(readWeights(await openCheckpoint(path))).rejects.toThrow(
      /mlp.fc1.weight in .* has shape \[48, 32\], but the configuration asks for \[64, 32\]/,
    );
  });
});

describe('the checkpoints of a run', () => {
  it('are found by step, whatever else is in the folder', async () => {
    for (const step of [30, 5, 100]) await write(step);
    await mkdir(join(folder, 'notes'));
    expect(await steps()).toEqual([5, 30, 100]);
    expect((await latestCheckpoint(folder))!.state.step).toBe(100);
    expect(await listCheckpoints(join(folder, 'none'))).toEqual([]);
  });

  it('do not count while they are half written, in any way a kill can leave them', async () => {
    await write(10);
    const whole = join(folder, checkpointName(10));
    const broken = async (step: number, damage: (path: string) => Promise<unknown>): Promise<void> => {
      const path = join(folder, checkpointName(step));
      await cp(whole, path, { recursive: true });
      await damage(path);
    };
    await broken(20, (path) => rm(join(path, 'trainer', 'state.json')));
    await broken(21, (path) => truncate(join(path, 'trainer', 'state.json'), 40));
    await broken(22, (path) => truncate(join(path, 'model.safetensors'), 1000));
    await broken(23, (path) => appendFile(join(path, 'trainer', 'moments.safetensors'), 'x'));
    await broken(24, (path) => rm(join(path, 'config.json')));
    await cp(whole, join(folder, `.partial-${checkpointName(25)}`), { recursive: true });
    expect(await steps()).toEqual([10]);
    expect(await findCheckpoint(folder)).toBe(whole);
  });

  it('are pruned to the last ones and the best', async () => {
    const losses = [3, 1.5, 2, null, 2.5, 1.7];
    for (const [index, loss] of losses.entries()) await write(index + 1, loss);
    expect(bestCheckpoint(await listCheckpoints(folder))!.state.step).toBe(2);
    await pruneCheckpoints(folder, 2);
    expect(await readdir(folder)).toEqual([2, 5, 6].map(checkpointName));
    await pruneCheckpoints(folder, 0);
    expect(await steps()).toEqual([2, 6]);
  });

  it('are kept at the end of each phase, and compared only within the last one', async () => {
    const losses: Record<number, number> = { 3: 0.5, 4: 0.6, 5: 2, 6: 3, 7: 4 };
    for (const [step, loss] of Object.entries(losses)) {
      const contents = tinyContents(Number(step), loss);
      const [phase] = contents.state.plan.phases;
      const phases = [4, 96].map((count) => ({ ...phase!, steps: count }));
      const state = { ...contents.state, plan: { seed: 1, phases } };
      await writeCheckpoint(join(folder, checkpointName(Number(step))), { ...contents, state });
    }
    expect(bestCheckpoint(await listCheckpoints(folder))!.state.step).toBe(5);
    await pruneCheckpoints(folder, 1);
    expect(await steps()).toEqual([4, 5, 7]);
  });

  it('are found from the folder of the run', async () => {
    await write(4);
    await mkdir(join(folder, 'run', 'checkpoints'), { recursive: true });
    await rename(join(folder, checkpointName(4)), join(folder, 'run', 'checkpoints', checkpointName(4)));
    expect((await openCheckpoint(join(folder, 'run'))).path).toBe(
      join(folder, 'run', 'checkpoints', checkpointName(4)),
    );
    await expect(openCheckpoint(join(folder, 'nowhere'))).rejects.toThrow(/There is no folder .*nowhere/);
    await expect(openCheckpoint(folder)).rejects.toThrow(/holds no finished checkpoint/);
  });
});

describe('config.json', () => {
  const written = phiConfigJson(config, { endOfText: 3 });

  it('round-trips, and is read in the form of transformers 5 too', () => {
    expect(parsePhiConfig(JSON.parse(JSON.stringify(written)), 'x')).toEqual({ config, endOfText: 3 });
    const { partial_rotary_factor: share, rope_theta: theta, rope_scaling: _, ...five } = written;
    const parameters = { partial_rotary_factor: share, rope_theta: theta, rope_type: 'default' };
    expect(_).toBeNull();
    expect(parsePhiConfig({ ...five, rope_parameters: parameters }, 'x').config).toEqual(config);
  });

  it('says what phi-1 says', () => {
    expect(written).toMatchObject({
      architectures: ['PhiForCausalLM'],
      model_type: 'phi',
      hidden_act: 'gelu_new',
      partial_rotary_factor: 0.5,
      rope_theta: 10_000,
      layer_norm_eps: 1e-5,
      tie_word_embeddings: false,
      qk_layernorm: false,
      torch_dtype: 'float32',
    });
  });

  it.each([
    [{ model_type: 'llama' }, /model type "llama"/],
    [{ hidden_act: 'silu' }, /activation "silu"/],
    [{ num_key_value_heads: 1 }, /shared key and value heads/],
    [{ qk_layernorm: true }, /LayerNorm on queries/],
    [{ tie_word_embeddings: true }, /tied embeddings/],
    [{ rope_scaling: { type: 'linear' } }, /scaled rotary/],
    [{ hidden_size: 33 }, /does not divide into 2 heads/],
    [{ vocab_size: -1 }, /at vocab_size/],
  ])('with %o is refused in one sentence', (change, message) => {
    expect(() => parsePhiConfig({ ...written, ...change }, 'config.json')).toThrow(message);
  });
});

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { ModelConfig } from '../../core/model/config.ts';
import { parameterSpecs } from '../../core/model/parameters.ts';
import type { ParameterSpec } from '../../core/model/parameters.ts';
import type { Moments } from '../../core/training/compiled-steps.ts';
import { parsePhiConfig } from './phi-config.ts';
import { readChecked, readTrainerState } from './read-state.ts';
import { latestCheckpoint } from './retention.ts';
import { openSafetensors } from './safetensors.ts';
import type { SafetensorsFile } from './safetensors.ts';
import type { TrainerState } from './trainer-state.ts';

/** A phi directory that is known to be there and whose configuration was read. */
export type OpenCheckpoint = {
  readonly path: string;
  readonly config: ModelConfig;
  readonly endOfText: number | null;
  /** Present where a tokenizer travels with the weights. */
  readonly tokenizerPath: string | null;
};

/** The folder to read: `path` itself, or the latest checkpoint where `path` is the folder of a run. */
export async function findCheckpoint(path: string): Promise<string> {
  const names = await readdir(path).catch(() => null);
  if (names === null)
    throw new Failure('missing-model', `There is no folder ${path}; give the folder of a model or of a run.`);
  if (names.includes('config.json')) return path;
  const latest = await latestCheckpoint(names.includes('checkpoints') ? join(path, 'checkpoints') : path);
  if (latest === undefined) {
    throw new Failure(
      'missing-model',
      `${path} holds no finished checkpoint; give the folder of a model or of a run.`,
    );
  }
  return latest.path;
}

/** Opens a checkpoint, a run's latest one, or a public phi checkpoint. Weights are not read yet. */
export async function openCheckpoint(path: string): Promise<OpenCheckpoint> {
  const folder = await findCheckpoint(path);
  const configPath = join(folder, 'config.json');
  const { config, endOfText } = parsePhiConfig(
    await readChecked(configPath, z.unknown(), 'bad-config'),
    configPath,
  );
  const tokenizerPath = join(folder, 'tokenizer.json');
  const hasTokenizer = await stat(tokenizerPath).then(
    (found) => found.isFile(),
    () => false,
  );
  return { path: folder, config, endOfText, tokenizerPath: hasTokenizer ? tokenizerPath : null };
}

const indexSchema = z.object({
  weight_map: z.record(z.string(), z.string().regex(/^[\w.-]+\.safetensors$/)),
});

/**
 * The weights in the order of `parameterSpecs`, widened to F32, one tensor at a time. A checkpoint in several files is
 * read by its index.
 */
export async function* streamWeights({ path, config }: OpenCheckpoint): AsyncGenerator<Float32Array> {
  const specs = parameterSpecs(config);
  const indexPath = join(path, 'model.safetensors.index.json');
  const sharded = await stat(indexPath).then(
    () => true,
    () => false,
  );
  if (!sharded) {
    yield* streamFile(join(path, 'model.safetensors'), specs, '');
    return;
  }
  const index = await readChecked(indexPath, indexSchema, 'bad-checkpoint');
  const files = new Map<string, SafetensorsFile>();
  try {
    for (const spec of specs) {
      const name = index.weight_map[spec.name];
      if (name === undefined) {
        throw new Failure(
          'missing-tensor',
          `${indexPath} does not list ${spec.name}; the checkpoint is not whole.`,
        );
      }
      const file = files.get(name) ?? (await openSafetensors(join(path, name)));
      files.set(name, file);
      yield await readTensor(file, spec, '');
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
}

/** All of `streamWeights` at once. */
export async function readWeights(checkpoint: OpenCheckpoint): Promise<Float32Array[]> {
  const weights: Float32Array[] = [];
  for await (const tensor of streamWeights(checkpoint)) weights.push(tensor);
  return weights;
}

/**
 * Everything a run needs to go on, after checking the weights and moments against the hashes that were recorded
 * when they were written. Tensors are read as they are asked for.
 */
export async function readTrainer(checkpoint: OpenCheckpoint): Promise<{
  readonly state: TrainerState;
  readonly parameters: AsyncGenerator<Float32Array>;
  readonly moments: Moments;
}> {
  const { path, config } = checkpoint;
  const state = await readTrainerState(path);
  await requireHash(join(path, 'model.safetensors'), state.weights.sha256);
  const momentsPath = join(path, 'trainer', 'moments.safetensors');
  await requireHash(momentsPath, state.moments.sha256);
  const specs = parameterSpecs(config);
  return {
    state,
    parameters: streamWeights(checkpoint),
    moments: {
      first: streamFile(momentsPath, specs, 'first.'),
      second: streamFile(momentsPath, specs, 'second.'),
    },
  };
}

async function* streamFile(
  path: string,
  specs: readonly ParameterSpec[],
  prefix: string,
): AsyncGenerator<Float32Array> {
  const file = await openSafetensors(path);
  try {
    for (const spec of specs) yield await readTensor(file, spec, prefix);
  } finally {
    await file.close();
  }
}

async function readTensor(file: SafetensorsFile, spec: ParameterSpec, prefix: string): Promise<Float32Array> {
  const name = prefix + spec.name;
  const data = await file.readFloats(name);
  const shape = file.find(name)!.shape;
  if (shape.length !== spec.shape.length || shape.some((size, axis) => size !== spec.shape[axis])) {
    throw new Failure(
      'wrong-shape',
      `Tensor ${name} in ${file.path} has shape [${shape.join(', ')}], but the configuration asks for [${spec.shape.join(', ')}].`,
    );
  }
  return data;
}

/** SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function requireHash(path: string, expected: string): Promise<void> {
  if ((await hashFile(path)) !== expected) {
    throw new Failure(
      'damaged-checkpoint',
      `${path} is not what was written (its SHA-256 differs); remove this checkpoint and resume from an older one.`,
    );
  }
}

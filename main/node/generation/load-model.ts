import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { CodeModel } from '../../core/generation/generate.ts';
import { LanguageModel } from '../../core/generation/language-model.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import type { Engine } from '../../core/training/engine.ts';
import { hashFile, openCheckpoint, readWeights } from '../checkpoints/read-checkpoint.ts';
import type { OpenCheckpoint } from '../checkpoints/read-checkpoint.ts';
import { defaultEngine, openEngine, type EngineName } from '../engines/open-engine.ts';

/**
 * A step of generation is some two hundred operations of a tenth of a millisecond: threads that slept between them took
 * a sixth longer. Measured on two cores with `micro`.
 */
export const generationSpin = 1000;

/** Weights in an engine, where they came from, and what they are. */
export type LoadedWeights = {
  readonly model: LanguageModel;
  readonly checkpoint: OpenCheckpoint;
  /** SHA-256 of `model.safetensors`; null for a checkpoint in several files. */
  readonly sha256: string | null;
};

/** A model with its tokenizer, ready to generate. */
export type LoadedModel = CodeModel & LoadedWeights & { readonly codec: Tokenizer; close(): Promise<void> };

/** Puts the weights of a checkpoint, or of a run's latest one, into the engine. `model.dispose()` frees them. */
export async function loadWeights(path: string, engine: Engine): Promise<LoadedWeights> {
  const checkpoint = await openCheckpoint(path);
  const weights = await readWeights(checkpoint);
  const sha256 = await hashFile(join(checkpoint.path, 'model.safetensors')).catch(() => null);
  return { model: new LanguageModel(engine, checkpoint.config, weights), checkpoint, sha256 };
}

/**
 * Opens a checkpoint (a phi directory, or the folder of a run for its latest one) for generation: on the engine given,
 * or on one of its own, by that name, that `close` closes.
 */
export async function loadModel(
  path: string,
  options: {
    readonly engine?: Engine | EngineName | undefined;
    readonly threads?: number | undefined;
  } = {},
): Promise<LoadedModel> {
  const { threads, engine: wanted = defaultEngine } = options;
  const engine =
    typeof wanted === 'string'
      ? await openEngine(wanted, { threads, spinMicroseconds: generationSpin })
      : wanted;
  const closeEngine = async (): Promise<void> => {
    if (engine !== wanted) await engine.close();
  };
  try {
    const codec = await loadTokenizer(await openCheckpoint(path));
    const loaded = await loadWeights(path, engine);
    const close = async (): Promise<void> => {
      await loaded.model.dispose();
      await closeEngine();
    };
    return { ...loaded, codec, close };
  } catch (error) {
    await closeEngine();
    throw error;
  }
}

/** The tokenizer that travels with a checkpoint. */
async function loadTokenizer({ path, tokenizerPath }: OpenCheckpoint): Promise<Tokenizer> {
  if (tokenizerPath === null) {
    throw new Failure(
      'missing-tokenizer',
      `${path} has no tokenizer.json; copy the one that the model was trained with into it.`,
    );
  }
  return readTokenizerJson(await readFile(tokenizerPath, 'utf8'));
}

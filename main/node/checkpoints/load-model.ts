import { readFile } from 'node:fs/promises';
import { Failure } from '../../core/failure.ts';
import { LanguageModel } from '../../core/generation/language-model.ts';
import { readTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import type { Engine } from '../../core/training/engine.ts';
import { hashFile, openCheckpoint, readWeights } from './read-checkpoint.ts';
import type { OpenCheckpoint } from './read-checkpoint.ts';
import { join } from 'node:path';

/** A model ready to generate, where it came from, and what its weights are. */
export type LoadedModel = {
  readonly model: LanguageModel;
  readonly checkpoint: OpenCheckpoint;
  /** SHA-256 of `model.safetensors`; null for a checkpoint in several files. */
  readonly sha256: string | null;
};

/** Loads the weights of a checkpoint (or of a run's latest one) into the engine. `model.dispose()` frees them. */
export async function loadModel(path: string, engine: Engine): Promise<LoadedModel> {
  const checkpoint = await openCheckpoint(path);
  const weights = await readWeights(checkpoint);
  const sha256 = await hashFile(join(checkpoint.path, 'model.safetensors')).catch(() => null);
  return { model: new LanguageModel(engine, checkpoint.config, weights), checkpoint, sha256 };
}

/** The tokenizer that travels with a checkpoint. */
export async function loadTokenizer({ path, tokenizerPath }: OpenCheckpoint): Promise<Tokenizer> {
  if (tokenizerPath === null) {
    throw new Failure(
      'missing-tokenizer',
      `${path} has no tokenizer.json; copy the one the model was trained with into it.`,
    );
  }
  return readTokenizerJson(await readFile(tokenizerPath, 'utf8'));
}

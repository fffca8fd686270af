import type { TextCodec } from '../../../main/core/generation/stopping.ts';
import { LanguageModel } from '../../../main/core/generation/language-model.ts';
import type { ModelConfig } from '../../../main/core/model/config.ts';
import { parameterSpecs } from '../../../main/core/model/parameters.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import type { Engine } from '../../../main/core/training/engine.ts';

export const tinyConfig: ModelConfig = {
  vocabulary: 40,
  width: 32,
  layers: 2,
  heads: 2,
  feedForward: 48,
  context: 64,
  rotaryFraction: 0.5,
  rotaryBase: 10_000,
  layerNormEpsilon: 1e-5,
  initialDeviation: 0.02,
};

/** Weights large enough that the next token depends on everything before it; biases too, so that none is forgotten. */
export function tinyModel(engine: Engine, seed = 3, config = tinyConfig): LanguageModel {
  const random = seededRandom(seed);
  const weights = parameterSpecs(config).map(({ name, shape, initial }) => {
    const centre = initial === 'ones' ? 1 : 0;
    const size = shape.reduce((n, axis) => n * axis, 1);
    const data = Float32Array.from({ length: size }, () => centre + 0.3 * random.normal());
    // The end of text stays possible and becomes rare, or most sequences would be over at once.
    if (name === 'lm_head.bias') data[0] = -3;
    return data;
  });
  return new LanguageModel(engine, config, weights);
}

const ALPHABET = '$abcdefghijklmnopqrstuvwxyz0123456789 \n.';

/** One character to a token; `$` is the end of text. */
export const letters: TextCodec = {
  encode: (text) => [...text].map((character) => ALPHABET.indexOf(character)),
  decode: (tokens) => tokens.map((token) => ALPHABET[token]).join(''),
  tokenBytes: (token) => new TextEncoder().encode(ALPHABET[token]),
  endOfText: 0,
  vocabularySize: ALPHABET.length,
};

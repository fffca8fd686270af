import type { ModelConfig } from '../../../main/core/model/config.ts';
import { parameterSpecs } from '../../../main/core/model/parameters.ts';
import { writeTokenizerJson } from '../../../main/core/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../../main/core/tokenizer/train.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import type { CheckpointContents } from '../../../main/node/checkpoints/write-checkpoint.ts';

export const config: ModelConfig = {
  vocabulary: 270,
  width: 32,
  layers: 2,
  heads: 2,
  feedForward: 48,
  context: 40,
  rotaryFraction: 0.5,
  rotaryBase: 10_000,
  layerNormEpsilon: 1e-5,
  initialDeviation: 0.02,
};

/** Contents of a checkpoint with random weights (biases and norms too) after `step` steps. */
export function tinyContents(step: number, heldOutLoss: number | null = null): CheckpointContents {
  const random = seededRandom(step);
  const group = (): Float32Array[] =>
    parameterSpecs(config).map(({ shape }) =>
      Float32Array.from({ length: shape.reduce((n, axis) => n * axis, 1) }, () => 0.2 * random.normal()),
    );
  const tokenizer = trainTokenizer(['def add(x):\n    return x + x\n'], {
    vocabularySize: config.vocabulary,
  });
  const file = { path: 'raw.tokens', count: 100, sha256: 'a', datasetHash: 'b', tokenizerHash: 'c' };
  return {
    config,
    tensors: { parameters: group(), first: group(), second: group() },
    tokenizer: {
      text: writeTokenizerJson(tokenizer),
      endOfText: tokenizer.endOfText,
      endOfTextName: '<|endoftext|>',
    },
    state: {
      step,
      totalSteps: 100,
      tokens: step * 64,
      loss: 2,
      heldOutLoss,
      plan: {
        seed: 1,
        phases: [
          {
            name: 'pretrain',
            steps: 100,
            batch: 2,
            context: 32,
            accumulate: 1,
            recompute: 'none',
            form: 'whole',
            peakRate: 1e-3,
            warmupSteps: 5,
            weightDecay: 0.1,
            clipNorm: 1,
            tokens: file,
            heldOut: { kind: 'tail', share: 0.02 },
          },
        ],
      },
    },
  };
}

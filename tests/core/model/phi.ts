import type { ModelConfig } from '../../../main/core/model/config.ts';

/** A phi decoder small enough for the reference interpreter: heads of 4 elements, half of each rotated. */
export const tinyConfig: ModelConfig = {
  vocabulary: 11,
  width: 8,
  layers: 2,
  heads: 2,
  feedForward: 16,
  context: 8,
  rotaryFraction: 0.5,
  rotaryBase: 10_000,
  layerNormEpsilon: 1e-5,
  initialDeviation: 0.02,
};

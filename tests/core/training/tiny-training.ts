import { initialParameters, parameterSpecs } from '../../../main/core/model/parameters.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import { tinyConfig } from '../model/phi.ts';

/** A batch small enough for the interpreter: B = 3 sequences of T = 6 tokens, and the last target. */
export const tinySize = { batch: 3, context: 6 };

export const parameterTotal = parameterSpecs(tinyConfig).length;

/** Parameters, then zero moments: the state inputs of a training step. */
export function tinyState(seed: number): Float32Array[] {
  const parameters = initialParameters(tinyConfig, seededRandom(seed));
  const zeros = (): Float32Array[] => parameters.map((data) => new Float32Array(data.length));
  return [...parameters, ...zeros(), ...zeros()];
}

/** Counting sequences modulo the vocabulary from random starts: learnable within a few steps. */
export function tinyBatch(seed: number): Int32Array {
  const random = seededRandom(seed);
  const length = tinySize.context + 1;
  const starts = Array.from({ length: tinySize.batch }, () => random.below(tinyConfig.vocabulary));
  return Int32Array.from(
    { length: tinySize.batch * length },
    (_, at) => (starts[Math.floor(at / length)]! + (at % length)) % tinyConfig.vocabulary,
  );
}

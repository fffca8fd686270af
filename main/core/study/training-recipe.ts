/**
 * How the recipe trains, the same for all four models. Rates are higher and the context shorter than the paper's, as
 * suits a model a thousand times smaller; the shape is the paper's: AdamW, warm-up, linear decay, finetuning from fresh
 * moments.
 */
export const trainingRecipe = {
  preset: 'nano',
  vocabulary: 1024,
  /** So long that a problem as people put it fits, signature first: of 124 written by hand, 65 lost theirs in 128. */
  context: 256,
  /** Small, so that the few minutes hold many steps: at equal tokens 8 windows of 128 learnt far more than 32. */
  batch: 4,
  rate: 3e-3,
  weightDecay: 0.1,
  clipNorm: 1,
  /** The part of the last row's compute that goes into the exercises, after the textbooks. */
  exerciseShare: 0.75,
  /**
   * Where the exercises' windows begin. Sliced at random, many begin after the signature, and a model that has to guess
   * the parameter's name there learns to guess it where it could be read.
   */
  exerciseWindows: 'documents',
} as const;

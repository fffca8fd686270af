/**
 * How the recipe trains, the same for all four models. Rates are higher and the context shorter than the paper's, as
 * suits a model a thousand times smaller; the shape is the paper's: AdamW, warm-up, linear decay, finetuning from fresh
 * moments.
 */
export const trainingRecipe = {
  preset: 'nano',
  vocabulary: 1024,
  context: 128,
  /** Small, so that the few minutes hold many steps: at equal tokens 8 learnt far more than 32. */
  batch: 8,
  rate: 3e-3,
  weightDecay: 0.1,
  clipNorm: 1,
  /** The part of the last row's compute that goes into the exercises, after the textbooks. */
  exerciseShare: 0.75,
} as const;

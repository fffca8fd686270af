import type { SolutionLoss } from '../evaluation/solution-loss.ts';

/**
 * The recipe: phi-1's experiment at the scale of a desk. Four models of one size are trained with the
 * same compute on four data mixtures and measured on the same held-out problems.
 */

/** The stages, in the order they run. */
export const RECIPE_STAGES = [
  'import',
  'filter',
  'textbooks',
  'exercises',
  'decontaminate',
  'tokenizer',
  'train',
  'evaluate',
  'report',
] as const;
export type RecipeStage = (typeof RECIPE_STAGES)[number];

/** The four rows of the result, from the plainest data to the best (the paper's Figure 2.1). */
export const RECIPE_ROWS = ['raw', 'filtered', 'textbooks', 'textbooks+exercises'] as const;
export type RecipeRow = (typeof RECIPE_ROWS)[number];

/** What the user chooses; everything else follows from it and is recorded with the result. */
export type RecipeSettings = {
  /** Training budget of the whole grid, minutes. Each of the four models gets a quarter. */
  readonly minutes: number;
  readonly seed: number;
  /** Folders of `.py` files; empty means the Python standard library that ships with the sandbox. */
  readonly rawPaths: readonly string[];
  /** A file in HumanEval's format, scored beside the lab's own benchmark. */
  readonly humanEvalPath?: string;
  readonly threads?: number;
  /** As `--engine` takes it; the one that comes with the lab where it is left out. */
  readonly engine?: string;
};

/** One line of the result table. Intervals are 95 % (Wilson), as shares of 1. */
export type RecipeResultRow = BenchmarkScore & {
  readonly name: RecipeRow;
  readonly parameters: number;
  /** Tokens seen in training, all phases. */
  readonly tokens: number;
  /** On problems written by hand, in people's own words. */
  readonly ownWords?: BenchmarkScore;
  readonly humanEval?: BenchmarkScore;
};

/** What a model did on one benchmark. */
export type BenchmarkScore = {
  readonly passAt1: number;
  readonly ci95: readonly [number, number];
  readonly problems: number;
  /** How well it foresees the reference solutions; results of before it was measured have none. */
  readonly solutionLoss?: SolutionLoss;
};

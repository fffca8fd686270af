import type { RecipeStage } from '../../core/study/recipe.ts';

/** What each stage of the recipe is called, and in one sentence what it does. */
export const stageWords: Readonly<Record<RecipeStage, { readonly title: string; readonly purpose: string }>> = {
  import: { title: 'Raw code', purpose: 'Reads real Python files, as people wrote them.' },
  filter: {
    title: 'Filter',
    purpose: 'Scores every file by its educational value and keeps what a student would learn from.',
  },
  textbooks: {
    title: 'Textbooks',
    purpose: 'Writes textbook sections whose code is run, so that every stated output is true.',
  },
  exercises: {
    title: 'Exercises',
    purpose: 'Writes exercises with solutions and tests, and keeps those that pass when run.',
  },
  decontaminate: {
    title: 'Decontaminate',
    purpose: 'Removes whatever overlaps with the held-out problems.',
  },
  tokenizer: { title: 'Tokenizer', purpose: 'Learns a byte-level vocabulary from the data itself.' },
  train: {
    title: 'Train',
    purpose: 'Trains four models of one size with the same compute on four mixtures.',
  },
  evaluate: { title: 'Evaluate', purpose: 'Has every model solve held-out problems and runs what it wrote.' },
  report: { title: 'Report', purpose: 'Puts scores, curves, data and hashes on one page.' },
};

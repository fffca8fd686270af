import type { RecipeSettings, RecipeStage } from './recipe.ts';
import { sizesFor } from './recipe-sizes.ts';

/**
 * What decides the outcome of each stage of the recipe. The hash of a stage's inputs is its identity: an outcome that is
 * recorded under it is taken up, whichever recipe made it.
 */

/** What a stage hands on to the identities of those after it: hashes of what it made. */
export type HandedOn = {
  readonly import: { readonly raw: string };
  readonly filter: { readonly kept: string };
  readonly textbooks: { readonly textbooks: string };
  readonly exercises: { readonly exercises: string };
  /** Raw, kept, textbooks, exercises. */
  readonly decontaminate: { readonly data: readonly string[] };
  /** Raw, kept, the mixture of code and textbooks, exercises. */
  readonly tokenizer: { readonly tokenizer: string; readonly data: readonly string[] };
  /** Checkpoints, row by row. */
  readonly train: { readonly models: readonly string[] };
  /** pass@1, row by row: nothing is identified by it, but two evaluations can be told apart. */
  readonly evaluate: { readonly scores: readonly number[] };
  readonly report: { readonly file: string };
};

/** What the stages that are known have handed on. */
export type Known = { readonly [Stage in RecipeStage]?: HandedOn[Stage] };

/** What decides outcomes beside the settings: the code's versions, and what is read from outside. */
export type RecipeFacts = {
  /** Changes when any raw file does. */
  readonly files: string;
  /** Version of the rubric that labels quality. */
  readonly rubric: number | string;
  /** Version of the built-in curriculum. */
  readonly curriculum: number;
  /** Hashes of the sets of problems that every model is asked. */
  readonly problems: readonly string[];
  /** How models are trained; `vocabulary` is the tokenizer's. */
  readonly training: Readonly<Record<string, string | number>> & { readonly vocabulary: number };
};

export type StageInputs = Readonly<Record<string, unknown>>;

type Decided = {
  /** What settings and facts decide. */
  readonly own: (settings: RecipeSettings, facts: RecipeFacts) => StageInputs;
  /** What earlier stages decide; undefined while one of them is not known. */
  readonly handed: (known: Known) => StageInputs | undefined;
};

const nothing = (): StageInputs => ({});

// The names are part of every identity: another name would make all that is recorded anew.
const decided: Readonly<Record<RecipeStage, Decided>> = {
  import: { own: ({ rawPaths }, { files }) => ({ rawPaths, files }), handed: nothing },
  filter: {
    own: ({ seed }, { rubric }) => ({ seed, rubric }),
    handed: (known) => known.import && { raw: known.import.raw },
  },
  textbooks: {
    own: (settings, { curriculum }) => ({
      curriculum,
      count: sizesFor(settings).sections,
      seed: settings.seed,
    }),
    handed: nothing,
  },
  exercises: {
    own: (settings, { curriculum }) => ({
      curriculum,
      count: sizesFor(settings).exercises,
      seed: settings.seed,
    }),
    handed: nothing,
  },
  decontaminate: {
    own: (_, { problems }) => ({ problems }),
    handed: ({ import: raw, filter, textbooks, exercises }) =>
      raw &&
      filter &&
      textbooks &&
      exercises && { data: [raw.raw, filter.kept, textbooks.textbooks, exercises.exercises] },
  },
  tokenizer: {
    own: ({ seed }, { training }) => ({ vocabulary: training.vocabulary, seed }),
    handed: ({ decontaminate }) => decontaminate && { data: decontaminate.data },
  },
  train: {
    own: ({ minutes, seed, engine }, { training }) => ({
      recipe: training,
      minutes,
      seed,
      // Left out for the default, under which stages were recorded before there was a choice.
      ...(engine === undefined ? {} : { engine }),
    }),
    handed: ({ tokenizer }) => tokenizer && { tokenizer: tokenizer.tokenizer, data: tokenizer.data },
  },
  evaluate: {
    own: (_, { problems }) => ({ problems }),
    handed: ({ train }) => train && { models: train.models },
  },
  report: {
    own: (settings, { problems }) => ({ problems, settings }),
    handed: ({ train }) => train && { models: train.models },
  },
};

/** The part of a stage's inputs that is known before anything has run. */
export function ownInputs(stage: RecipeStage, settings: RecipeSettings, facts: RecipeFacts): StageInputs {
  return decided[stage].own(settings, facts);
}

/** All that decides a stage's outcome, or null while a stage before it is not known. */
export function stageInputs(
  stage: RecipeStage,
  settings: RecipeSettings,
  facts: RecipeFacts,
  known: Known,
): StageInputs | null {
  const handed = decided[stage].handed(known);
  return handed ? { ...ownInputs(stage, settings, facts), ...handed } : null;
}

/** The stages whose outcome each stage works on. */
export const STAGE_FOLLOWS: Readonly<Record<RecipeStage, readonly RecipeStage[]>> = {
  import: [],
  filter: ['import'],
  textbooks: [],
  exercises: [],
  decontaminate: ['import', 'filter', 'textbooks', 'exercises'],
  tokenizer: ['decontaminate'],
  train: ['tokenizer'],
  evaluate: ['train'],
  report: ['evaluate'],
};

import { z } from 'zod';
import type { RecipeResultRow, RecipeSettings, RecipeStage } from '../../main/core/study/recipe.ts';
import type { JobView } from './jobs.ts';

export type StageScrap =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly string[] }
  | { readonly kind: 'loss'; readonly values: readonly number[] };

export type StageCount = { readonly label: string; readonly value: number; readonly unit: string };

export type StageView = {
  readonly id: RecipeStage;
  readonly title: string;
  /** One sentence: what this stage does. */
  readonly purpose: string;
  /** The stages whose outcome it works on. */
  readonly follows: readonly RecipeStage[];
  readonly state: 'waiting' | 'running' | 'done' | 'reused' | 'failed' | 'stopped';
  readonly seconds: number | null;
  readonly counts: readonly StageCount[];
  /** While it runs: of what it has made so far. */
  readonly scrap: StageScrap | null;
  readonly bytesOut: number | null;
};

export type RecipeView = {
  readonly settings: RecipeSettings;
  /** The latest recipe job, or null before the first. */
  readonly job: JobView | null;
  readonly stages: readonly StageView[];
  readonly rows: readonly RecipeResultRow[];
  readonly reportId: string | null;
};

/** Something that goes into a stage or comes out of it, with the place where it can be looked at. */
export type StageFlow = {
  readonly name: string;
  readonly amounts: readonly { readonly value: number; readonly unit: string }[];
  readonly place: {
    readonly kind: 'dataset' | 'run' | 'evaluation' | 'report';
    readonly id: string;
  } | null;
};

/** What a stage made, as it lies on record. */
export type StageOutcomeView = {
  /** Its identity: twelve hex digits over everything that decided it. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  readonly seconds: number;
  readonly counts: readonly StageCount[];
  readonly scrap: StageScrap | null;
  /** Bytes of text handed on. */
  readonly bytesOut: number | null;
  readonly inputs: readonly StageFlow[];
  readonly outputs: readonly StageFlow[];
  /** Made although it was there: whether it came out the same. */
  readonly again: 'same' | 'different' | null;
};

export type PlannedStage = {
  readonly id: RecipeStage;
  readonly title: string;
  readonly purpose: string;
  /** The stages whose outcome it works on. */
  readonly follows: readonly RecipeStage[];
  readonly standing: 'never' | 'current' | 'stale' | 'running' | 'stopped' | 'failed';
  /** Why it is stale, the nearest reason first: `seed 1 → 2`. */
  readonly because: readonly string[];
  /** Whether a run would make it. */
  readonly made: boolean;
  /** About how long that takes; 0 where it is not made. */
  readonly seconds: number;
  /** The outcome with these settings, else the one that would be replaced. */
  readonly outcome: StageOutcomeView | null;
};

/** What a run with some settings would make, before anything is run. */
export type RecipePlan = {
  readonly stages: readonly PlannedStage[];
  /** Number of stages that would be made. */
  readonly makes: number;
  /** About how long they take in all. */
  readonly seconds: number;
  /** The whole of it: `Changes 4 of 9 stages: Train onwards, about 13 minutes.` */
  readonly sentence: string;
};

/** More of what passes through a stage than its leaf has room for. */
export type StageSample =
  | {
      readonly kind: 'texts';
      readonly texts: readonly {
        readonly id: string;
        readonly language: 'python' | 'prose';
        readonly text: string;
      }[];
    }
  | {
      readonly kind: 'curves';
      readonly curves: readonly { readonly name: string; readonly values: readonly number[] }[];
    }
  | {
      readonly kind: 'verdicts';
      readonly rows: readonly { readonly name: string; readonly verdicts: readonly string[] }[];
    };

export type StageDetails = {
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly sample: StageSample;
};

/** The stages, in the order they run. */
export const RECIPE_STAGE_NAMES = [
  'import',
  'filter',
  'textbooks',
  'exercises',
  'decontaminate',
  'tokenizer',
  'train',
  'evaluate',
  'report',
] as const satisfies readonly RecipeStage[];

export const recipeSettingsInput = z.object({
  minutes: z.number().positive().max(1440),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  rawPaths: z.array(z.string().min(1)).max(32),
  humanEvalPath: z.string().min(1).optional(),
  threads: z.number().int().positive().max(256).optional(),
  engine: z.string().min(1).max(40).optional(),
});

/** With `from`, that stage and all that follow from it are made even where they are current. */
export const recipeStartInput = recipeSettingsInput.extend({ from: z.enum(RECIPE_STAGE_NAMES).optional() });

export const recipeInputs = {
  'recipe.view': z.undefined(),
  'recipe.plan': recipeStartInput,
  'recipe.stage': z.object({ stage: z.enum(RECIPE_STAGE_NAMES), key: z.string().regex(/^[0-9a-f]{12}$/) }),
  'recipe.start': recipeStartInput,
} as const;

export type RecipeOutputs = {
  'recipe.view': RecipeView;
  /** Nothing is run for it; the settings need not be those of any job. */
  'recipe.plan': RecipePlan;
  /** Of an outcome that the plan shows. */
  'recipe.stage': StageDetails;
  'recipe.start': JobView;
};

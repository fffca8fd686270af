import { z } from 'zod';
import type { RecipeResultRow, RecipeSettings, RecipeStage } from '../../main/core/study/recipe.ts';
import type { JobView } from './jobs.ts';

export type StageScrap =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly string[] }
  | { readonly kind: 'loss'; readonly values: readonly number[] };

export type StageView = {
  readonly id: RecipeStage;
  readonly title: string;
  /** One sentence: what this stage does. */
  readonly purpose: string;
  readonly state: 'waiting' | 'running' | 'done' | 'reused' | 'failed' | 'stopped';
  readonly seconds: number | null;
  readonly counts: readonly { readonly label: string; readonly value: number; readonly unit: string }[];
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

export const recipeStartInput = z.object({
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

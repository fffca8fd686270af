import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { RecipeSettings, RecipeStage } from '../../core/study/recipe.ts';
import { RECIPE_STAGES } from '../../core/study/recipe.ts';

/** What a recipe's job is asked. */
export type RecipeOrder = {
  readonly settings: RecipeSettings;
  /** This stage and what follows from it are made even where they are on record. */
  readonly from?: RecipeStage;
};

const orderSchema = z.object({
  minutes: z.number().positive().max(1440),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  rawPaths: z.array(z.string().min(1)).default([]),
  humanEvalPath: z.string().min(1).optional(),
  threads: z.number().int().positive().max(256).optional(),
  engine: z.string().min(1).optional(),
  from: z.enum(RECIPE_STAGES).optional(),
});

/** @throws Failure `bad-settings` naming the first setting that is out of its bounds. */
export function parseOrder(params: Readonly<Record<string, unknown>>): RecipeOrder {
  const parsed = orderSchema.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new Failure('bad-settings', `The recipe's ${issue.path.join('.')} is not right: ${issue.message}.`);
  }
  const { minutes, seed, rawPaths, humanEvalPath, threads, engine, from } = parsed.data;
  const settings: RecipeSettings = {
    minutes,
    seed,
    rawPaths,
    ...(humanEvalPath === undefined ? {} : { humanEvalPath }),
    ...(threads === undefined ? {} : { threads }),
    ...(engine === undefined ? {} : { engine }),
  };
  return { settings, ...(from === undefined ? {} : { from }) };
}

import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { RecipeSettings } from '../../core/study/recipe.ts';
import { RECIPE_ROWS } from '../../core/study/recipe.ts';

const settingsSchema = z.object({
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
});

/** @throws Failure `bad-settings` naming the first setting that is out of its bounds. */
export function parseSettings(params: Readonly<Record<string, unknown>>): RecipeSettings {
  const parsed = settingsSchema.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new Failure('bad-settings', `The recipe's ${issue.path.join('.')} is not right: ${issue.message}.`);
  }
  const { minutes, seed, rawPaths, humanEvalPath, threads, engine } = parsed.data;
  return {
    minutes,
    seed,
    rawPaths,
    ...(humanEvalPath === undefined ? {} : { humanEvalPath }),
    ...(threads === undefined ? {} : { threads }),
    ...(engine === undefined ? {} : { engine }),
  };
}

/** Sizes that follow from the minutes: enough for one pass or two, and no more than can be verified meanwhile. */
export type RecipePlan = {
  readonly exercises: number;
  readonly sections: number;
  readonly minutesPerModel: number;
};

const between = (low: number, value: number, high: number): number =>
  Math.min(high, Math.max(low, Math.round(value)));

export function planFor({ minutes }: RecipeSettings): RecipePlan {
  return {
    exercises: between(4_000, 2_500 * minutes, 50_000),
    sections: between(1_500, 750 * minutes, 20_000),
    minutesPerModel: minutes / RECIPE_ROWS.length,
  };
}

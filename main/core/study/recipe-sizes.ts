import type { RecipeSettings } from './recipe.ts';
import { RECIPE_ROWS } from './recipe.ts';

/** Sizes that follow from the minutes: enough for one pass or two, and no more than can be verified meanwhile. */
export type RecipeSizes = {
  readonly exercises: number;
  readonly sections: number;
  readonly minutesPerModel: number;
};

const between = (low: number, value: number, high: number): number =>
  Math.min(high, Math.max(low, Math.round(value)));

/** How many exercises and textbook sections a budget of so many minutes of training asks for. */
export function sizesFor({ minutes }: Pick<RecipeSettings, 'minutes'>): RecipeSizes {
  return {
    exercises: between(4_000, 2_500 * minutes, 50_000),
    sections: between(1_500, 750 * minutes, 20_000),
    minutesPerModel: minutes / RECIPE_ROWS.length,
  };
}

import { runJob } from './child.ts';
import { recipe } from './recipe/recipe.ts';

await runJob(recipe);

import type { RecipeSettings, RecipeStage } from './recipe.ts';
import type { RecipeFacts, StageInputs } from './stage-inputs.ts';
import { ownInputs } from './stage-inputs.ts';

/** Seconds a unit of work on two idle cores, for a machine that has not run the stage yet. */
const SECONDS_A_UNIT: Readonly<Record<RecipeStage, number>> = {
  import: 1,
  filter: 4,
  textbooks: 4 / 9_000,
  exercises: 11 / 30_000,
  decontaminate: 17,
  tokenizer: 4,
  train: 67,
  evaluate: 13,
  report: 1,
};

/** How much there is to do by the inputs that say it: lessons, minutes, sets of problems; else 1. */
function workOf(stage: RecipeStage, inputs: StageInputs): number {
  switch (stage) {
    case 'textbooks':
    case 'exercises':
      return Number(inputs['count']);
    case 'train':
      return Number(inputs['minutes']);
    case 'evaluate':
      return (inputs['problems'] as readonly string[]).length;
    default:
      return 1;
  }
}

/**
 * About how long a stage will take, in seconds: what it took before on this machine, in proportion to the work, or what
 * it takes on two idle cores where it never ran.
 */
export function expectedSeconds(
  stage: RecipeStage,
  settings: RecipeSettings,
  facts: RecipeFacts,
  before: { readonly seconds: number; readonly inputs: StageInputs | null } | null,
): number {
  const work = workOf(stage, ownInputs(stage, settings, facts));
  if (before === null) return SECONDS_A_UNIT[stage] * work;
  const then = before.inputs === null ? work : workOf(stage, before.inputs);
  return then > 0 ? (before.seconds * work) / then : before.seconds;
}

import type { StagePlan, StageStanding } from '../../core/study/recipe-plan.ts';
import type { RecipeSettings, RecipeStage } from '../../core/study/recipe.ts';
import { RECIPE_STAGES } from '../../core/study/recipe.ts';
import type { StaleReason } from '../../core/study/stale-reasons.ts';
import { stageWords } from './stage-words.ts';

const SETTINGS: Readonly<Record<keyof RecipeSettings, string>> = {
  minutes: 'minutes',
  seed: 'seed',
  rawPaths: 'raw code',
  humanEvalPath: 'HumanEval file',
  threads: 'threads',
  engine: 'engine',
};

/** What an empty value stands for. */
const DEFAULTS: Readonly<Partial<Record<keyof RecipeSettings, string>>> = {
  rawPaths: 'standard library',
  humanEvalPath: 'none',
  threads: 'default',
  engine: 'default',
};

/** Why a stage is stale, in a few words. */
export function reasonWords(reason: StaleReason): string {
  switch (reason.kind) {
    case 'setting': {
      const { setting, was, now } = reason;
      if (was === null || now === null) return SETTINGS[setting];
      const words = (value: string): string => value || (DEFAULTS[setting] ?? 'none');
      return `${SETTINGS[setting]} ${words(was)} → ${words(now)}`;
    }
    case 'changed':
      return reason.what === 'raw files' || reason.what === 'problems'
        ? `${reason.what} changed`
        : `another version of the ${reason.what}`;
    case 'follows':
      return `follows from ${stageWords[reason.stage].title}`;
    case 'gone':
      return 'its files are gone';
    case 'asked':
      return 'asked for';
    case 'unrecorded':
      return 'made from something else';
  }
}

/** The reasons of a standing; none where it is not stale. */
export const becauseWords = (standing: StageStanding): readonly string[] =>
  standing.kind === 'stale' ? standing.because.map(reasonWords) : [];

/** `about 40 seconds`, `about 13 minutes`, `about 2 hours 10 minutes`. */
export function aboutWords(seconds: number): string {
  if (seconds < 3) return 'a moment';
  if (seconds < 57) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const rest = Math.round((minutes % 60) / 10) * 10;
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0);
  const said = `about ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return rest % 60 === 0 ? said : `${said} ${rest} minutes`;
}

/** What a run would make, as one sentence. */
export function planSentence(plan: readonly StagePlan[]): string {
  const made = plan.filter((stage) => stage.made);
  const all = plan.length;
  if (made.length === 0) return `All ${all} stages are there; nothing to make.`;
  const about = aboutWords(made.reduce((sum, { seconds }) => sum + seconds, 0));
  const verb = made.every(({ record }) => record !== null) ? 'Changes' : 'Makes';
  if (made.length === all) return `${verb} all ${all} stages, ${about}.`;
  return `${verb} ${made.length} of ${all} stages: ${stagesInWords(made.map(({ stage }) => stage))}, ${about}.`;
}

/** `Filter, Decontaminate onwards`: names, and `onwards` for an end that is made whole. */
export function stagesInWords(stages: readonly RecipeStage[]): string {
  const title = (stage: RecipeStage): string => stageWords[stage].title;
  let start = stages.length;
  // The last of the stages that are made, as long as they are the recipe's last without a gap.
  while (start > 0 && stages[start - 1] === RECIPE_STAGES[RECIPE_STAGES.length - (stages.length - start) - 1])
    start -= 1;
  const single = stages.slice(0, start).map(title);
  const tail = stages.length - start;
  if (tail > 1) return [...single, `${title(stages[start]!)} onwards`].join(', ');
  return stages.map(title).join(', ');
}

import type { JobView } from '../../../preload/contract/jobs.ts';
import type { RecipePlan, RecipeView } from '../../../preload/contract/recipe.ts';

/** What the recipe page offers, by how its latest job stands. */
export type RecipePhase =
  | { readonly phase: 'first' }
  | { readonly phase: 'queued'; readonly job: JobView }
  | { readonly phase: 'running'; readonly job: JobView }
  | { readonly phase: 'stopping'; readonly job: JobView }
  | { readonly phase: 'resumable'; readonly job: JobView }
  | { readonly phase: 'done'; readonly job: JobView };

export function phaseOf(view: RecipeView): RecipePhase {
  const job = view.job;
  if (job === null) return { phase: 'first' };
  switch (job.state) {
    case 'queued':
      return { phase: 'queued', job };
    case 'running':
      return { phase: 'running', job };
    case 'stopping':
      return { phase: 'stopping', job };
    case 'done':
      return { phase: 'done', job };
    case 'paused':
    case 'stopped':
    case 'interrupted':
    case 'failed':
      return { phase: 'resumable', job };
  }
}

/** The sentence over the pipeline, for a job that is not running. */
export function standingOf(job: JobView): string {
  switch (job.state) {
    case 'queued':
      return 'It waits for other jobs to end and starts by itself.';
    case 'paused':
      return 'Paused. What was finished is saved; resume to go on from there.';
    case 'stopped':
      return 'Stopped. What was finished is saved; resume to go on from there.';
    case 'interrupted':
      return 'Its process ended without a last word. What was finished is saved; resume to go on from there.';
    case 'failed':
      return job.error?.message ?? 'It failed and did not say why; its log may tell.';
    case 'stopping':
      return 'Stopping: saving what there is.';
    default:
      return '';
  }
}

export type SettingsDraft = {
  minutes: string;
  seed: string;
  rawPaths: string;
  humanEvalPath: string;
};

export type SettingsInput = {
  minutes: number;
  seed: number;
  rawPaths: string[];
  humanEvalPath?: string;
};

/** What a form starts from. */
export const draftOf = ({
  minutes,
  seed,
  rawPaths,
  humanEvalPath,
}: RecipeView['settings']): SettingsDraft => ({
  minutes: String(minutes),
  seed: String(seed),
  rawPaths: rawPaths.join('\n'),
  humanEvalPath: humanEvalPath ?? '',
});

export type DraftCheck =
  | { readonly ok: true; readonly input: SettingsInput }
  | { readonly ok: false; readonly field: keyof SettingsDraft; readonly message: string };

/**
 * The form's words as the contract's input; the limits are those of `recipeStartInput`. Engine and threads are the app's
 * settings, which the lab adds as they are when the recipe starts.
 */
export function checkDraft(draft: SettingsDraft): DraftCheck {
  const minutes = Number(draft.minutes);
  if (draft.minutes.trim() === '' || !(minutes > 0 && minutes <= 1440)) {
    return {
      ok: false,
      field: 'minutes',
      message: `Minutes must be more than 0 and at most 1440; got “${draft.minutes}”.`,
    };
  }
  const seed = Number(draft.seed);
  if (draft.seed.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 2 ** 31 - 1) {
    return {
      ok: false,
      field: 'seed',
      message: `The seed must be a whole number from 0 to 2147483647; got “${draft.seed}”.`,
    };
  }
  const rawPaths = draft.rawPaths
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (rawPaths.length > 32) {
    return { ok: false, field: 'rawPaths', message: `At most 32 folders; got ${rawPaths.length}.` };
  }
  const humanEvalPath = draft.humanEvalPath.trim();
  return {
    ok: true,
    input: {
      minutes,
      seed,
      rawPaths,
      ...(humanEvalPath === '' ? {} : { humanEvalPath }),
    },
  };
}

/** What the button that starts a run says, by what it would make. */
export function runLabel(plan: RecipePlan | null): string {
  if (plan === null || plan.stages.every(({ standing }) => standing === 'never')) return 'Run the recipe';
  return plan.makes === 1 ? 'Run 1 stage' : `Run ${plan.makes} stages`;
}

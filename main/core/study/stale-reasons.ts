import type { RecipeSettings, RecipeStage } from './recipe.ts';
import type { StageInputs } from './stage-inputs.ts';

/** Why an outcome that is there does not count for the settings that are wanted. */
export type StaleReason =
  /** A setting has another value; both are null where the stage knows only what follows from it. */
  | {
      readonly kind: 'setting';
      readonly setting: keyof RecipeSettings;
      readonly was: string | null;
      readonly now: string | null;
    }
  /** Something beside the settings. */
  | {
      readonly kind: 'changed';
      readonly what: 'raw files' | 'rubric' | 'curriculum' | 'problems' | 'training recipe';
    }
  /** A stage before it is made, or made something else. */
  | { readonly kind: 'follows'; readonly stage: RecipeStage }
  /** What it made is no longer all there. */
  | { readonly kind: 'gone' }
  /** It was asked for. */
  | { readonly kind: 'asked' }
  /** Of what it was made is not on record. */
  | { readonly kind: 'unrecorded' };

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const said = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const setting = (name: keyof RecipeSettings, was: unknown = null, now: unknown = null): StaleReason => ({
  kind: 'setting',
  setting: name,
  was: was === null ? null : said(was),
  now: now === null ? null : said(now),
});

/** What differs between the inputs that an outcome was made from and those that are wanted, in the inputs' own order. */
export function changedInputs(
  stage: RecipeStage,
  was: StageInputs,
  now: StageInputs,
): readonly StaleReason[] {
  const differing = Object.keys({ ...now, ...engineOf(was) }).filter((name) => !same(was[name], now[name]));
  return differing.flatMap((name) => reasonsOf(stage, name, was, now, differing));
}

/** An engine that was named and is not any more is a change as well; what earlier stages hand on is not told here. */
const engineOf = (inputs: StageInputs): StageInputs =>
  'engine' in inputs ? { engine: inputs['engine'] } : {};

function reasonsOf(
  stage: RecipeStage,
  name: string,
  was: StageInputs,
  now: StageInputs,
  differing: readonly string[],
): readonly StaleReason[] {
  switch (name) {
    case 'seed':
    case 'minutes':
    case 'rawPaths':
    case 'engine':
      return [setting(name, was[name] ?? '', now[name] ?? '')];
    case 'count':
      return [setting('minutes')];
    case 'files':
      // Other folders have other files; that is one change.
      return differing.includes('rawPaths') ? [] : [{ kind: 'changed', what: 'raw files' }];
    case 'rubric':
    case 'curriculum':
      return [{ kind: 'changed', what: name }];
    case 'problems':
      // The report's settings name the file themselves.
      if (stage === 'report' && differing.includes('settings')) return [];
      return lengthOf(was[name]) === lengthOf(now[name])
        ? [{ kind: 'changed', what: 'problems' }]
        : [setting('humanEvalPath')];
    case 'vocabulary':
    case 'recipe':
      return [{ kind: 'changed', what: 'training recipe' }];
    case 'settings':
      return changedSettings(was[name] as RecipeSettings, now[name] as RecipeSettings);
    default:
      return [];
  }
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

function changedSettings(was: RecipeSettings, now: RecipeSettings): readonly StaleReason[] {
  const names = Object.keys({ ...was, ...now }) as (keyof RecipeSettings)[];
  return names
    .filter((name) => !same(was[name], now[name]))
    .map((name) => setting(name, was[name] ?? '', now[name] ?? ''));
}

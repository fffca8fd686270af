import type { RecipeSettings, RecipeStage } from './recipe.ts';
import { RECIPE_STAGES } from './recipe.ts';
import type { HandedOn, Known, RecipeFacts, StageInputs } from './stage-inputs.ts';
import { ownInputs, stageInputs, STAGE_FOLLOWS } from './stage-inputs.ts';
import { expectedSeconds } from './stage-seconds.ts';
import type { StaleReason } from './stale-reasons.ts';
import { changedInputs } from './stale-reasons.ts';

/** An outcome of a stage that is on record. */
export type StageRecord<Stage extends RecipeStage = RecipeStage> = {
  readonly stage: Stage;
  /** Its identity: the hash of its inputs. */
  readonly key: string;
  /** Null for records of before inputs were written down. */
  readonly inputs: StageInputs | null;
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  readonly handedOn: HandedOn[Stage];
  /** Whether everything it made is still there. */
  readonly whole: boolean;
};

/** How a stage stands towards the settings that are wanted. */
export type StageStanding =
  | { readonly kind: 'never' }
  | { readonly kind: 'current' }
  | { readonly kind: 'stale'; readonly because: readonly StaleReason[] }
  | { readonly kind: 'running' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed' };

export type StagePlan = {
  readonly stage: RecipeStage;
  readonly standing: StageStanding;
  /** Whether a run of the recipe would make it, or go on making it. */
  readonly made: boolean;
  /** The outcome with these settings, else the one that would be replaced; null where there is none. */
  readonly record: StageRecord | null;
  /** About how long making it takes; 0 where it is not made. */
  readonly seconds: number;
};

/** What a job that works, or worked last, with these settings is at; `share` of 1 is behind it. */
export type StageAtWork = {
  readonly stage: RecipeStage;
  readonly state: 'running' | 'stopped' | 'failed';
  readonly share: number;
};

export type PlanQuestion = {
  readonly settings: RecipeSettings;
  readonly facts: RecipeFacts;
  readonly records: readonly StageRecord[];
  readonly keyOf: (stage: RecipeStage, inputs: StageInputs) => string;
  /** The settings that the outcomes on the screen were made with: what a change is told against. */
  readonly before?: RecipeSettings | undefined;
  /** Stages that are made even where they are current. */
  readonly anew?: readonly RecipeStage[] | undefined;
  readonly atWork?: StageAtWork | undefined;
};

/** A stage and all that follow from it, in the order in which they run. */
export function stagesFrom(stage: RecipeStage): readonly RecipeStage[] {
  const reached = new Set<RecipeStage>([stage]);
  for (const next of RECIPE_STAGES) {
    if (STAGE_FOLLOWS[next].some((before) => reached.has(before))) reached.add(next);
  }
  return RECIPE_STAGES.filter((next) => reached.has(next));
}

/**
 * For each stage of the recipe, in order, whether a run with these settings would take up what is on record or make it,
 * and why. The identity of a stage holds hashes of what the stages before it made, so behind a stage that is made
 * nothing can be known but that it follows from it.
 */
export function planRecipe(question: PlanQuestion): readonly StagePlan[] {
  const { settings, facts, before, atWork } = question;
  const anew = new Set(question.anew);
  const records = withInputs(question);
  const shown = before === undefined ? null : walk({ ...question, records }, before);
  const wanted = walk({ ...question, records }, settings, anew);
  const made = new Set<RecipeStage>();
  return RECIPE_STAGES.map((stage): StagePlan => {
    const step = wanted.get(stage)!;
    const record = step.record ?? shown?.get(stage)?.record ?? newest(records, stage);
    if (!anew.has(stage) && step.record?.whole === true)
      return { stage, standing: { kind: 'current' }, made: false, record, seconds: 0 };
    const behind = STAGE_FOLLOWS[stage].filter((earlier) => made.has(earlier));
    made.add(stage);
    const working = atWork?.stage === stage ? atWork : null;
    const seconds = expectedSeconds(stage, settings, facts, record) * (1 - shareBehind(working));
    const standing = (): StageStanding => {
      if (working !== null) return { kind: working.state };
      if (record === null) return { kind: 'never' };
      if (anew.has(stage)) {
        const asked = behind.filter((earlier) => anew.has(earlier));
        return { kind: 'stale', because: asked.length === 0 ? [{ kind: 'asked' }] : follow(asked) };
      }
      if (step.record !== null) return { kind: 'stale', because: [{ kind: 'gone' }] };
      return {
        kind: 'stale',
        because: whyOther(stage, record, ownInputs(stage, settings, facts), behind, step),
      };
    };
    return { stage, standing: standing(), made: true, record, seconds };
  });
}

/** Why a stage is not what `record` says: what of its own inputs differs, then which stages before it. */
function whyOther(
  stage: RecipeStage,
  { inputs: was }: StageRecord,
  own: StageInputs,
  behind: readonly RecipeStage[],
  { inputs: now }: Step,
): readonly StaleReason[] {
  const changed = was === null ? [] : changedInputs(stage, was, own);
  const told = [...changed, ...follow(behind)];
  if (told.length > 0) return told;
  if (was === null || now === null) return [{ kind: 'unrecorded' }];
  // All before it is there, and is not what it was made from.
  const before = STAGE_FOLLOWS[stage];
  const [then, wanted] = [was['data'], now['data']] as readonly (readonly string[] | undefined)[];
  const other = before.filter((_, at) => before.length === 1 || then?.[at] !== wanted?.[at]);
  return other.length === 0 ? [{ kind: 'unrecorded' }] : follow(other);
}

/** Of the work that is left, the share that need not be done: training and judging go on where they were stopped. */
function shareBehind(working: StageAtWork | null): number {
  if (working === null) return 0;
  const { stage, state, share } = working;
  return state === 'running' || stage === 'train' || stage === 'evaluate' ? share : 0;
}

const follow = (stages: readonly RecipeStage[]): StaleReason[] =>
  stages.map((stage) => ({ kind: 'follows', stage }));

const newest = (records: readonly StageRecord[], stage: RecipeStage): StageRecord | null =>
  records
    .filter((record) => record.stage === stage)
    .reduce<StageRecord | null>((one, other) => (one && one.madeAt >= other.madeAt ? one : other), null);

type Step = { readonly inputs: StageInputs | null; readonly record: StageRecord | null };

/** The stages as a run with these settings would come to them, as far as outcomes on record lead. */
function walk(
  { facts, records, keyOf }: Pick<PlanQuestion, 'facts' | 'records' | 'keyOf'>,
  settings: RecipeSettings,
  anew: ReadonlySet<RecipeStage> = new Set(),
): ReadonlyMap<RecipeStage, Step> {
  const steps = new Map<RecipeStage, Step>();
  let known: Known = {};
  for (const stage of RECIPE_STAGES) {
    const inputs = stageInputs(stage, settings, facts, known);
    const key = inputs && keyOf(stage, inputs);
    const record = records.find((one) => one.stage === stage && one.key === key) ?? null;
    steps.set(stage, { inputs, record });
    // Made again from the same inputs, data comes out the same; a model need not: its minutes hold other steps.
    const predictable = record?.whole === true || stage !== 'train';
    if (record && predictable && !anew.has(stage)) known = { ...known, [stage]: record.handedOn };
  }
  return steps;
}

/** Records of before inputs were written down learn theirs where the settings of before lead to them. */
function withInputs(question: PlanQuestion): readonly StageRecord[] {
  const { records, before } = question;
  if (before === undefined || records.every(({ inputs }) => inputs !== null)) return records;
  const steps = walk(question, before);
  return records.map((record) => {
    const step = steps.get(record.stage);
    return record.inputs === null && step?.record === record ? { ...record, inputs: step.inputs } : record;
  });
}

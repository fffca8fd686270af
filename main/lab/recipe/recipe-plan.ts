import { isDeepStrictEqual } from 'node:util';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import { isOpen, isResumable } from '../../../preload/contract/job-states.ts';
import type { PlannedStage, RecipePlan, StageOutcomeView } from '../../../preload/contract/recipe.ts';
import type { JobProgress } from '../../core/job-progress.ts';
import type { StageAtWork, StagePlan, StageRecord } from '../../core/study/recipe-plan.ts';
import { stagesFrom } from '../../core/study/recipe-plan.ts';
import type { RecipeStage } from '../../core/study/recipe.ts';
import { RECIPE_STAGES } from '../../core/study/recipe.ts';
import { STAGE_FOLLOWS } from '../../core/study/stage-inputs.ts';
import type { RecipeOrder } from '../../jobs/recipe/recipe-order.ts';
import { parseOrder } from '../../jobs/recipe/recipe-order.ts';
import { listRecords, recallOutcome } from '../../jobs/recipe/stage-record.ts';
import { latestJobOfKind } from '../../node/store/queries/jobs.ts';
import { listStages } from '../../node/store/queries/stages.ts';
import type { JobRow, StageRow } from '../../node/store/schema.ts';
import type { LabParts } from '../lab.ts';
import { orderOf } from './recipe.ts';
import { becauseWords, planSentence } from './plan-words.ts';
import type { FlowIndex } from './stage-flows.ts';
import { indexFlows, inputsOf, outputsOf } from './stage-flows.ts';
import { stageWords } from './stage-words.ts';

/** What a run of the recipe with these settings would make, and what is there of it. */
export async function recipePlan(
  parts: LabParts,
  asked: ParsedInput<'recipe.plan'>,
): Promise<RecipePlan> {
  const order = parseOrder(asked);
  const job = await latestJobOfKind(parts.store.db, 'recipe');
  const rows = job ? await listStages(parts.store.db, job.id) : [];
  const before = job ? orderOf(job) : null;
  const goesOn = job !== undefined && before !== null && wouldGoOn(job, before, order);
  const projectDir = parts.project.path;
  // It brings the readers of raw code and of problems along, which a lab that only looks does without.
  const { planOf } = await import('../../jobs/recipe/plan.ts');
  const plan = await planOf(projectDir, {
    settings: order.settings,
    before: before?.settings,
    anew: goesOn ? stillAnew(before, rows) : stagesAnew(order.from),
    atWork: goesOn ? atWork(job, rows) : undefined,
  });
  const index = indexFlows(projectDir, await listRecords(projectDir));
  const made = plan.filter((stage) => stage.made);
  return {
    stages: plan.map((stage) => planned(projectDir, stage, index)),
    makes: made.length,
    seconds: made.reduce((sum, { seconds }) => sum + seconds, 0),
    sentence: planSentence(plan),
  };
}

const stagesAnew = (from: RecipeStage | undefined): readonly RecipeStage[] =>
  from === undefined ? [] : stagesFrom(from);

/** Whether what is asked is what an unfinished job is about: the plan is then of what is left of it. */
function wouldGoOn(job: JobRow, before: RecipeOrder, order: RecipeOrder): boolean {
  const same = isDeepStrictEqual(before.settings, order.settings);
  return same && (order.from ?? before.from) === before.from && (isOpen(job) || isResumable(job));
}

/** Of the stages that a job makes although they were there, those that it has not made yet. */
const stillAnew = ({ from }: RecipeOrder, rows: readonly StageRow[]): readonly RecipeStage[] =>
  stagesAnew(from).filter((stage) => rows.find((row) => row.stage === stage)?.state !== 'done');

function atWork(job: JobRow, rows: readonly StageRow[]): StageAtWork | undefined {
  const states = ['running', 'stopped', 'failed'] as const;
  for (const row of rows) {
    const stage = RECIPE_STAGES.find((one) => one === row.stage);
    const state = states.find((one) => one === row.state);
    if (stage === undefined || state === undefined) continue;
    const progress = job.progress === null ? null : (JSON.parse(job.progress) as JobProgress);
    const share = progress?.stage === stage && progress.total > 0 ? progress.done / progress.total : 0;
    return { stage, state, share: Math.min(1, share) };
  }
  return undefined;
}

function planned(projectDir: string, plan: StagePlan, index: FlowIndex): PlannedStage {
  const { stage, standing, made, seconds, record } = plan;
  return {
    id: stage,
    ...stageWords[stage],
    follows: STAGE_FOLLOWS[stage],
    standing: standing.kind,
    because: becauseWords(standing),
    made,
    seconds,
    outcome: record && outcomeView(projectDir, record, index),
  };
}

function outcomeView(projectDir: string, record: StageRecord, index: FlowIndex): StageOutcomeView | null {
  const recalled = recallOutcome(projectDir, record.stage, record.key);
  if (recalled === null) return null;
  const { counts, scrap, bytesOut, seconds, again, output } = recalled.outcome;
  return {
    key: record.key,
    madeAt: record.madeAt,
    seconds,
    counts,
    scrap: scrap ?? null,
    bytesOut: bytesOut ?? null,
    inputs: inputsOf(record, index),
    outputs: outputsOf(record.stage, output),
    again: again === undefined ? null : again.same ? 'same' : 'different',
  };
}

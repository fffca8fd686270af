import { basename } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { JobView } from '../../../preload/contract/jobs.ts';
import { isOpen } from '../../../preload/contract/job-states.ts';
import type { RecipeView, StageView } from '../../../preload/contract/recipe.ts';
import { Failure } from '../../core/failure.ts';
import type { RecipeResultRow, RecipeSettings } from '../../core/study/recipe.ts';
import { RECIPE_ROWS, RECIPE_STAGES } from '../../core/study/recipe.ts';
import type { RecipeOrder } from '../../jobs/recipe/recipe-order.ts';
import { STAGE_FOLLOWS } from '../../core/study/stage-inputs.ts';
import { listArtifacts } from '../../node/store/queries/artifacts.ts';
import { latestJobOfKind } from '../../node/store/queries/jobs.ts';
import { listResultRows, listStages } from '../../node/store/queries/stages.ts';
import type { JobRow, StageRow } from '../../node/store/schema.ts';
import { jobView, startJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { liveScrap } from './live-stage.ts';
import { stageWords } from './stage-words.ts';

/** What a first visitor finds filled in: the twelve minutes that the recipe is tuned for. */
export const defaultSettings: RecipeSettings = { minutes: 12, seed: 1, rawPaths: [] };

export async function recipeView(parts: LabParts): Promise<RecipeView> {
  const job = await latestJobOfKind(parts.store.db, 'recipe');
  const stages = job ? await listStages(parts.store.db, job.id) : [];
  const rows = job ? await listResultRows(parts.store.db, job.id) : [];
  const reports = job ? await listArtifacts(parts.store.db, job.id, 'report') : [];
  const report = reports.at(-1);
  const trains = stages.some((row) => row.stage === 'train' && row.state === 'running');
  const live = job && trains ? await liveScrap(parts, job.id) : null;
  return {
    settings: job ? orderOf(job).settings : defaultSettings,
    job: job ? jobView(job) : null,
    stages: RECIPE_STAGES.map((id) => {
      const view = stageView(id, stages.find((row) => row.stage === id));
      return id === 'train' && live !== null ? { ...view, scrap: live } : view;
    }),
    rows: rows
      .map(({ row }) => JSON.parse(row) as RecipeResultRow)
      .sort((a, b) => RECIPE_ROWS.indexOf(a.name) - RECIPE_ROWS.indexOf(b.name)),
    reportId: report ? basename(report.path, '.html') : null,
  };
}

/**
 * What a recipe's job was asked: its settings, those it did not name as a first visitor finds them, and the stage from
 * which on it makes everything.
 */
export function orderOf(job: JobRow): RecipeOrder {
  const { from, ...asked } = JSON.parse(job.params) as Partial<RecipeSettings> & Pick<RecipeOrder, 'from'>;
  return { settings: { ...defaultSettings, ...asked }, ...(from === undefined ? {} : { from }) };
}

function stageView(id: StageView['id'], row: StageRow | undefined): StageView {
  return {
    id,
    ...stageWords[id],
    follows: STAGE_FOLLOWS[id],
    state: (row?.state ?? 'waiting') as StageView['state'],
    seconds: row?.seconds ?? null,
    counts: row ? (JSON.parse(row.counts) as StageView['counts']) : [],
    scrap: row?.scrap ? (JSON.parse(row.scrap) as StageView['scrap']) : null,
    bytesOut: row?.bytes_out ?? null,
  };
}

type StartInput = ParsedInput<'recipe.start'>;

export async function startRecipe(parts: LabParts, settings: StartInput): Promise<JobView> {
  const latest = await latestJobOfKind(parts.store.db, 'recipe');
  if (latest && isOpen(latest)) {
    throw new Failure(
      'recipe-running',
      `A recipe is already ${latest.state === 'queued' ? 'waiting' : 'running'} in ${parts.project.path}; stop it first or choose another folder.`,
    );
  }
  return startJob(parts, { kind: 'recipe', params: { ...settings } }, 'The recipe');
}

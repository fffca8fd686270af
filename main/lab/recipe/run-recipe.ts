import { isDeepStrictEqual } from 'node:util';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { JobView } from '../../../preload/contract/jobs.ts';
import { isOpen } from '../../../preload/contract/job-states.ts';
import type { RecipePlan, RecipeView } from '../../../preload/contract/recipe.ts';
import { Failure } from '../../core/failure.ts';
import type { RecipeResultRow } from '../../core/study/recipe.ts';
import { absolutePath } from '../../node/projects/project.ts';
import { jobId } from '../../node/store/ids.ts';
import { listArtifacts } from '../../node/store/queries/artifacts.ts';
import { latestJobOfKind } from '../../node/store/queries/jobs.ts';
import { resumeJob, stopJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { closeLabParts, openLabParts } from '../lab.ts';
import { recipePlan } from './recipe-plan.ts';
import { orderOf, recipeView, startRecipe } from './recipe.ts';

export type RecipeRun = {
  readonly projectPath: string;
  readonly settings: ParsedInput<'recipe.start'>;
  /** Aborted: the job saves and stops. */
  readonly stop: AbortSignal;
  /** Aborted: the job's process is ended at once. */
  readonly kill: AbortSignal;
  /** Called a few times a second. */
  readonly onProgress: (view: RecipeView) => void;
  readonly onNote: (sentence: string) => void;
};

export type RecipeOutcome = {
  readonly rows: readonly RecipeResultRow[];
  /** The report's file. */
  readonly report: string;
  readonly seconds: number;
};

/**
 * The `recipe` command: runs the recipe as a job and waits for it. One with the same settings that is
 * still running is joined, one that did not finish is gone on with.
 */
export async function runRecipe(run: RecipeRun): Promise<RecipeOutcome> {
  const start = performance.now();
  const parts = await openLabParts({ projectPath: run.projectPath, door: 'browser' });
  try {
    const { id } = await joinOrStart(parts, run);
    const job = await waitForEnd(parts, run, id);
    assertDone(job, run.projectPath);
    const view = await recipeView(parts);
    const reports = await listArtifacts(parts.store.db, jobId(id), 'report');
    const report = reports.at(-1);
    if (!report) throw new Failure('no-report', `The recipe in ${run.projectPath} ended without a report.`);
    return {
      rows: view.rows,
      report: absolutePath(parts.project, report.path),
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    await closeLabParts(parts);
  }
}

/** What the command would make in a project, without making it. */
export async function planTheRecipe(projectPath: string, settings: RecipeRun['settings']): Promise<RecipePlan> {
  const parts = await openLabParts({ projectPath, door: 'browser', startsJobs: false });
  try {
    return await recipePlan(parts, settings);
  } finally {
    await closeLabParts(parts);
  }
}

async function joinOrStart(parts: LabParts, run: RecipeRun): Promise<JobView> {
  const latest = await latestJobOfKind(parts.store.db, 'recipe');
  const { from, ...settings } = run.settings;
  const asked = { settings, ...(from === undefined ? {} : { from }) };
  if (!latest || latest.state === 'done' || !isDeepStrictEqual(orderOf(latest), asked)) {
    return startRecipe(parts, run.settings);
  }
  if (isOpen(latest)) {
    run.onNote(`This recipe is already ${latest.state === 'queued' ? 'waiting' : 'running'} here; joining it.`);
    return (await recipeView(parts)).job!;
  }
  run.onNote(`Going on with the recipe that was ${latest.state === 'failed' ? 'ended by an error' : latest.state}.`);
  return resumeJob(parts, latest.id);
}

const LOOK_MS = 200;

async function waitForEnd(parts: LabParts, run: RecipeRun, id: string): Promise<JobView> {
  let asked = false;
  for (;;) {
    if (run.stop.aborted && !asked) {
      asked = true;
      await stopJob(parts, id);
    }
    if (run.kill.aborted) parts.supervisor.kill(id);
    await parts.follower.round();
    const view = await recipeView(parts);
    const job = view.job!;
    run.onProgress(view);
    if (!isOpen(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function assertDone(job: JobView, folder: string): void {
  switch (job.state) {
    case 'done':
      return;
    case 'failed':
      throw new Failure(job.error?.code ?? 'failed', job.error?.message ?? 'The recipe failed.');
    case 'paused':
    case 'stopped':
      throw new Failure(
        'stopped',
        `The recipe was ${job.state}; what it finished is kept in ${folder}, and the same command goes on from there.`,
      );
    default:
      if (job.error?.code === 'job-crashed') throw new Failure(job.error.code, job.error.message);
      throw new Failure(
        'job-killed',
        `The recipe's process was killed; what it finished is kept in ${folder}, and the same command goes on from there.`,
      );
  }
}

import type { JobView } from '../../../preload/contract/jobs.ts';
import type { CheckpointScore } from '../../core/evaluation/best-checkpoint.ts';
import type { TaskRange } from '../../core/evaluation/prompt-form.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import { jobId } from '../../node/store/ids.ts';
import { listEvaluationsOfJob } from '../../node/store/queries/evaluations.ts';
import { checkpointScores } from './checkpoint-scores.ts';
import { resumeJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { closeLabParts, openLabParts } from '../lab.ts';
import { listModelChoices } from '../playground/models.ts';
import { startEvaluation } from './start-evaluation.ts';
import { assertDone, waitForJob } from '../jobs/wait-for-job.ts';

export type EvaluationRun = {
  readonly projectPath: string;
  /** Id or name of a run of the project. */
  readonly run: string;
  /** Every checkpoint of the run, instead of its latest. */
  readonly checkpoints: boolean;
  readonly benchmark: string;
  readonly settings: Partial<EvaluationSettings>;
  readonly withoutDoubtful: boolean;
  readonly only?: TaskRange;
  /** Goes on with this job instead of starting one. */
  readonly resume?: string;
  readonly threads?: number;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  readonly onProgress: (job: JobView) => void;
  readonly onNote: (sentence: string) => void;
};

export type EvaluationOutcome = {
  readonly job: string;
  readonly evaluations: readonly {
    readonly id: string;
    readonly runName: string;
    readonly step: number | null;
    readonly benchmark: string;
    readonly problems: number;
    readonly passAt1: number;
    readonly ci95: readonly [number, number];
  }[];
  /** Every evaluated checkpoint of the run on this benchmark, earlier jobs' too; the best is marked. */
  readonly checkpoints: readonly CheckpointScore[];
};

/** The `eval --run` command: an evaluation job in a project, waited for. */
export async function runEvaluation(run: EvaluationRun): Promise<EvaluationOutcome> {
  const parts = await openLabParts({ projectPath: run.projectPath, door: 'browser' });
  try {
    const { id, runOfModel } = await startOrResume(parts, run);
    const job = await waitForJob(parts, run, id);
    assertDone(job, id);
    const rows = await listEvaluationsOfJob(parts.store.db, jobId(id));
    return {
      job: id,
      evaluations: rows.map((row) => ({
        id: row.id,
        runName: row.run_name,
        step: row.step,
        benchmark: row.benchmark,
        problems: row.problems,
        passAt1: row.pass_at_1!,
        ci95: [row.ci_low!, row.ci_high!],
      })),
      checkpoints: await checkpointScores(parts, runOfModel ?? rows[0]?.run_id ?? ''),
    };
  } finally {
    await closeLabParts(parts);
  }
}

async function startOrResume(
  parts: LabParts,
  run: EvaluationRun,
): Promise<{ id: string; runOfModel: string | null }> {
  if (run.resume !== undefined) {
    return { id: (await resumeJob(parts, run.resume)).id, runOfModel: null };
  }
  const choices = (await listModelChoices(parts)).filter(
    ({ runId, runName }) => runId === run.run || runName === run.run,
  );
  const newest = choices[0];
  if (newest === undefined) {
    throw new Failure('run-not-found', `There is no run ${run.run} with a checkpoint in ${run.projectPath}.`);
  }
  const ofRun = choices.filter(({ runId }) => runId === newest.runId);
  const chosen = run.checkpoints ? ofRun.toSorted((a, b) => a.step - b.step) : [newest];
  const { job } = await startEvaluation(parts, {
    models: chosen.map(({ path }) => path),
    benchmark: run.benchmark,
    settings: run.settings,
    withoutDoubtful: run.withoutDoubtful,
    ...(run.only === undefined ? {} : { only: run.only }),
    ...(run.threads === undefined ? {} : { threads: run.threads }),
  });
  run.onNote(`Started as job ${job.id}; if it is interrupted, --resume ${job.id} goes on with it.`);
  return { id: job.id, runOfModel: newest.runId };
}

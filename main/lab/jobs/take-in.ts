import type { Kysely } from 'kysely';
import type { Change } from '../../../preload/contract/contract.ts';
import type { JobEvent } from '../../jobs/protocol.ts';
import type { Project } from '../../node/projects/project.ts';
import { absolutePath, pathInProject } from '../../node/projects/project.ts';
import type { JobId } from '../../node/store/ids.ts';
import { evaluationId, runId } from '../../node/store/ids.ts';
import { upsertArtifact } from '../../node/store/queries/artifacts.ts';
import {
  countEvaluationSamples,
  startEvaluationRow,
  upsertEvaluation,
  upsertEvaluationProblems,
  upsertEvaluationSamples,
} from '../../node/store/queries/evaluations.ts';
import { findJob, updateJob } from '../../node/store/queries/jobs.ts';
import { moveJournalOffset } from '../../node/store/queries/journal-offsets.ts';
import { upsertMetrics } from '../../node/store/queries/metrics.ts';
import { upsertReport } from '../../node/store/queries/reports.ts';
import { upsertRunSamples } from '../../node/store/queries/run-samples.ts';
import { closeRunningRuns, knownRuns, startRun, updateRun } from '../../node/store/queries/runs.ts';
import { closeRunningStages, upsertResultRow, upsertStage } from '../../node/store/queries/stages.ts';
import type { JobRow, MetricRow, Schema } from '../../node/store/schema.ts';
import type { Store } from '../../node/store/store.ts';
import { readReportRow } from '../reports/artifact-rows.ts';
import { changeKey } from '../changes.ts';
import { judgedRows, readEvaluationRows, startedRows } from '../evaluation/evaluation-rows.ts';

type Slice = { readonly events: readonly JobEvent[]; readonly from: number; readonly to: number };

/**
 * Takes a slice of a job's journal into the store. The rows and the offset move in one transaction, so
 * every event counts once, however often a lab dies and however many labs look at the project.
 * Returns what changed, or null when another lab was first.
 */
export async function takeIn(
  store: Store,
  project: Project,
  job: JobId,
  slice: Slice,
): Promise<readonly Change[] | null> {
  const changes = new Map<string, Change>();
  const taken = await store.db.transaction().execute(async (db) => {
    if (!(await moveJournalOffset(db, job, slice.from, slice.to))) return false;
    const metrics = metricBuffer();
    let progress: Extract<JobEvent, { type: 'progress' }> | null = null;
    const write = async (): Promise<void> => {
      await metrics.write(db);
      if (progress !== null) await applyProgress(db, job, progress);
      progress = null;
    };
    for (const event of slice.events) {
      if (event.type === 'metric') metrics.add(event);
      // Of several in a row the last says it all.
      else if (event.type === 'progress') progress = event;
      else if (event.type !== 'log') {
        await write();
        await apply(db, project, job, event);
      }
      for (const change of changesOf(event)) {
        changes.set(changeKey(change), change);
      }
    }
    await write();
    return true;
  });
  return taken ? [...changes.values()] : null;
}

function applyProgress(
  db: Kysely<Schema>,
  job: JobId,
  { at: _at, type: _type, ...progress }: Extract<JobEvent, { type: 'progress' }>,
): Promise<void> {
  return updateJob(db, job, { progress: JSON.stringify(progress) });
}

async function apply(
  db: Kysely<Schema>,
  project: Project,
  job: JobId,
  event: Exclude<JobEvent, { type: 'metric' | 'progress' | 'log' }>,
): Promise<void> {
  switch (event.type) {
    case 'started':
      return updateJob(db, job, { state: 'running', ended_at: null, error: null, progress: null });
    case 'stage':
      return upsertStage(db, {
        job_id: job,
        stage: event.stage,
        state: event.state,
        seconds: event.seconds ?? null,
        counts: JSON.stringify(event.counts ?? []),
        scrap: event.scrap ? JSON.stringify(event.scrap) : null,
        bytes_out: event.bytesOut ?? null,
      });
    case 'artifact':
      return applyArtifact(db, project, job, event);
    case 'run':
      return startRun(db, {
        id: runId(event.run),
        job_id: job,
        name: event.name,
        path: pathInProject(project, event.path),
        config: JSON.stringify(event.config),
        parameters: event.parameters,
        total_steps: event.totalSteps,
        flops: JSON.stringify(event.flops ?? []),
        environment: JSON.stringify(event.environment ?? {}),
        origin: JSON.stringify(event.origin ?? null),
        at: event.at,
      });
    case 'samples':
      return upsertRunSamples(db, {
        run_id: runId(event.run),
        step: event.samples.step,
        samples: JSON.stringify(event.samples),
      });
    case 'run-ended':
      return updateRun(db, runId(event.run), { state: event.outcome, ended_at: event.at });
    case 'evaluation': {
      const rows = startedRows(event, pathInProject(project, event.path), job);
      await startEvaluationRow(db, rows.evaluation);
      return upsertEvaluationProblems(db, rows.problems);
    }
    case 'judged':
      await upsertEvaluationSamples(db, judgedRows(event));
      return countEvaluationSamples(db, evaluationId(event.evaluation));
    case 'row':
      return upsertResultRow(db, { job_id: job, name: event.row.name, row: JSON.stringify(event.row) });
    case 'ended':
      await updateJob(db, job, {
        state: await endState(db, job, event.outcome),
        intent: null,
        ended_at: event.at,
        error: event.error ? JSON.stringify(event.error) : null,
        result: event.result === undefined ? null : JSON.stringify(event.result),
      });
      await closeRunningRuns(db, job, event.outcome, event.at);
      if (event.outcome !== 'done') await closeRunningStages(db, job, event.outcome);
  }
}

/** A job that was stopped to be paused waits for its person; one that ended by itself first has ended. */
async function endState(
  db: Kysely<Schema>,
  job: JobId,
  outcome: 'done' | 'stopped' | 'failed',
): Promise<JobRow['state']> {
  if (outcome !== 'stopped') return outcome;
  return (await findJob(db, job))?.intent === 'pause' ? 'paused' : 'stopped';
}

async function applyArtifact(
  db: Kysely<Schema>,
  project: Project,
  job: JobId,
  event: Extract<JobEvent, { type: 'artifact' }>,
): Promise<void> {
  const path = pathInProject(project, event.path);
  await upsertArtifact(db, {
    path,
    job_id: job,
    kind: event.artifact,
    name: event.name,
    hash: event.hash,
    parents: JSON.stringify(event.parents),
    created_at: event.at,
  });
  if (event.artifact === 'evaluation') {
    const rows = readEvaluationRows(absolutePath(project, event.path), path, job);
    if (rows) {
      await upsertEvaluation(db, rows.evaluation);
      await upsertEvaluationProblems(db, rows.problems);
      await upsertEvaluationSamples(db, rows.samples);
    }
  } else if (event.artifact === 'report') {
    const row = readReportRow(absolutePath(project, event.path), path, event.name, event.at);
    if (row) await upsertReport(db, row);
  }
}

/** Collects neighbouring metrics, so that they go in by the hundred. */
function metricBuffer() {
  let rows: MetricRow[] = [];
  return {
    add(event: Extract<JobEvent, { type: 'metric' }>): void {
      rows.push({
        run_id: runId(event.run),
        step: event.step,
        at: event.at,
        tokens: event.tokens,
        loss: event.loss ?? null,
        held_out_loss: event.heldOutLoss ?? null,
        rate: event.rate ?? null,
        gradient_norm: event.gradientNorm ?? null,
        tokens_per_second: event.tokensPerSecond ?? null,
        memory_bytes: event.memoryBytes ?? null,
        gpu_memory_bytes: event.gpuMemoryBytes ?? null,
      });
    },
    async write(db: Kysely<Schema>): Promise<void> {
      if (rows.length === 0) return;
      const known = new Set<string>(await knownRuns(db, [...new Set(rows.map(({ run_id }) => run_id))]));
      // A metric whose run was lost to a damaged line has nothing to belong to.
      const batch = rows.filter((row) => known.has(row.run_id));
      rows = [];
      if (batch.length === 0) return;
      await upsertMetrics(db, batch);
      const latest = new Map<string, Partial<MetricRow> & { run_id: MetricRow['run_id'] }>();
      for (const row of batch) latest.set(row.run_id, { ...latest.get(row.run_id), ...present(row) });
      for (const row of latest.values()) {
        const { run_id, step, tokens, loss, held_out_loss, tokens_per_second } = row;
        await updateRun(db, run_id, defined({ step, tokens, loss, held_out_loss, tokens_per_second }));
      }
    },
  };
}

/** Columns that say something: a row of a held-out loss alone must not blank the training loss. */
const present = (row: MetricRow): MetricRow =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as MetricRow;

const defined = <Row extends object>(row: Row): { [Key in keyof Row]?: Exclude<Row[Key], undefined> } =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as never;

function changesOf(event: JobEvent): readonly Change[] {
  switch (event.type) {
    case 'metric':
      return [{ subject: 'run', id: event.run }];
    case 'samples':
      return [{ subject: 'samples', id: event.run }];
    case 'run':
    case 'run-ended':
      return [{ subject: 'runs' }, { subject: 'run', id: event.run }];
    case 'progress':
      return [{ subject: 'jobs' }, { subject: 'recipe' }];
    case 'stage':
    case 'row':
      return [{ subject: 'recipe' }];
    case 'evaluation':
    case 'judged':
      return [{ subject: 'evaluations' }];
    case 'started':
    case 'ended':
      return [{ subject: 'jobs' }, { subject: 'recipe' }, { subject: 'runs' }];
    case 'artifact':
      return artifactChanges[event.artifact];
    case 'log':
      return [];
  }
}

const artifactChanges: Readonly<
  Record<Extract<JobEvent, { type: 'artifact' }>['artifact'], readonly Change[]>
> = {
  dataset: [{ subject: 'datasets' }],
  tokenizer: [],
  checkpoint: [{ subject: 'runs' }],
  evaluation: [{ subject: 'evaluations' }, { subject: 'runs' }],
  report: [{ subject: 'reports' }, { subject: 'recipe' }],
};

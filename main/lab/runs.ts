import { Failure } from '../core/failure.ts';
import type { ParsedInput } from '../../preload/contract/contract.ts';
import type { MetricPage, RunDetails, RunSummary } from '../../preload/contract/runs.ts';
import { runId } from '../node/store/ids.ts';
import { listCheckpoints } from '../node/store/queries/artifacts.ts';
import { selectMetrics } from '../node/store/queries/metrics.ts';
import type { ListedRun } from '../node/store/queries/runs.ts';
import { findRun, listRuns } from '../node/store/queries/runs.ts';
import type { LabParts } from './lab.ts';
import { stepOfCheckpoint } from './models.ts';

function runSummary(row: ListedRun): RunSummary {
  return {
    id: row.id,
    name: row.name,
    jobId: row.job_id,
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    parameters: row.parameters,
    step: row.step,
    totalSteps: row.total_steps,
    tokens: row.tokens,
    loss: row.loss,
    heldOutLoss: row.held_out_loss,
    tokensPerSecond: row.tokens_per_second,
    passAt1: row.pass_at_1,
    colour: row.colour,
  };
}

export async function listRunSummaries(parts: LabParts): Promise<RunSummary[]> {
  return (await listRuns(parts.store.db)).map(runSummary);
}

export async function runDetails(parts: LabParts, id: string): Promise<RunDetails> {
  const { db } = parts.store;
  const row = await requireRun(parts, id);
  const listed = (await listRuns(db)).find((run) => run.id === row.id)!;
  const checkpoints = await listCheckpoints(db, row.path);
  return {
    ...runSummary(listed),
    config: JSON.parse(row.config) as RunDetails['config'],
    checkpoints: checkpoints.map(({ path, name, hash }) => ({ step: stepOfCheckpoint(path, name), path, hash })),
  };
}

async function requireRun(parts: LabParts, id: string) {
  const row = await findRun(parts.store.db, runId(id));
  if (!row) throw new Failure('run-not-found', `There is no run ${JSON.stringify(id)} in this project.`);
  return row;
}

export async function runMetrics(
  parts: LabParts,
  input: ParsedInput<'runs.metrics'>,
): Promise<MetricPage> {
  const run = await requireRun(parts, input.id);
  const slice = await selectMetrics(parts.store.db, {
    run: run.id,
    from: Math.max(input.afterStep + 1, input.fromStep ?? 0),
    to: input.toStep ?? Number.MAX_SAFE_INTEGER,
    maxPoints: input.maxPoints,
  });
  return {
    points: slice.rows.map((row) => ({
      step: row.step,
      tokens: row.tokens,
      seconds: (row.at - run.started_at) / 1000,
      loss: row.loss,
      heldOutLoss: row.held_out_loss,
      rate: row.rate,
      gradientNorm: row.gradient_norm,
      tokensPerSecond: row.tokens_per_second,
    })),
    stored: slice.stored,
  };
}

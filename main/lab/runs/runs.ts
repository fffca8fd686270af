import { Failure } from '../../core/failure.ts';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { MetricPage, RunDetails, RunSamples, RunSummary } from '../../../preload/contract/runs.ts';
import { flopsAt, type StretchFlops } from '../../core/training/step-flops.ts';
import type { RunOrigin } from '../../node/checkpoints/run-record.ts';
import { runId } from '../../node/store/ids.ts';
import { listCheckpoints } from '../../node/store/queries/artifacts.ts';
import { selectMetrics } from '../../node/store/queries/metrics.ts';
import type { RunLabels } from '../../node/store/queries/run-labels.ts';
import { changeLabels, labelsOfRuns } from '../../node/store/queries/run-labels.ts';
import { listRunSamples } from '../../node/store/queries/run-samples.ts';
import type { ListedRun } from '../../node/store/queries/runs.ts';
import { findRun, listRuns } from '../../node/store/queries/runs.ts';
import type { Quantity, RunRow } from '../../node/store/schema.ts';
import type { LabParts } from '../lab.ts';
import { stepOfCheckpoint } from '../playground/models.ts';

function runSummary(row: ListedRun, labels: RunLabels | undefined): RunSummary {
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
    flops: flopsAtStep(row.flops)(row.step),
    passAt1: row.pass_at_1,
    colour: row.colour,
    settings: settingsOf(JSON.parse(row.config) as Readonly<Record<string, unknown>>),
    tags: labels?.tags ?? [],
    note: labels?.note ?? '',
  };
}

/** Newest first; all, or those of the ids that there are. */
export async function listRunSummaries(
  parts: LabParts,
  asked?: ParsedInput<'runs.list'>,
): Promise<RunSummary[]> {
  const ids = asked?.ids.map(runId);
  const labels = await labelsOfRuns(parts.store.db, ids);
  return (await listRuns(parts.store.db, ids)).map((row) => runSummary(row, labels.get(row.id)));
}

/** Model FLOPs after so many steps; null where nobody counted. */
function flopsAtStep(stored: string): (step: number) => number | null {
  const stretches = JSON.parse(stored) as readonly StretchFlops[];
  return stretches.length === 0 ? () => null : (step) => flopsAt(stretches, step);
}

/** What can stand in a column: lists as words, longer structures not at all. */
function settingsOf(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      if (isPlain(value)) return [[key, String(value)]];
      return Array.isArray(value) && value.every(isPlain) ? [[key, value.join(', ')]] : [];
    }),
  );
}

export async function labelRuns(
  parts: LabParts,
  { ids, add, remove, note }: ParsedInput<'runs.label'>,
): Promise<null> {
  for (const id of ids) await requireRun(parts, id);
  await changeLabels(parts.store.db, ids.map(runId), (labels) => ({
    tags: [...new Set([...labels.tags, ...add])].filter((tag) => !remove.includes(tag)),
    note: note ?? labels.note,
  }));
  parts.changes.announce({ subject: 'runs' });
  return null;
}

export async function runDetails(parts: LabParts, id: string): Promise<RunDetails> {
  const { db } = parts.store;
  const row = await requireRun(parts, id);
  const [listed] = await listRuns(db, [row.id]);
  const labels = (await labelsOfRuns(db, [row.id])).get(row.id);
  const checkpoints = await listCheckpoints(db, row.path);
  return {
    ...runSummary(listed!, labels),
    config: JSON.parse(row.config) as RunDetails['config'],
    environment: JSON.parse(row.environment) as RunDetails['environment'],
    origin: await originOf(parts, JSON.parse(row.origin) as RunOrigin | null),
    checkpoints: checkpoints.map(({ path, name, hash }) => ({ step: stepOfCheckpoint(path, name), path, hash })),
  };
}

async function originOf(parts: LabParts, origin: RunOrigin | null): Promise<RunDetails['origin']> {
  if (origin === null) return null;
  const { kind, run } = origin;
  const known = await findRun(parts.store.db, runId(run));
  return { kind, run, name: known?.name ?? null, step: kind === 'extension' ? origin.step : null };
}

/** What a run's model wrote at its checkpoints. */
export async function runSamples(parts: LabParts, id: string): Promise<RunSamples[]> {
  const run = await requireRun(parts, id);
  const rows = await listRunSamples(parts.store.db, run.id);
  return rows.map(({ samples }) => JSON.parse(samples) as RunSamples);
}

export async function requireRun(parts: LabParts, id: string): Promise<RunRow> {
  const row = await findRun(parts.store.db, runId(id));
  if (!row) throw new Failure('run-not-found', `There is no run ${JSON.stringify(id)} in this project.`);
  return row;
}

/** What a curve of each quantity must not lose: with the loss, the held-out loss is drawn. */
const kept: Readonly<Record<ParsedInput<'runs.metrics'>['metric'], readonly Quantity[]>> = {
  loss: ['loss', 'held_out_loss'],
  rate: ['rate'],
  gradientNorm: ['gradient_norm'],
  tokensPerSecond: ['tokens_per_second'],
  memoryBytes: ['memory_bytes'],
  gpuMemoryBytes: ['gpu_memory_bytes'],
};

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
    keep: kept[input.metric],
  });
  const flops = flopsAtStep(run.flops);
  return {
    points: slice.rows.map((row) => ({
      step: row.step,
      tokens: row.tokens,
      flops: flops(row.step),
      seconds: (row.at - run.started_at) / 1000,
      loss: row.loss,
      heldOutLoss: row.held_out_loss,
      rate: row.rate,
      gradientNorm: row.gradient_norm,
      tokensPerSecond: row.tokens_per_second,
      memoryBytes: row.memory_bytes,
      gpuMemoryBytes: row.gpu_memory_bytes,
    })),
    stored: slice.stored,
  };
}

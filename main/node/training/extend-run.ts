import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { totalSteps } from '../../core/training/run.ts';
import type { Decay } from '../../core/training/schedule.ts';
import { latestCheckpoint, type CheckpointEntry } from '../checkpoints/retention.ts';
import {
  checkpointsFolder,
  hasRunRecord,
  makeRunFolder,
  readRunRecord,
  writeRunRecord,
  type RunRecord,
} from '../checkpoints/run-record.ts';
import type { PlannedPhase } from '../checkpoints/trainer-state.ts';
import { warmupOf } from './plan-run.ts';

export type Extension = {
  /** Folder of a finished run. */
  readonly from: string;
  /** How the record calls that run. */
  readonly name: string;
  /** Folder of the new run. */
  readonly outDir: string;
  readonly steps: number;
  /** Peak of the new stretch; that of the run's last phase without it. */
  readonly rate?: number | undefined;
  readonly warmupSteps?: number | undefined;
  readonly decay?: Decay | undefined;
};

/** A run that has taken all of its steps, and its last checkpoint; else a Failure that says what to do. */
export async function requireFinished(
  runFolder: string,
): Promise<{ readonly record: RunRecord; readonly latest: CheckpointEntry }> {
  if (!(await hasRunRecord(runFolder)))
    throw new Failure('no-run', `There is no run in ${runFolder}; name the folder that holds its run.json.`);
  const record = await readRunRecord(runFolder);
  const latest = await latestCheckpoint(checkpointsFolder(runFolder));
  const total = totalSteps(record.plan.phases);
  const step = latest?.state.step ?? 0;
  if (latest !== undefined && step === total) return { record, latest };
  throw new Failure(
    'run-not-finished',
    `This run stands at step ${String(step)} of ${String(total)}; resume it first, then extend it.`,
  );
}

/**
 * Makes a run that goes on from a finished one's last checkpoint, weights and moments, for more steps on the data of its
 * last phase. The finished run stays as it is. The rate has fallen to 0 at its end, so the new stretch warms up again, to
 * `rate`, and then falls or stays. What is made is trained by resuming it; made twice, it is the same.
 */
export async function prepareExtension(extension: Extension): Promise<RunRecord> {
  const { from, name, outDir, steps } = extension;
  if (await hasRunRecord(outDir)) return readRunRecord(outDir);
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new Failure(
      'bad-budget',
      `An extension of ${String(steps)} steps is not possible; give a whole number above 0.`,
    );
  const { record, latest } = await requireFinished(from);
  const { plan } = record;
  const last = plan.phases.at(-1)!;
  const phase: PlannedPhase = {
    ...last,
    name: `${last.name.replace(/, extended$/, '')}, extended`,
    steps,
    peakRate: extension.rate ?? last.peakRate,
    warmupSteps: warmupOf(extension.warmupSteps, steps),
    decay: extension.decay ?? 'linear',
    moments: 'kept',
  };
  await makeRunFolder(outDir);
  await cp(latest.path, join(checkpointsFolder(outDir), basename(latest.path)), { recursive: true });
  for (const file of ['tokenizer.json', 'metrics.jsonl', 'samples.jsonl'])
    await cp(join(from, file), join(outDir, file)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
    });
  const extended: RunRecord = {
    ...record,
    plan: { ...plan, phases: [...plan.phases, phase] },
    origin: { kind: 'extension', run: name, step: latest.state.step },
  };
  // Last: a folder with a record is a whole extension.
  await writeRunRecord(outDir, extended);
  return extended;
}

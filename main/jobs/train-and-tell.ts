import type { StepMetric } from '../core/training/run.ts';
import { stepFlops } from '../core/training/step-flops.ts';
import type { RunRecord } from '../node/checkpoints/run-record.ts';
import type { TrainReport, TrainRequest } from '../node/training/train-request.ts';
import { trainRun } from '../node/training/train-run.ts';
import type { JobContext } from './child.ts';
import { memoryGauge } from './memory-gauge.ts';
import { runEnvironment } from './run-environment.ts';

/** How a run that is part of a job is named and described in the lab. */
export type ToldRun = {
  readonly id: string;
  readonly name: string;
  /** Folder, relative to the project. */
  readonly path: string;
  /** The run's frozen configuration, as its page shows it. */
  readonly config: (record: RunRecord, totalSteps: number) => Readonly<Record<string, unknown>>;
  /** Hashes of the data it is trained on. */
  readonly parents: readonly string[];
  readonly onMetric: (metric: StepMetric, totalSteps: number) => void;
};

/** Trains as part of a job: the lab hears of the run, its metrics and its checkpoints. Stopped: throws once it is saved. */
export async function trainAndTell(
  context: JobContext,
  request: TrainRequest,
  told: ToldRun,
): Promise<TrainReport> {
  const { id: run, name, path } = told;
  let totalSteps = 0;
  const memory = memoryGauge();
  const report = await trainRun(
    { samples: { kind: 'held-out' }, ...request },
    {
      signal: context.signal,
      onPlan: (record, _startStep, total) => {
        totalSteps = total;
        context.emit({
          type: 'run',
          run,
          name,
          path,
          config: told.config(record, total),
          parameters: record.parameters,
          totalSteps: total,
          flops: record.plan.phases.map((phase) => ({
            steps: phase.steps,
            flopsPerStep: stepFlops(record.model, phase),
          })),
          environment: runEnvironment(record),
          origin: record.origin,
        });
      },
      onMetric: (metric) => {
        const { phase: _, ...numbers } = metric;
        context.emit({ type: 'metric', run, ...numbers, ...memory() });
        told.onMetric(metric, totalSteps);
      },
      onCheckpoint: (checkpoint, state) => {
        context.emit({
          type: 'artifact',
          artifact: 'checkpoint',
          name: `${name}, step ${state.step}`,
          path: checkpoint,
          hash: state.weights.sha256,
          parents: told.parents,
        });
      },
      onSamples: (samples) => {
        context.emit({ type: 'samples', run, samples });
      },
      onTrouble: (text) => {
        context.emit({ type: 'log', level: 'warning', text: `${name}: ${text}` });
      },
    },
  );
  context.emit({ type: 'run-ended', run, outcome: report.outcome });
  context.signal.throwIfAborted();
  return report;
}

/** What a run was expected to take, for its page. */
export const memoryWords = ({ memoryBytes }: RunRecord): string =>
  memoryBytes === null ? 'not estimated' : `about ${(memoryBytes / 1e9).toFixed(1)} GB`;

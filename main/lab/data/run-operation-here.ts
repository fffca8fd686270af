import { Failure } from '../../core/failure.ts';
import { checkParameters } from '../../jobs/data/check-parameters.ts';
import { operationNamed } from '../../jobs/data/data-job.ts';
import { commandPlace } from '../../jobs/data/place.ts';
import type { OperationResult } from '../../jobs/data/run-operation.ts';
import { runOperation } from '../../jobs/data/run-operation.ts';
import { progressMeter } from '../../jobs/progress-meter.ts';
import type { JobProgress } from '../../core/job-progress.ts';

export type OperationCommand = {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onNote?: (sentence: string) => void;
};

/**
 * Runs an operation in this process, on folders: what the command line does. It is the code that a job of the window
 * runs.
 */
export async function runOperationHere(command: OperationCommand): Promise<OperationResult> {
  const operation = operationNamed(command.name);
  const place = commandPlace(process.cwd());
  const checked = await checkParameters(operation, command.parameters, place);
  if (checked.state === 'wrong') throw new Failure('bad-parameter', checked.problems[0]!.message);
  const meter = progressMeter(() => Date.now());
  return runOperation(operation, checked.parameters, place, {
    signal: command.signal,
    progress: (report) => {
      const event = meter(report);
      if (event !== null) command.onProgress(event);
    },
    emit: (event) => {
      if (event.type === 'log') command.onNote?.(event.text);
    },
  });
}

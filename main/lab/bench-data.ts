import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/failure.ts';
import type { DataBench } from '../node/bench/data.ts';
import { benchData } from '../node/bench/data.ts';
import type { StageName, StageRequest, StagesFound } from '../node/bench/data-stages.ts';

export type { DataBench };

export type DataBenchRequest = {
  readonly megabytes: number;
  readonly seed: number;
  readonly workers?: number;
  /** Problems that copies are planted of. */
  readonly problems?: string;
  /** Python interpreter whose datatrove is measured beside. */
  readonly peer?: string;
  readonly peerRun?: 'small' | 'large';
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
};

/** What the process of the stages says. */
export type StagesAnswer =
  | { readonly stage: StageName }
  | { readonly found: StagesFound }
  | { readonly failed: { readonly code: string; readonly message: string } };

/** Measures the data pipeline on this machine, beside datatrove where a Python is named that has it. */
export function benchDataPipeline(request: DataBenchRequest): Promise<DataBench> {
  return benchData({
    ...request,
    runStages: (stages, onStage) => stagesInProcess(stages, onStage, request.signal),
  });
}

/** Runs the stages in a process of their own, so that its memory is theirs alone. */
function stagesInProcess(
  request: StageRequest,
  onStage: (stage: StageName) => void,
  signal: AbortSignal,
): Promise<StagesFound> {
  const child = fork(fileURLToPath(new URL('bench-data-child.ts', import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    signal,
  });
  return new Promise((resolve, reject) => {
    child.on('message', (answer: StagesAnswer) => {
      if ('stage' in answer) onStage(answer.stage);
      else if ('found' in answer) resolve(answer.found);
      else reject(new Failure(answer.failed.code, answer.failed.message));
    });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      reject(new Failure('bench-failed', `The measured process ended before its work did (${String(by ?? code)}).`));
    });
    child.send(request);
  });
}

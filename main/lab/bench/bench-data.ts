import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../core/failure.ts';
import type { DataBench } from '../../node/bench/data.ts';
import { benchData } from '../../node/bench/data.ts';
import type { StageFound, StageRequest } from '../../node/bench/data-stages.ts';

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

/** What the process of a stage says. */
export type StageAnswer =
  | { readonly found: StageFound }
  | { readonly failed: { readonly code: string; readonly message: string } };

/** Measures the data pipeline on this machine, beside datatrove where a Python is named that has it. */
export function benchDataPipeline(request: DataBenchRequest): Promise<DataBench> {
  return benchData({ ...request, runStage: (stage) => stageInProcess(stage, request.signal) });
}

/** Runs a stage in a process of its own, as the lab runs every operation, so that its memory is its alone. */
function stageInProcess(request: StageRequest, signal: AbortSignal): Promise<StageFound> {
  const child = fork(fileURLToPath(new URL('bench-data-child.ts', import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    signal,
  });
  return new Promise((resolve, reject) => {
    child.on('message', (answer: StageAnswer) => {
      if ('found' in answer) resolve(answer.found);
      else reject(new Failure(answer.failed.code, answer.failed.message));
    });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      reject(new Failure('bench-failed', `The measured process ended before its work did (${String(by ?? code)}).`));
    });
    child.send(request);
  });
}

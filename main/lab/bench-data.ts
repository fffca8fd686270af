import type { DataBench } from '../node/bench/data.ts';
import { benchData } from '../node/bench/data.ts';
import { runOperationHere } from './data/run-operation-here.ts';

export type { DataBench };

export type DataBenchRequest = {
  readonly megabytes: number;
  readonly seed: number;
  readonly workers?: number;
  /** Problems that copies are planted of. */
  readonly problems?: string;
  /** Python interpreter whose datatrove is measured beside. */
  readonly peer?: string;
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
};

/** Measures the data pipeline on this machine, beside datatrove where a Python is named that has it. */
export function benchDataPipeline(request: DataBenchRequest): Promise<DataBench> {
  return benchData({
    ...request,
    importFiles: async (paths, out) => {
      await runOperationHere({
        name: 'import',
        parameters: { paths, out, kind: 'code' },
        signal: request.signal,
        onProgress: () => undefined,
      });
    },
  });
}

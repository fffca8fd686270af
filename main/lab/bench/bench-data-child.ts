import { Failure } from '../../core/failure.ts';
import type { StageRequest } from '../../node/bench/data-stages.ts';
import { runStage } from '../../node/bench/data-stages.ts';
import type { StageAnswer } from './bench-data.ts';
import { runOperationHere } from '../data/run-operation-here.ts';

/** The process that `bench data` measures: one stage on one corpus, then it ends. */
const say = (answer: StageAnswer): void => {
  process.send!(answer);
};

process.once('message', (request: StageRequest) => {
  const importFiles = async (paths: readonly string[], out: string): Promise<void> => {
    await runOperationHere({
      name: 'import',
      parameters: { paths, out, kind: 'code' },
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  };
  runStage(request, importFiles)
    .then(
      (found) => {
        say({ found });
      },
      (error: unknown) => {
        const code = error instanceof Failure ? error.code : 'unexpected';
        say({ failed: { code, message: error instanceof Error ? error.message : String(error) } });
      },
    )
    .finally(() => {
      process.disconnect();
    });
});

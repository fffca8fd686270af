import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../../core/failure.ts';
import type { Answer } from './pool.ts';
import type { TaskName, TextBatch } from './tasks.ts';
import { tasks } from './tasks.ts';

/** A thread that runs one task on every batch it is sent. */
const { task, setup } = workerData as { readonly task: TaskName; readonly setup: never };
const port = parentPort!;

const ready = tasks[task](setup);
let turn: Promise<void> = Promise.resolve();
port.on('message', (batch: TextBatch) => {
  turn = turn.then(async () => {
    try {
      const { result, transfer } = (await ready)(batch);
      port.postMessage({ result } satisfies Answer, transfer);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof Failure ? error.code : null;
      port.postMessage({ failed: { code, message } } satisfies Answer);
    }
  });
});

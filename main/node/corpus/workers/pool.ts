import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../../core/failure.ts';
import { workerEntry } from '../../runtime/worker-entry.ts';
import type { TaskName, TaskResult, TaskSetup, TextBatch } from './tasks.ts';

export type PoolOptions = {
  /** As many as the machine runs at once, four at most, unless given. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
};

/** Batches that wait at one worker beside the one that it works on: enough that it never waits for the next. */
const QUEUED = 2;
/**
 * Keeps the heaps of several workers small; a text's tree lies outside them. What a batch leaves behind is garbage at once, so
 * that a large young generation would only hold more of it: V8's own takes 100 MiB.
 */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

const here = dirname(fileURLToPath(import.meta.url));
/** How many workers a task gets unless it is told. */
export const usualWorkers = (): number => Math.max(1, Math.min(4, availableParallelism()));

/**
 * Runs one task over batches of texts on several cores, and gives the results in the batches' order. Few batches are
 * under way at a time, so memory does not grow with the number of texts.
 *
 * @throws the signal's reason, or what a worker failed with
 */
export async function* runInWorkers<Name extends TaskName>(
  task: Name,
  setup: TaskSetup<Name>,
  batches: AsyncIterable<TextBatch> | Iterable<TextBatch>,
  { workers = usualWorkers(), signal }: PoolOptions = {},
): AsyncGenerator<{ readonly batch: TextBatch; readonly result: TaskResult<Name> }> {
  const team = Array.from({ length: workers }, () => new Member(task, setup));
  const pending: { readonly batch: TextBatch; readonly result: Promise<unknown> }[] = [];
  const next = async () => {
    const { batch, result } = pending.shift()!;
    return { batch, result: (await result) as TaskResult<Name> };
  };
  try {
    for await (const batch of batches) {
      signal?.throwIfAborted();
      const idlest = team.reduce((one, other) => (other.waiting < one.waiting ? other : one));
      const result = idlest.run(batch);
      // Whoever waits for an earlier batch hears of this failure when its turn comes.
      result.catch(() => undefined);
      pending.push({ batch, result });
      if (pending.length >= workers * QUEUED) yield await next();
    }
    while (pending.length > 0) {
      signal?.throwIfAborted();
      yield await next();
    }
  } finally {
    await Promise.all(team.map((member) => member.end()));
  }
}

/** What a worker answers: the result, or why there is none. */
export type Answer =
  | { readonly result: unknown }
  | { readonly failed: { readonly code: string | null; readonly message: string } };

/** One thread; it answers its batches in their order. */
class Member {
  private readonly worker: Worker;
  private readonly asked: { resolve(result: unknown): void; reject(error: unknown): void }[] = [];
  private broken: Error | null = null;

  constructor(task: TaskName, setup: unknown) {
    this.worker = new Worker(workerEntry(here, 'worker', 'corpus-worker'), {
      workerData: { task, setup },
      resourceLimits: HEAP_LIMITS,
    });
    this.worker.on('message', (answer: Answer) => {
      const waiting = this.asked.shift();
      if ('result' in answer) waiting?.resolve(answer.result);
      else {
        const { code, message } = answer.failed;
        waiting?.reject(code === null ? new Error(message) : new Failure(code, message));
      }
    });
    this.worker.on('error', (error) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on('exit', () => {
      this.fail(new Error('A thread that reads texts ended before its work did.'));
    });
  }

  get waiting(): number {
    return this.asked.length;
  }

  run(batch: TextBatch): Promise<unknown> {
    if (this.broken !== null) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      this.asked.push({ resolve, reject });
      this.worker.postMessage(batch);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.asked.splice(0)) reject(error);
  }
}

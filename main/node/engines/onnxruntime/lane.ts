import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { valueType } from '../../../core/program/shape.ts';
import { workerEntry } from '../../runtime/worker-entry.ts';
import { OnnxGraph } from './graph.ts';
import type { LaneAnswer, LaneTensor, LaneTask } from './lane-protocol.ts';
import type { LoweredModel } from './lower.ts';
import { encodeModel } from './proto.ts';
import { openSession, type ModelSession, type NamedTensors, type SessionOptions } from './session.ts';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * A thread of JavaScript that runs models of its own beside the others. Tensors cross as views of shared memory, so
 * nothing is copied. It does not keep the process alive unless something waits for it.
 */
export class Lane {
  private readonly worker: Worker;
  private readonly asked = new Map<number, { resolve(): void; reject(error: Error): void }>();
  private count = 0;
  private broken: Error | null = null;

  private constructor() {
    this.worker = new Worker(workerEntry(here, 'lane-worker'));
    this.worker.unref();
    this.worker.on('message', (answer: LaneAnswer) => {
      this.settle(answer.task, answer.failed === null ? null : new Error(answer.failed));
    });
    const fail = (error: unknown): void => {
      this.broken ??= error instanceof Error ? error : new Error(String(error));
      for (const task of [...this.asked.keys()]) this.settle(task, this.broken);
    };
    this.worker.on('error', fail);
    this.worker.on('exit', () => {
      fail(new Error('A lane of onnxruntime ended before its work did.'));
    });
  }

  static async start(): Promise<Lane> {
    await (denormalsFlushed ??= flushDenormals());
    return new Lane();
  }

  /** Loads a model on this lane. */
  async open({ bytes, unreturned }: LoweredModel, options: SessionOptions): Promise<ModelSession> {
    const session = this.count;
    await this.ask({ kind: 'open', bytes, unreturned: unreturned!, options });
    return {
      run: (feeds, results) =>
        this.ask({ kind: 'run', session, feeds: views(feeds), results: views(results) }),
      close: () => this.ask({ kind: 'close', session }),
    };
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(what: LaneTask['what']): Promise<void> {
    if (this.broken) return Promise.reject(this.broken);
    const task = this.count++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.asked.set(task, { resolve, reject });
      this.worker.postMessage({ task, what } satisfies LaneTask);
    });
  }

  private settle(task: number, error: Error | null): void {
    const waiting = this.asked.get(task);
    this.asked.delete(task);
    if (this.asked.size === 0) this.worker.unref();
    if (error) waiting?.reject(error);
    else waiting?.resolve();
  }
}

function views(tensors: NamedTensors): Record<string, LaneTensor> {
  const view = ({ type, data, dims }: NamedTensors[string]): LaneTensor => ({
    type: type as LaneTensor['type'],
    data: data as LaneTensor['data'],
    dims,
  });
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, view(tensor)]));
}

let denormalsFlushed: Promise<void> | undefined;

/**
 * onnxruntime makes the thread that opens a process' first session treat denormals as zeros, and no later one; threads
 * inherit it from the one that starts them. So this thread has to open a session before it starts any other.
 */
async function flushDenormals(): Promise<void> {
  const graph = new OnnxGraph();
  const marker = graph.node('SequenceConstruct', [graph.scalar(0, 'f32')]);
  graph.sequenceOutput(marker, valueType('f32', []));
  const bytes = encodeModel(graph.finish('first'));
  await (await openSession(bytes, marker, { threads: 1, spinMicroseconds: 0 })).close();
}

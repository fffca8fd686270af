import ort from 'onnxruntime-node';
import { totalmem } from 'node:os';
import type { DType, Shape } from '../../../core/program/shape.ts';
import type { Program } from '../../../core/program/program.ts';
import type { Engine, Executable, Tensor, TensorData } from '../../../core/training/engine.ts';
import { requireFilling, requireInputs, usedAfterFree } from '../boundary.ts';
import { requireHoldable, type EngineLimits } from '../limits.ts';
import { physicalCores } from '../physical-cores.ts';
import { BufferPool } from './buffer-pool.ts';
import { OnnxGraph } from './graph.ts';
import { Lane } from './lane.ts';
import { lowerToOnnx, type LoweredModel } from './lower.ts';
import { openSession, type ModelSession } from './session.ts';

export type OnnxRuntimeOptions = {
  /** Threads of one operation; without it one for each physical core. */
  readonly threads?: number;
  /**
   * How long a thread that waits spins before it sleeps, microseconds. Short where other work wants the cores; longer
   * pays where operations are many and small.
   */
  readonly spinMicroseconds?: number;
  /** Where to write onnxruntime's own profile when the session closes; its name gets a time stamp and `.json`. */
  readonly profilePrefix?: string;
};

/** A tensor of this engine: the buffer in host memory that onnxruntime reads and writes in place. */
type HostTensor = Tensor & { value: ort.Tensor | undefined };

/** Its kernels take any number of axes; a host buffer that is larger than the memory could not be filled. */
const limits: EngineLimits = { axes: Infinity, tensorBytes: totalmem(), totalBytes: Infinity };

/**
 * The embedded CPU engine. Programs become ONNX models; tensors are host buffers that go round between steps: what
 * `run` consumes is where a later `run` writes, so a training step allocates nothing.
 */
export class OnnxRuntimeEngine implements Engine {
  readonly name = 'onnxruntime';
  readonly threads: number;
  private readonly pool: BufferPool;
  /** Lanes that something was compiled for. */
  private readonly started: Promise<Lane>[] = [];
  private readonly open = new Set<OnnxExecutable>();
  private readonly profilePrefix: string | undefined;
  private readonly spinMicroseconds: number;

  constructor({ threads, spinMicroseconds = 100, profilePrefix }: OnnxRuntimeOptions = {}) {
    this.threads = threads ?? physicalCores();
    this.spinMicroseconds = spinMicroseconds;
    this.profilePrefix = profilePrefix;
    this.pool = new BufferPool({ shared: this.threads > 1 });
  }

  get description(): string {
    return `onnxruntime ${ort.env.versions.node ?? ort.env.versions.common} on the CPU, ${String(this.threads)} thread${this.threads === 1 ? '' : 's'}`;
  }

  /** Programs run beside each other in threads that share memory, one core each. */
  get lanes(): number {
    return this.threads;
  }

  async compile(program: Program, { lane }: { readonly lane?: number } = {}): Promise<Executable> {
    requireHoldable(this.name, limits, program);
    const serial = this.threads === 1 || lane !== undefined;
    const model = lowerToOnnx(program, new OnnxGraph({ serial }), { inRowBlocks: true, unreturned: true });
    const session = await this.openOn(lane, model);
    const executable = new OnnxExecutable(program, model, session, this.pool, () =>
      this.open.delete(executable),
    );
    this.open.add(executable);
    return executable;
  }

  private async openOn(lane: number | undefined, model: LoweredModel): Promise<ModelSession> {
    const { threads, spinMicroseconds, profilePrefix } = this;
    const options = { threads, spinMicroseconds, profilePrefix };
    if (lane === undefined || threads === 1) return openSession(model.bytes, model.unreturned!, options);
    const started = (this.started[lane] ??= Lane.start());
    return (await started).open(model, { ...options, threads: 1 });
  }

  put(data: TensorData, shape: Shape, dtype: DType): Tensor {
    requireFilling(data, shape, dtype);
    const value = this.pool.take(dtype, shape);
    (value.data as TensorData).set(data);
    return hostTensor(dtype, shape, value);
  }

  read(tensor: Tensor): Promise<TensorData> {
    return Promise.resolve((held(tensor).data as TensorData).slice());
  }

  copyRuns(target: Tensor, to: Int32Array, source: Tensor, from: Int32Array, length: number): void {
    const into = held(target).data as TensorData;
    const values = held(source).data as TensorData;
    for (let run = 0; run < to.length; run++) {
      const [start, end] = [from[run]!, to[run]!];
      // A call costs more than one element.
      if (length === 1) into[end] = values[start]!;
      else into.set(values.subarray(start, start + length), end);
    }
  }

  free(tensors: readonly Tensor[], { forget = false }: { readonly forget?: boolean } = {}): void {
    for (const tensor of tensors) {
      if (forget) leave(tensor);
      else release(this.pool, tensor);
    }
  }

  async close(): Promise<void> {
    for (const executable of [...this.open]) await executable.dispose();
    for (const lane of await Promise.allSettled(this.started.splice(0))) {
      if (lane.status === 'fulfilled') await lane.value.end();
    }
    this.pool.clear();
  }
}

class OnnxExecutable implements Executable {
  private readonly program: Program;
  private readonly model: LoweredModel;
  private readonly session: ModelSession;
  private readonly pool: BufferPool;
  private readonly closed: () => void;

  constructor(
    program: Program,
    model: LoweredModel,
    session: ModelSession,
    pool: BufferPool,
    closed: () => void,
  ) {
    this.program = program;
    this.model = model;
    this.session = session;
    this.pool = pool;
    this.closed = closed;
  }

  async run(
    inputs: readonly Tensor[],
    options: { readonly consume?: readonly number[] } = {},
  ): Promise<Tensor[]> {
    const { program, model } = this;
    requireInputs(program, inputs);
    const feeds: Record<string, ort.Tensor> = {};
    for (const [index, name] of model.inputNames.entries()) {
      feeds[name] = held(inputs[index]!);
    }
    const results: Record<string, ort.Tensor> = {};
    const outputs = program.outputs.map((port, index) => {
      const { dtype, shape } = program.values[port.id]!;
      const value = this.pool.take(dtype, shape);
      results[model.outputNames[index]!] = value;
      return hostTensor(dtype, shape, value);
    });
    await this.session.run(feeds, results);
    for (const index of options.consume ?? []) release(this.pool, inputs[index]!);
    return outputs;
  }

  async dispose(): Promise<void> {
    await this.session.close();
    this.closed();
  }
}

function hostTensor(dtype: DType, shape: Shape, value: ort.Tensor): HostTensor {
  return { dtype, shape, value };
}

function held(tensor: Tensor): ort.Tensor {
  const { value } = tensor as HostTensor;
  if (!value) throw usedAfterFree(tensor);
  return value;
}

function release(pool: BufferPool, tensor: Tensor): void {
  pool.give(tensor.dtype, tensor.shape, held(tensor));
  leave(tensor);
}

/** Takes the storage from a tensor without keeping it. */
function leave(tensor: Tensor): void {
  (tensor as HostTensor).value = undefined;
}

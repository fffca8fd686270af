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
import { lowerToOnnx, type LoweredModel } from './lower.ts';

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
  private readonly pool = new BufferPool();
  private readonly open = new Set<OnnxExecutable>();
  private readonly profilePrefix: string | undefined;
  private readonly spinMicroseconds: number;

  constructor({ threads, spinMicroseconds = 100, profilePrefix }: OnnxRuntimeOptions = {}) {
    this.threads = threads ?? physicalCores();
    this.spinMicroseconds = spinMicroseconds;
    this.profilePrefix = profilePrefix;
  }

  get description(): string {
    return `onnxruntime ${ort.env.versions.node ?? ort.env.versions.common} on the CPU, ${String(this.threads)} thread${this.threads === 1 ? '' : 's'}`;
  }

  async compile(program: Program): Promise<Executable> {
    requireHoldable(this.name, limits, program);
    const model = lowerToOnnx(program, new OnnxGraph(), { inRowBlocks: true, unreturned: true });
    const session = await ort.InferenceSession.create(model.bytes, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // A planned block would stand beside the arena that the first run has already grown: a third more memory.
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(this.profilePrefix ? { enableProfiling: true, profileFilePrefix: this.profilePrefix } : {}),
      extra: {
        session: {
          // Second moments fade into denormals, which processors add a hundred times slower than zeros.
          set_denormal_as_zero: '1',
          // A thread that waits spins this long and then sleeps. The default, to spin on, starves the thread that is
          // waited for when another process wants a core: on a loaded machine steps took half as long again.
          'intra_op.spin_duration_us': String(this.spinMicroseconds),
        },
      },
    });
    const executable = new OnnxExecutable(program, model, session, this.pool, () =>
      this.open.delete(executable),
    );
    this.open.add(executable);
    return executable;
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
    this.pool.clear();
  }
}

class OnnxExecutable implements Executable {
  private readonly program: Program;
  private readonly model: LoweredModel;
  private readonly session: ort.InferenceSession;
  private readonly pool: BufferPool;
  private readonly closed: () => void;

  constructor(
    program: Program,
    model: LoweredModel,
    session: ort.InferenceSession,
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
    const fetches: Record<string, ort.Tensor | null> = { [model.unreturned!]: null };
    const outputs = program.outputs.map((port, index) => {
      const { dtype, shape } = program.values[port.id]!;
      const value = this.pool.take(dtype, shape);
      fetches[model.outputNames[index]!] = value;
      return hostTensor(dtype, shape, value);
    });
    await this.session.run(feeds, fetches).catch((error: unknown) => {
      if (!stoppedBeforeCopying(error)) throw error;
    });
    for (const index of options.consume ?? []) release(this.pool, inputs[index]!);
    return outputs;
  }

  async dispose(): Promise<void> {
    this.session.endProfiling();
    await this.session.release();
    this.closed();
  }
}

/**
 * Results lie in the buffers that the run was given, yet the binding copies every one of them to new memory: for a
 * training step three times the model's parameters. The sequence that it is asked for first ends the call with this
 * error, after the run and before any copy (see `LoweredModel`). Should a later binding return it, nothing is lost.
 */
function stoppedBeforeCopying(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Non tensor type is temporarily not supported');
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

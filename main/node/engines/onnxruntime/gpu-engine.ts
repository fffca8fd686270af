import { totalmem } from 'node:os';
import ort from 'onnxruntime-node';
import { Builder } from '../../../core/program/builder.ts';
import { elementCount, type DType, type Shape } from '../../../core/program/shape.ts';
import { Failure } from '../../../core/failure.ts';
import type { Program } from '../../../core/program/program.ts';
import type { Engine, Executable, Tensor, TensorData } from '../../../core/training/engine.ts';
import { requireFilling, requireInputs, usedAfterFree } from '../boundary.ts';
import { requireHoldable, type EngineLimits } from '../limits.ts';
import { noAdapter } from '../webgpu/dawn.ts';
import { lowerToOnnx, type LoweredModel } from './lower.ts';
import { PlainGraph } from './plain-graph.ts';

export type GpuProvider = 'webgpu' | 'cuda';

/** A tensor of this engine: in the GPU's memory where `run` made it there, else in the host's. */
type GpuTensor = Tensor & { value: ort.Tensor | undefined };

const elementTypes = { f32: 'float32', i32: 'int32', bool: 'bool' } as const;

/** Below it a result is read at once or goes back with the next run: a round trip costs more than its bytes. */
const KEPT_ELEMENTS = 64;

/** A WebGPU binding is at most 2 GiB wherever it is large; what the adapter here offers is not told. */
const limits: Readonly<Record<GpuProvider, EngineLimits>> = {
  webgpu: { axes: Infinity, tensorBytes: 2 ** 31, totalBytes: Infinity },
  cuda: { axes: Infinity, tensorBytes: totalmem(), totalBytes: Infinity },
};

/** Opens onnxruntime on a GPU. Throws a Failure with the code `engine-missing` where it has no such provider here. */
export async function openOnnxRuntimeGpu(provider: GpuProvider): Promise<Engine> {
  const engine = new OnnxRuntimeGpuEngine(provider);
  try {
    // The provider comes up with the first session and not before.
    const b = new Builder('probe');
    await (await engine.compile(b.build({ y: b.neg(b.input('x', 'f32', [1])) }))).dispose();
  } catch (cause) {
    const why = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
    if (/WebGPU adapter/i.test(why)) throw new Failure('engine-missing', noAdapter(), { cause });
    throw new Failure(
      'engine-missing',
      `onnxruntime has no ${names[provider]} here (${shortened(why)}); lab doctor says what to do.`,
      { cause },
    );
  }
  return engine;
}

const names: Readonly<Record<GpuProvider, string>> = { webgpu: 'WebGPU', cuda: 'CUDA' };

/** onnxruntime puts the place in its sources and the failed condition before the reason. */
const shortened = (message: string): string =>
  message.replace(/^.*was false\. /, '').replace(/^\S+\.cc:\d+ \S+ /, '');

/**
 * onnxruntime's GPU providers on the same ONNX lowering. With WebGPU the results of a run stay in the GPU's memory and
 * are the inputs of the next, so that of a training step only batch and loss cross the bus. With CUDA the Node binding
 * has no such tensors: parameters and moments cross in both directions with every step.
 */
export class OnnxRuntimeGpuEngine implements Engine {
  readonly name: string;
  private readonly provider: GpuProvider;
  private readonly open = new Set<Executable>();
  private readonly downloads = new Map<string, Promise<GpuExecutable>>();

  constructor(provider: GpuProvider) {
    this.provider = provider;
    this.name = `onnxruntime-${provider}`;
  }

  get description(): string {
    return `onnxruntime ${ort.env.versions.node ?? ort.env.versions.common} with ${names[this.provider]}`;
  }

  compile(program: Program): Promise<Executable> {
    return this.compileTo(program, this.provider === 'webgpu' ? 'gpu' : 'host');
  }

  put(data: TensorData, shape: Shape, dtype: DType): Tensor {
    requireFilling(data, shape, dtype);
    return gpuTensor(
      dtype,
      shape,
      new ort.Tensor(elementTypes[dtype], data.slice() as Float32Array, [...shape]),
    );
  }

  async read(tensor: Tensor): Promise<TensorData> {
    const value = held(tensor);
    if (value.location === 'cpu') return (value.data as TensorData).slice();
    // The binding's own `getData` ends the process (a C++ exception that nobody catches), so the tensor is sent through
    // a program that does nothing and whose result is in the host's memory.
    const { dtype, shape } = tensor;
    const key = `${dtype} ${shape.join(' ')}`;
    const download = this.downloads.get(key) ?? this.compileTo(identity(dtype, shape), 'host');
    this.downloads.set(key, download);
    const [copy] = await (await download).run([tensor]);
    const data = held(copy!).data as TensorData;
    return data;
  }

  free(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) release(tensor);
  }

  async close(): Promise<void> {
    for (const executable of [...this.open]) await executable.dispose();
    this.downloads.clear();
  }

  private async compileTo(program: Program, place: 'gpu' | 'host'): Promise<GpuExecutable> {
    requireHoldable(this.name, limits[this.provider], program);
    const model = lowerToOnnx(program, new PlainGraph(program));
    const session = await ort.InferenceSession.create(model.bytes, {
      executionProviders: [{ name: this.provider }],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(place === 'gpu' ? { preferredOutputLocation: places(program, model) } : {}),
    });
    const executable = new GpuExecutable(program, model, session, () => this.open.delete(executable));
    this.open.add(executable);
    return executable;
  }
}

class GpuExecutable implements Executable {
  private readonly program: Program;
  private readonly model: LoweredModel;
  private readonly session: ort.InferenceSession;
  private readonly closed: () => void;
  /** Sessions on one GPU are not made to run side by side. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(program: Program, model: LoweredModel, session: ort.InferenceSession, closed: () => void) {
    this.program = program;
    this.model = model;
    this.session = session;
    this.closed = closed;
  }

  async run(
    inputs: readonly Tensor[],
    options: { readonly consume?: readonly number[] } = {},
  ): Promise<Tensor[]> {
    const { program, model } = this;
    requireInputs(program, inputs);
    const feeds = Object.fromEntries(model.inputNames.map((name, index) => [name, held(inputs[index]!)]));
    const running = this.last.then(() => this.session.run(feeds));
    this.last = running.catch(() => undefined);
    const results = await running;
    for (const tensor of new Set((options.consume ?? []).map((index) => inputs[index]!))) release(tensor);
    return program.outputs.map((port, index) => {
      const { dtype, shape } = program.values[port.id]!;
      return gpuTensor(dtype, shape, results[model.outputNames[index]!]!);
    });
  }

  async dispose(): Promise<void> {
    await this.last;
    await this.session.release();
    this.closed();
  }
}

/** Large floats stay on the GPU; the others are losses, counts and choices, which the host wants next. */
function places(program: Program, model: LoweredModel): Record<string, 'gpu-buffer' | 'cpu'> {
  return Object.fromEntries(
    program.outputs.map((port, index) => {
      const { dtype, shape } = program.values[port.id]!;
      const stays = dtype === 'f32' && elementCount(shape) >= KEPT_ELEMENTS;
      return [model.outputNames[index]!, stays ? 'gpu-buffer' : 'cpu'];
    }),
  );
}

function identity(dtype: DType, shape: Shape): Program {
  const b = new Builder('read');
  return b.build({ y: b.input('x', dtype, shape) });
}

const gpuTensor = (dtype: DType, shape: Shape, value: ort.Tensor): GpuTensor => ({ dtype, shape, value });

function held(tensor: Tensor): ort.Tensor {
  const { value } = tensor as GpuTensor;
  if (value === undefined) throw usedAfterFree(tensor);
  return value;
}

function release(tensor: Tensor): void {
  const value = held(tensor);
  (tensor as GpuTensor).value = undefined;
  if (value.location !== 'cpu') value.dispose();
}

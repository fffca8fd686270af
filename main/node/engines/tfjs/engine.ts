import type { Program } from '../../../core/program/program.ts';
import type { DType, Shape } from '../../../core/program/shape.ts';
import { verify } from '../../../core/program/verify.ts';
import type { Engine, Executable, Tensor, TensorData } from '../../../core/training/engine.ts';
import { requireFilling } from '../boundary.ts';
import { requireHoldable } from '../limits.ts';
import type { BackendOptions, PreparedBackend, TfjsBackend } from './backend.ts';
import { joinBackend, leaveBackend, makeCurrent } from './backend-users.ts';
import { compileProgram, upload } from './compile.ts';
import { DeviceTensors } from './device-tensors.ts';
import { TfjsExecutable } from './executable.ts';

/** Opens a TensorFlow.js engine on a backend. Throws a Failure that says what to do where the backend is not there. */
export async function openTfjs(backend: TfjsBackend, options: BackendOptions = {}): Promise<TfjsEngine> {
  return new TfjsEngine(backend, await joinBackend(backend, options));
}

/**
 * Programs walked into TensorFlow.js kernels, one equation after the other. Tensors stay on the device; every
 * intermediate value is freed right after its last use.
 */
export class TfjsEngine implements Engine {
  readonly name: string;
  readonly description: string;
  private readonly backend: TfjsBackend;
  private readonly prepared: PreparedBackend;
  private readonly executables = new Set<TfjsExecutable>();
  private readonly tensors = new DeviceTensors();
  private closed = false;

  constructor(backend: TfjsBackend, prepared: PreparedBackend) {
    this.name = backend.engine;
    this.description = prepared.description;
    this.backend = backend;
    this.prepared = prepared;
  }

  /** Tensors that tfjs counts in this process, on whichever backend. */
  get tensorCount(): number {
    return this.prepared.tf.memory().numTensors;
  }

  async compile(program: Program): Promise<Executable> {
    verify(program);
    const { tensors, prepared } = this;
    requireHoldable(this.name, prepared.limits, program);
    this.makeCurrent();
    const compiled = compileProgram(program, prepared);
    const executable = new TfjsExecutable(program, compiled, {
      tf: prepared.tf,
      tensors,
      makeCurrent: () => {
        this.makeCurrent();
      },
      disposed: () => this.executables.delete(executable),
    });
    this.executables.add(executable);
    return Promise.resolve(executable);
  }

  put(data: TensorData, shape: Shape, dtype: DType): Tensor {
    requireFilling(data, shape, dtype);
    this.makeCurrent();
    return this.tensors.give(upload(this.prepared, data, shape, dtype), shape, dtype);
  }

  async read(tensor: Tensor): Promise<TensorData> {
    const data = await this.tensors.handle(tensor).data();
    // The plain backend gives its own array, and some give booleans as other integers: always a copy.
    if (tensor.dtype === 'f32') return Float32Array.from(data);
    return tensor.dtype === 'i32' ? Int32Array.from(data) : Uint8Array.from(data);
  }

  free(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) this.tensors.take(tensor).dispose();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    for (const executable of [...this.executables]) await executable.dispose();
    this.tensors.clear();
    this.closed = true;
    leaveBackend(this.backend, this.prepared);
  }

  private makeCurrent(): void {
    if (this.closed) throw new Error(`The engine ${this.name} was used after it was closed.`);
    makeCurrent(this.backend, this.prepared);
  }
}

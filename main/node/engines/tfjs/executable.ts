import type { Tensor as Handle } from '@tensorflow/tfjs-core';
import { setImmediate } from 'node:timers/promises';
import type { Program, ValueId } from '../../../core/program/program.ts';
import type { Executable, Tensor } from '../../../core/training/engine.ts';
import { requireInputs } from '../boundary.ts';
import type { Tfjs } from './backend.ts';
import type { Compiled } from './compile.ts';
import type { DeviceTensors } from './device-tensors.ts';
import { alias } from './movement-lowering.ts';

/** What an executable needs of its engine. */
export type Device = {
  readonly tf: Tfjs;
  readonly tensors: DeviceTensors;
  /** Directs the next kernel calls to this engine's backend. */
  readonly makeCurrent: () => void;
  readonly disposed: () => void;
};

/** Milliseconds of kernel calls before the rest of the process gets a turn: a step may take seconds. */
const turnMs = 100;

/** A compiled program on one backend of tfjs. */
export class TfjsExecutable implements Executable {
  private readonly program: Program;
  private readonly compiled: Compiled;
  private readonly device: Device;
  private live = true;

  constructor(program: Program, compiled: Compiled, device: Device) {
    this.program = program;
    this.compiled = compiled;
    this.device = device;
  }

  async run(
    inputs: readonly Tensor[],
    { consume = [] }: { readonly consume?: readonly number[] } = {},
  ): Promise<Tensor[]> {
    const { program, device } = this;
    if (!this.live) throw new Error(`${program.name} was run after it was disposed of.`);
    requireInputs(program, inputs);
    const values = new Map<ValueId, Handle>(this.compiled.constants);
    for (const [index, { id }] of program.inputs.entries()) {
      values.set(id, device.tensors.handle(inputs[index]!));
    }
    device.makeCurrent();
    // What is consumed is held by the run alone, under a handle of its own for each input that it is given as: one
    // tensor may be given twice, and not every backend counts what shares a tensor's storage.
    const owned = new Map<ValueId, Handle>();
    const consumed = new Set(consume.map((index) => inputs[index]!));
    for (const [index, { id }] of program.inputs.entries()) {
      if (!consumed.has(inputs[index]!)) continue;
      const handle = alias(device.tf, values.get(id)!);
      owned.set(id, handle);
      values.set(id, handle);
    }
    for (const tensor of consumed) device.tensors.take(tensor).dispose();
    try {
      await this.execute(values, owned);
      return this.results(values, owned);
    } finally {
      for (const handle of owned.values()) handle.dispose();
    }
  }

  dispose(): Promise<void> {
    if (this.live) {
      this.live = false;
      for (const tensor of this.compiled.kept) tensor.dispose();
      this.device.disposed();
    }
    return Promise.resolve();
  }

  /** Computes every value, and frees what the run owns as soon as nothing needs it any more. */
  private async execute(values: Map<ValueId, Handle>, owned: Map<ValueId, Handle>): Promise<void> {
    const { tf, makeCurrent } = this.device;
    const release = (id: ValueId): void => {
      owned.get(id)?.dispose();
      owned.delete(id);
    };
    for (const id of this.compiled.unusedInputs) release(id);
    let turnEnds = performance.now() + turnMs;
    for (const { run, inputs, outputs, deadAfter } of this.compiled.instructions) {
      const operands = inputs.map((id) => values.get(id)!);
      const results = tf.tidy(() => run(operands));
      for (const [at, id] of outputs.entries()) {
        values.set(id, results[at]!);
        owned.set(id, results[at]!);
      }
      for (const id of deadAfter) release(id);
      if (performance.now() > turnEnds) {
        await setImmediate();
        makeCurrent();
        turnEnds = performance.now() + turnMs;
      }
    }
  }

  /** Hands out the outputs; a value that someone else owns goes out under a handle of its own. */
  private results(values: ReadonlyMap<ValueId, Handle>, owned: Map<ValueId, Handle>): Tensor[] {
    const { program, device } = this;
    return program.outputs.map(({ id }) => {
      const { shape, dtype } = program.values[id]!;
      const handle = owned.get(id) ?? alias(device.tf, values.get(id)!);
      owned.delete(id);
      return device.tensors.give(handle, shape, dtype);
    });
  }
}

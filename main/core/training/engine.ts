import type { Program } from '../program/program.ts';

/** A tensor that lives with its engine. Only the engine that made it can read or free it. */
export type Tensor = {
  readonly dtype: 'f32' | 'i32' | 'bool';
  readonly shape: readonly number[];
};

/** Host-side values of one tensor, row-major. `bool` travels as 0 or 1 in a Uint8Array. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A compiled program. Inputs and outputs stand in the program's own order. */
export interface Executable {
  /**
   * Runs the program once. The inputs stay valid unless they are named in `consume`
   * (indices of inputs whose storage the engine may reuse or free, as for state that is replaced).
   */
  run(inputs: readonly Tensor[], options?: { consume?: readonly number[] }): Promise<Tensor[]>;
  dispose(): Promise<void>;
}

/**
 * The port between the tensor program and the hardware. Programs know no engine; an engine only
 * executes programs. Nothing crosses it between steps but the batch and the loss.
 */
export interface Engine {
  readonly name: string;
  /** One line for a person: device, threads, version. */
  readonly description: string;
  /** How many programs it can run at the same time, each on a core of its own. Without it, one after the other. */
  readonly lanes?: number;
  /**
   * With `lane`, a whole number below `lanes`, every run takes place on that lane: runs on different lanes that are
   * begun together go on together. Their tensors are the engine's, like all others.
   */
  compile(program: Program, options?: { readonly lane?: number }): Promise<Executable>;
  put(data: TensorData, shape: readonly number[], dtype: Tensor['dtype']): Tensor;
  read(tensor: Tensor): Promise<TensorData>;
  /**
   * Writes elements of one tensor into another of its dtype, where it lies: for each i, `length` of them from element
   * `from[i]` of `source` on to element `to[i]` of `target` on. Only engines whose tensors lie in host memory have it.
   */
  copyRuns?(target: Tensor, to: Int32Array, source: Tensor, from: Int32Array, length: number): void;
  /** `forget` says that no tensor of these shapes will come again, so their storage is not worth keeping. */
  free(tensors: readonly Tensor[], options?: { readonly forget?: boolean }): void;
  close(): Promise<void>;
}

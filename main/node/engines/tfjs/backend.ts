import type * as core from '@tensorflow/tfjs-core';
import type { EngineLimits } from '../limits.ts';

/** tfjs-core as a backend's package loaded it. */
export type Tfjs = Omit<typeof core, 'default'>;

/** How a backend's kernels like their work; the result is the same either way. */
export type BackendTraits = {
  /**
   * `inside` where the matrix product reads a transposed operand as fast as a plain one; `before` where its fast path
   * takes plain operands only, so that transposing first is cheaper.
   */
  readonly transposes: 'inside' | 'before';
};

/** A backend that is registered with tfjs and has come up. */
export type PreparedBackend = {
  readonly tf: Tfjs;
  /** One line for a person: version, device, threads. */
  readonly description: string;
  readonly limits: EngineLimits;
  readonly traits: BackendTraits;
  /** Called when the last engine has left and the backend is gone; what was made outside of tfjs is given back here. */
  readonly released?: () => void;
};

export type BackendOptions = {
  /** Threads to compute with, where the backend can choose. */
  readonly threads?: number | undefined;
};

/** One way to run TensorFlow.js' kernels: what differs between the engines named `tfjs-…`. */
export type TfjsBackend = {
  /** The engine's name, as `--engine` takes it. */
  readonly engine: string;
  /** The name under which the backend registers itself with tfjs. */
  readonly registered: string;
  /**
   * Loads the packages, registers the backend and brings it up (`tf.setBackend`). Throws a Failure with the code
   * `engine-missing` that says what to do where something is not there. It is called once until the last
   * engine on the backend closes, and again if one is opened after that; the factory is registered then from before.
   * What is registered must give the backend itself and no promise: tfjs refuses to compute on any backend while it waits
   * for one.
   */
  prepare(options: BackendOptions): Promise<PreparedBackend>;
};

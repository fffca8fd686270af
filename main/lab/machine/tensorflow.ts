import { dirname } from 'node:path';
import type { EngineName } from '../../node/engines/open-engine.ts';
import { buildTensorFlow } from '../../node/engines/tensorflow/build.ts';

export type TensorFlowRequest = {
  readonly gpu: boolean;
  readonly python?: string;
  readonly version?: string;
  readonly onNote: (sentence: string) => void;
};

export type BuiltTensorFlow = {
  readonly engine: EngineName;
  readonly version: string;
  readonly folder: string;
};

/** The `engines tensorflow` command: TensorFlow's native library, for the engine that it makes available. */
export async function buildTensorFlowEngine({ gpu, ...request }: TensorFlowRequest): Promise<BuiltTensorFlow> {
  const { addon, version } = await buildTensorFlow({ kind: gpu ? 'gpu' : 'cpu', ...request });
  return { engine: gpu ? 'tfjs-node-gpu' : 'tfjs-node', version, folder: dirname(addon) };
}

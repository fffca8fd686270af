import { totalmem } from 'node:os';
import { Failure } from '../../../../core/failure.ts';
import { loadTensorFlow, TENSORFLOW_BACKEND } from '../../tensorflow/addon.ts';
import { findTensorFlow, type TensorFlowKind } from '../../tensorflow/library.ts';
import type { TfjsBackend } from '../backend.ts';

/** TensorFlow's own kernels through tfjs-node's native module: on the CPU, or on an NVIDIA card. */
const tensorFlowBackend = (engine: string, kind: TensorFlowKind): TfjsBackend => ({
  engine,
  registered: TENSORFLOW_BACKEND,
  prepare: async ({ threads }) => {
    const library = findTensorFlow(kind);
    if (library === null) throw new Failure('engine-missing', missingTensorFlow(kind));
    // TensorFlow reads them once, when its context is made.
    if (threads !== undefined) {
      process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
      process.env['OMP_NUM_THREADS'] = String(threads);
    }
    const { tf, version, usesGpu } = loadTensorFlow(library);
    tf.enableProdMode();
    await tf.setBackend(TENSORFLOW_BACKEND);
    const device = usesGpu
      ? 'an NVIDIA card (CUDA)'
      : kind === 'gpu'
        ? 'the CPU, as it found no NVIDIA card'
        : 'the CPU';
    return {
      tf,
      description: `TensorFlow ${version} through tfjs-node on ${device}`,
      // A card's own memory is not told; TensorFlow says so itself where it does not suffice.
      limits: { axes: 6, tensorBytes: totalmem(), totalBytes: Infinity },
      traits: { transposes: 'inside' },
    };
  },
});

export const tfjsNode = tensorFlowBackend('tfjs-node', 'cpu');
export const tfjsNodeGpu = tensorFlowBackend('tfjs-node-gpu', 'gpu');

/** What to do where the library was not built yet. */
export function missingTensorFlow(kind: TensorFlowKind): string {
  return kind === 'gpu'
    ? 'TensorFlow for NVIDIA cards is not built here; npm run engines:tensorflow -- --gpu fetches it from PyPI and builds it.'
    : 'TensorFlow’s native library is not built here; npm run engines:tensorflow fetches it from PyPI and builds it.';
}

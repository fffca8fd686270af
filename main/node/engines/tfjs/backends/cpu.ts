import { totalmem } from 'node:os';
import type { TfjsBackend } from '../backend.ts';
import { loadPackage } from './load-package.ts';

/** Plain JavaScript: slow, needs nothing, and runs wherever the lab does. */
export const cpuBackend: TfjsBackend = {
  engine: 'tfjs-cpu',
  registered: 'cpu',
  prepare: async () => {
    const tf = await loadPackage(
      'tfjs-cpu',
      async () => {
        await import('@tensorflow/tfjs-backend-cpu');
        return import('@tensorflow/tfjs-core');
      },
      'run npm ci',
    );
    // Without it, tfjs tells every process that there is a faster backend.
    tf.enableProdMode();
    await tf.setBackend('cpu');
    return {
      tf,
      description: `TensorFlow.js ${tf.version_core} in plain JavaScript on the CPU, 1 thread`,
      limits: { axes: 6, tensorBytes: 2 ** 32, totalBytes: totalmem() },
      traits: { transposes: 'inside' },
    };
  },
};

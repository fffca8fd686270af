import type { KernelBackend } from '@tensorflow/tfjs-core';
import { Failure } from '../../../../core/failure.ts';
import type { TfjsBackend } from '../backend.ts';
import { loadPackage } from './load-package.ts';
import { speedUpProducts } from './wasm-products.ts';

/** The package's own factory: it loads the module, which takes a while. */
let create: (() => Promise<KernelBackend>) | undefined;

/** What WebAssembly can address with 32 bits, less a page. */
const addressableBytes = 2 ** 32 - 2 ** 16;

/**
 * WebAssembly with SIMD where the processor has it. One thread: tfjs starts its workers from `blob:` addresses, which
 * Node's workers refuse (ERR_WORKER_PATH), and therefore keeps threads off under Node.
 */
export const wasmBackend: TfjsBackend = {
  engine: 'tfjs-wasm',
  registered: 'wasm',
  prepare: async () => {
    const tf = await loadPackage(
      'tfjs-wasm',
      async () => {
        await import('@tensorflow/tfjs-backend-wasm');
        return import('@tensorflow/tfjs-core');
      },
      'run npm ci',
    );
    tf.enableProdMode();
    speedUpProducts(tf);
    create ??= tf.findBackendFactory('wasm') as () => Promise<KernelBackend>;
    const backend = await loadPackage('tfjs-wasm', create, 'run npm ci');
    refuseFailedAllocations(backend);
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', () => backend);
    await tf.setBackend('wasm');
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    return {
      tf,
      description: `TensorFlow.js ${tf.version_core} in WebAssembly${simd ? ' with SIMD' : ''} on the CPU, 1 thread`,
      limits: { axes: 6, tensorBytes: 2 ** 31, totalBytes: addressableBytes },
      traits: { transposes: 'before' },
    };
  },
};

type Allocator = { _malloc: (bytes: number) => number; readonly _free: (address: number) => void };

/** The backend takes address 0, which means that there is no memory left, for an address and overwrites what is there. */
function refuseFailedAllocations(backend: KernelBackend): void {
  const { wasm } = backend as unknown as { readonly wasm: Allocator };
  // The module puts the real function in place when it is first called.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address !== 0 || bytes === 0) return address;
    throw new Failure(
      'engine-limit',
      `tfjs-wasm has no ${String(Math.ceil(bytes / 1e6))} MB left of the 4.3 GB that WebAssembly can address; choose a smaller batch, context or model, or another engine.`,
    );
  };
}

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { Tfjs } from '../backend.ts';

const product = 'BatchMatMul';
const bytesPerElement = 4;

/** The kernel that was registered by the package, once it has been replaced. */
let original: KernelConfig | undefined;

/**
 * The wasm kernel has a fast path (XNNPACK) for the product of two plain matrices, and takes a batch of them through
 * nested loops ten times as slow. This puts another in its place, which takes the fast path for each matrix of a batch:
 * each is shown to the native code as a tensor of its own, without copying.
 */
export function speedUpProducts(tf: Tfjs): void {
  if (original) return;
  const single = tf.getKernel(product, 'wasm');
  original = single;
  tf.unregisterKernel(product, 'wasm');
  tf.registerKernel({
    ...single,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
      const backend = call.backend as BackendWasm;
      const { transposeA, transposeB } = call.attrs as { transposeA?: boolean; transposeB?: boolean };
      const isBatch = a.shape.length === 3 && a.shape[0] === b.shape[0] && a.shape[0]! > 1;
      if (!isBatch || transposeA || transposeB) return single.kernelFunc(call);
      const multiply = (left: TensorInfo, right: TensorInfo): TensorInfo =>
        single.kernelFunc({ ...call, inputs: { a: left, b: right } }) as TensorInfo;
      return matrixByMatrix(backend, a, b, multiply);
    },
  });
}

/** A [N, M, K] · B [N, K, L], one matrix after the other. */
function matrixByMatrix(
  backend: BackendWasm,
  a: TensorInfo,
  b: TensorInfo,
  multiply: (a: TensorInfo, b: TensorInfo) => TensorInfo,
): TensorInfo {
  const [matrices, rows] = a.shape as [number, number, number];
  const columns = b.shape[2]!;
  const result = backend.makeOutput([matrices, rows, columns], 'float32');
  for (let matrix = 0; matrix < matrices; matrix++) {
    const views = [a, b].map((batch) => viewOf(backend, batch, matrix)) as [TensorInfo, TensorInfo];
    const part = multiply(...views);
    // Looked up each time: what the product allocated may have moved the heap.
    backend.typedArrayFromHeap(result).set(backend.typedArrayFromHeap(part), matrix * rows * columns);
    backend.disposeData(part.dataId);
    for (const view of views) forget(backend, view);
  }
  return result;
}

/** One matrix of a batch as a tensor, in the batch's own memory. */
function viewOf(backend: BackendWasm, batch: TensorInfo, matrix: number): TensorInfo {
  const [, rows, columns] = batch.shape as [number, number, number];
  const address = backend.getMemoryOffset(batch.dataId) + matrix * rows * columns * bytesPerElement;
  return backend.makeOutput([1, rows, columns], 'float32', address);
}

/** Takes a view back without freeing the memory, which is the batch's. */
function forget(backend: BackendWasm, { dataId }: TensorInfo): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(dataId).id);
  backend.dataIdMap.delete(dataId);
}

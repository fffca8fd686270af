import ort from 'onnxruntime-node';
import { elementCount, type DType, type Shape } from '../../../core/program/shape.ts';

/** Free buffers beyond this many bytes are left to the garbage collector. */
const limitBytes = 2 ** 31;

/** Tensors whose storage is free to be written again, by dtype and shape. Their contents are whatever was there. */
export class BufferPool {
  private readonly shared: boolean;
  private readonly free = new Map<string, ort.Tensor[]>();
  private bytes = 0;

  /** `shared` storage is seen by all threads of the process. */
  constructor({ shared }: { readonly shared: boolean }) {
    this.shared = shared;
  }

  /** A tensor of this dtype and shape with unspecified contents. */
  take(dtype: DType, shape: Shape): ort.Tensor {
    const known = this.free.get(key(dtype, shape))?.pop();
    if (known) {
      this.bytes -= byteLength(known);
      return known;
    }
    const bytes = elementCount(shape) * (dtype === 'bool' ? 1 : 4);
    const storage = this.shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    if (dtype === 'f32') return new ort.Tensor('float32', new Float32Array(storage), shape);
    if (dtype === 'i32') return new ort.Tensor('int32', new Int32Array(storage), shape);
    return new ort.Tensor('bool', new Uint8Array(storage), shape);
  }

  give(dtype: DType, shape: Shape, tensor: ort.Tensor): void {
    if (this.bytes + byteLength(tensor) > limitBytes) return;
    this.bytes += byteLength(tensor);
    const name = key(dtype, shape);
    const same = this.free.get(name);
    if (same) same.push(tensor);
    else this.free.set(name, [tensor]);
  }

  clear(): void {
    this.free.clear();
    this.bytes = 0;
  }
}

function key(dtype: DType, shape: Shape): string {
  return `${dtype} ${shape.join(' ')}`;
}

function byteLength(tensor: ort.Tensor): number {
  return (tensor.data as Float32Array).byteLength;
}

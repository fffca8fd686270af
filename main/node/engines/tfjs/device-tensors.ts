import type { Tensor as Handle } from '@tensorflow/tfjs-core';
import type { DType, Shape } from '../../../core/program/shape.ts';
import type { Tensor } from '../../../core/training/engine.ts';
import { usedAfterFree } from '../boundary.ts';

type DeviceTensor = Tensor & { handle: Handle | undefined };

/** The tensors that an engine has handed out, each with its handle on the device until it is freed. */
export class DeviceTensors {
  private readonly given = new Set<Tensor>();

  /** Hands out a tensor for a handle, which from now on belongs to it. */
  give(handle: Handle, shape: Shape, dtype: DType): Tensor {
    const tensor: DeviceTensor = { dtype, shape, handle };
    this.given.add(tensor);
    return tensor;
  }

  /** The handle of a tensor, which keeps it. Throws when the tensor was freed or consumed. */
  handle(tensor: Tensor): Handle {
    const { handle } = tensor as DeviceTensor;
    if (!handle || !this.given.has(tensor)) throw usedAfterFree(tensor);
    return handle;
  }

  /** Takes the handle back: the tensor cannot be used again. */
  take(tensor: Tensor): Handle {
    const handle = this.handle(tensor);
    (tensor as DeviceTensor).handle = undefined;
    this.given.delete(tensor);
    return handle;
  }

  /** Frees everything that is still out. */
  clear(): void {
    for (const tensor of [...this.given]) this.take(tensor).dispose();
  }
}

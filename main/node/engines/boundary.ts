import type { Program } from '../../core/program/program.ts';
import { elementCount, formatType, sameShape, type DType, type Shape } from '../../core/program/shape.ts';
import type { Tensor, TensorData } from '../../core/training/engine.ts';

const arrays = { f32: Float32Array, i32: Int32Array, bool: Uint8Array };

/** Throws unless `data` fills a tensor of this shape and dtype; what every engine checks in `put`. */
export function requireFilling(data: TensorData, shape: Shape, dtype: DType): void {
  const text = `[${shape.join(', ')}]`;
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 1)) {
    throw new Error(`A tensor of shape ${text} would be empty; every axis needs an extent of at least 1.`);
  }
  if (data.length !== elementCount(shape)) {
    throw new Error(
      `A tensor of shape ${text} holds ${String(elementCount(shape))} values, got ${String(data.length)}.`,
    );
  }
  if (!(data instanceof arrays[dtype])) {
    const got = (data as object).constructor.name;
    throw new Error(`A tensor of ${dtype} is put as a ${arrays[dtype].name}, got a ${got}.`);
  }
}

/** Throws unless the tensors are as many as the program's inputs, of their dtypes and shapes; checked in `run`. */
export function requireInputs(program: Program, inputs: readonly Tensor[]): void {
  if (inputs.length !== program.inputs.length) {
    throw new Error(
      `${program.name} takes ${String(program.inputs.length)} inputs, got ${String(inputs.length)}.`,
    );
  }
  for (const [index, { name, id }] of program.inputs.entries()) {
    const wanted = program.values[id]!;
    const got = inputs[index]!;
    if (got.dtype !== wanted.dtype || !sameShape(got.shape, wanted.shape)) {
      const type = `${got.dtype}[${got.shape.join(', ')}]`;
      throw new Error(`${program.name}: input ${name} must be ${formatType(wanted)}, got ${type}.`);
    }
  }
}

/** The error of a tensor that has no storage any more. */
export function usedAfterFree({ shape }: Tensor): Error {
  return new Error(
    `A tensor of shape [${shape.join(', ')}] was used after it was freed or consumed; keep it, or do not use it again.`,
  );
}

import { Failure } from '../../core/failure.ts';
import { programBytes } from '../../core/program/live-bytes.ts';
import type { Program } from '../../core/program/program.ts';
import { elementCount, formatType, type DType, type Shape } from '../../core/program/shape.ts';

/** What an engine can hold at most. */
export type EngineLimits = {
  /** Axes of one tensor. */
  readonly axes: number;
  readonly tensorBytes: number;
  /** Of all tensors that are alive at one time. */
  readonly totalBytes: number;
};

/** Bytes of a tensor in an engine's memory. */
function byteCount({ dtype, shape }: { readonly dtype: DType; readonly shape: Shape }): number {
  return elementCount(shape) * (dtype === 'bool' ? 1 : 4);
}

/**
 * Refuses a program that the engine cannot hold, by its largest value or by all that is alive at one time, before
 * anything is allocated for it.
 */
export function requireHoldable(engine: string, limits: EngineLimits, program: Program): void {
  for (const type of program.values) {
    if (type.shape.length > limits.axes) {
      throw new Failure(
        'engine-limit',
        `${engine} holds tensors of at most ${String(limits.axes)} axes, and ${program.name} has ${formatType(type)}; ` +
          'join axes with reshape, or choose another engine.',
      );
    }
    if (byteCount(type) > limits.tensorBytes) {
      throw new Failure(
        'engine-limit',
        `${engine} holds tensors of at most ${inGigabytes(limits.tensorBytes)}, and ${formatType(type)} in ${program.name} ` +
          `has ${inGigabytes(byteCount(type))}; choose a smaller batch, context or model.`,
      );
    }
  }
  if (limits.totalBytes === Infinity) return;
  const { inputs, outputs, peak } = programBytes(program);
  const needed = inputs + outputs + peak;
  if (needed > limits.totalBytes) {
    throw new Failure(
      'engine-limit',
      `${program.name} needs ${inGigabytes(needed)} at one time and ${engine} has ${inGigabytes(limits.totalBytes)}; ` +
        'choose a smaller batch, context or model, or another engine.',
    );
  }
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

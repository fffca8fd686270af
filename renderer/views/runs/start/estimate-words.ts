import type { TrainingEstimate } from '../../../../preload/contract/training.ts';
import { bytes, count, duration, short } from '../../../controls/format.ts';

const size = (value: number): string => {
  const { value: digits, unit } = bytes(value);
  return `${digits} ${unit}`;
};

/** What a training takes, in a sentence; what is not known yet is said to be so. */
export function estimateSentence(estimate: TrainingEstimate): string {
  const { parameters, steps, tokens, flops, seconds, memoryBytes, freeBytes, recompute } = estimate;
  const work =
    steps === null || tokens === null || flops === null
      ? 'as many steps as fit'
      : `${count(steps)} steps, ${short(tokens)} tokens, ${short(flops)} FLOPs`;
  const time =
    seconds === null
      ? 'how long it takes shows with the first of this size'
      : `about ${duration(seconds)} here`;
  const again = { none: '', attention: ', attention computed twice', block: ', blocks computed twice' }[
    recompute
  ];
  return `${short(parameters)} parameters, ${work}; ${time}; ${size(memoryBytes)} of ${size(freeBytes)} free memory${again}.`;
}

/** Why it cannot be started, or null. */
export function memoryProblem({ memoryBytes, freeBytes }: TrainingEstimate): string | null {
  return memoryBytes <= freeBytes
    ? null
    : `This takes about ${size(memoryBytes)} of memory and ${size(freeBytes)} are free; choose a smaller model, batch or context, or more micro-batches.`;
}

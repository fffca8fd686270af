import { freemem } from 'node:os';
import { availableMemory } from 'node:process';
import { Failure } from '../../core/failure.ts';
import { presets, type ModelConfig } from '../../core/model/config.ts';
import { estimateMemory, planMemory, type MemoryShape } from '../../core/training/memory.ts';
import { rowsPerStep } from '../../core/training/step-shape.ts';
import { phaseDefaults } from './phase-defaults.ts';
import type { TrainRequest } from './train-request.ts';

type Sizes = Pick<MemoryShape, 'batch' | 'context' | 'accumulate'>;
type Form = Pick<MemoryShape, 'recompute' | 'form'>;
type Asked = Pick<TrainRequest, 'preset' | 'from' | 'recompute'> & {
  /** Programs that the engine runs at the same time; one where it does not say. */
  readonly lanes?: number | undefined;
};

/** Bytes a process may still take on this machine, or in the container it runs in. */
export function freeBytes(): number {
  return Math.min(freemem(), availableMemory());
}

/**
 * Decides for each phase what its backward pass recomputes and in which form it steps: the fastest that fits into
 * `available` bytes. Returns the phases and the bytes of the largest.
 * Throws a Failure with the figures, before anything is allocated, where nothing fits.
 */
export function fitMemory<P extends Sizes>(
  request: Asked,
  config: ModelConfig,
  phases: readonly P[],
  available: number,
): { readonly drafts: (P & Form)[]; readonly memoryBytes: number } {
  let memoryBytes = 0;
  const drafts = phases.map((phase) => {
    const { bytes, recompute, form } = planMemory(config, phase, available, request);
    const draft = { ...phase, recompute, form };
    if (bytes > available) refuse(request, config, draft, bytes, available);
    memoryBytes = Math.max(memoryBytes, bytes);
    return draft;
  });
  return { drafts, memoryBytes };
}

/** Fewer tokens than bytes and `<|endoftext|>` no tokenizer has. */
const SMALLEST_VOCABULARY = 257;

/**
 * Refuses a preset that cannot fit whatever tokenizer the data gets, before any work goes into the data. The figure is
 * that of the preset's own vocabulary.
 */
export function refuseHopeless(
  request: Asked & { readonly [K in keyof Sizes]?: number },
  available = freeBytes(),
): void {
  const config = presets[request.preset ?? 'nano'];
  const { batch, accumulate } = phaseDefaults;
  const sizes = { batch, accumulate, context: config.context, ...request };
  const least = planMemory({ ...config, vocabulary: SMALLEST_VOCABULARY }, sizes, available, request);
  if (least.bytes > available) fitMemory(request, config, [sizes], available);
}

/** Refuses to go on with a run that no longer fits: its form is fixed, or it would end with other bytes. */
export function requireMemory(
  request: Asked,
  config: ModelConfig,
  phases: readonly MemoryShape[],
  available: number,
): void {
  for (const phase of phases) {
    const bytes = estimateMemory(config, phase, request.lanes);
    if (bytes > available) refuse(request, config, phase, bytes, available);
  }
}

function refuse(
  { preset, from }: Asked,
  config: ModelConfig,
  phase: MemoryShape,
  bytes: number,
  available: number,
): never {
  const what = preset === undefined || from !== undefined ? 'The model' : `The preset ${preset}`;
  const { batch, context, recompute } = phase;
  const again = recompute === 'none' ? '' : ' even when activations are computed twice';
  throw new Failure(
    'memory',
    `${what} needs about ${gigabytes(bytes)} to train at batch ${String(batch)} × context ${String(context)}${again}; ` +
      `this machine has ${gigabytes(available)} free. ${advice(config, phase, available)}`,
  );
}

/** Smaller micro-batches that learn the same, where they would fit; otherwise a smaller model. */
function advice(config: ModelConfig, phase: MemoryShape, available: number): string {
  if (phase.batch === 1) return 'Choose a smaller preset or a shorter context.';
  const accumulate = rowsPerStep(phase);
  const { bytes } = planMemory(config, { ...phase, batch: 1, accumulate }, available);
  return bytes > available
    ? `Even one sequence at a time takes ${gigabytes(bytes)}; choose a smaller preset or a shorter context.`
    : `Batch 1 with --accumulate ${String(accumulate)} learns the same in ${gigabytes(bytes)}.`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

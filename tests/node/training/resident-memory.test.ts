/**
 * That a program asks for less memory does not mean that an engine takes less: onnxruntime orders and merges equations
 * as it likes. So this measures what was resident in real processes.
 */
import { expect, it } from 'vitest';
import { estimateMemory, type MemoryShape } from '../../../main/core/training/memory.ts';
import { measureResident } from '../../bench/resident-memory.ts';

const config = {
  vocabulary: 64,
  width: 64,
  layers: 12,
  heads: 8,
  feedForward: 256,
  context: 512,
  rotaryFraction: 0.5,
  rotaryBase: 10_000,
  layerNormEpsilon: 1e-5,
  initialDeviation: 0.02,
};
const shape = { batch: 2, context: 512, accumulate: 1, form: 'whole' } as const;
/** The probabilities of one layer, [B, H, T, T]. */
const PROBABILITIES = 4 * 2 * 8 * 512 * 512;

it.each(['attention', 'block'] as const)(
  'recomputing every %s frees the attention probabilities of most layers',
  async (recompute) => {
    const measure = (each: MemoryShape) => measureResident({ config, shape: each, steps: 2 });
    const kept = await measure({ ...shape, recompute: 'none' });
    const again = await measure({ ...shape, recompute });
    expect(again.loss).toBe(kept.loss);
    expect(kept.peakBytes - again.peakBytes).toBeGreaterThan(6 * PROBABILITIES);
    expect(again.peakBytes).toBeLessThan(1.5 * estimateMemory(config, { ...shape, recompute }));
  },
);

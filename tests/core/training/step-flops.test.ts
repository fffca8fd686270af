import { describe, expect, it } from 'vitest';
import { presets } from '../../../main/core/model/config.ts';
import { parameterCount } from '../../../main/core/model/parameters.ts';
import { matmulFlops } from '../../../main/core/program/flops.ts';
import { phiAdamW } from '../../../main/core/training/adamw.ts';
import { flopsAt, stepFlops } from '../../../main/core/training/step-flops.ts';
import { buildTrainStep } from '../../../main/core/training/step.ts';

const { nano } = presets;

describe('FLOPs of a training step', () => {
  it('are those of the program that is run, micro-batches together', () => {
    const program = buildTrainStep(nano, { batch: 6, context: 32 }, phiAdamW);
    expect(stepFlops(nano, { batch: 6, accumulate: 1, context: 32 })).toBe(matmulFlops(program));
    expect(stepFlops(nano, { batch: 2, accumulate: 3, context: 32 })).toBe(matmulFlops(program));
  });

  it('are near six for each parameter that multiplies and each token', () => {
    const size = { batch: 8, accumulate: 1, context: 128 };
    const multiplying = parameterCount(nano) - nano.vocabulary * nano.width;
    const ratio = stepFlops(nano, size) / (6 * multiplying * 8 * 128);
    // What is beyond six is attention.
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.3);
  });

  it('add up over phases', () => {
    const phases = [
      { steps: 10, flopsPerStep: 2 },
      { steps: 5, flopsPerStep: 3 },
    ];
    expect([0, 4, 10, 12, 15, 99].map((step) => flopsAt(phases, step))).toEqual([0, 8, 20, 26, 35, 35]);
  });
});

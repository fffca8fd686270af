import { afterAll, beforeAll, describe } from 'vitest';
import type { Engine } from '../../../main/core/training/engine.ts';
import { portContract } from './port.ts';
import { primitiveContract } from './primitives.ts';
import { trainingContract } from './training.ts';

/** How far an engine may be from the reference interpreter, which sums in double precision. */
export type Tolerances = {
  /** |got − expected| / (1 + |expected|) of every element of every primitive and of its derivatives. */
  readonly primitive: number;
  /** |difference| of each loss, in nats, over twenty steps of a tiny model. */
  readonly loss: number;
  /** |difference| of each weight after them. */
  readonly weight: number;
  /** Whether the same program on the same inputs gives the same bytes again; otherwise within `primitive`. */
  readonly repeats: 'bytes' | 'closely';
  /** What runs where a GPU is imitated in software, which compiles each kernel for long; all of it where left out. */
  readonly sample?: Sample;
};

export type Sample = {
  /** Every n-th case of each primitive. */
  readonly cases: number;
  /** Steps of the tiny model instead of twenty, and no larger model. */
  readonly steps: number;
};

/** What a float32 engine on the processor reaches. */
export const singlePrecision: Tolerances = { primitive: 2e-5, loss: 2e-4, weight: 2e-3, repeats: 'bytes' };

/** What an engine is under test: opened when the tests start, closed when they end. */
export type UnderTest = { readonly engine: () => Engine; readonly tolerances: Tolerances };

/**
 * What every engine must do: compute each primitive and its gradient as the reference interpreter does (whose
 * gradients are compared with finite differences in tests/core/autodiff, over the same table of cases), train as it
 * trains, and refuse what it cannot do with an error that says why.
 */
export function engineContract(name: string, open: () => Promise<Engine>, tolerances: Tolerances): void {
  describe(name, () => {
    let engine: Engine | undefined;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine?.close());
    const underTest: UnderTest = { engine: () => engine!, tolerances };
    portContract(underTest);
    primitiveContract(underTest);
    trainingContract(underTest);
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runId } from '../../../main/node/store/ids.ts';
import { selectMetrics, upsertMetrics } from '../../../main/node/store/queries/metrics.ts';
import type { MetricRow } from '../../../main/node/store/schema.ts';
import type { Store } from '../../../main/node/store/store.ts';
import { openStore } from '../../../main/node/store/store.ts';
import { addRun } from './add-run.ts';

const run = runId('r');

const row = (step: number, loss: number | null): MetricRow => ({
  run_id: run,
  step,
  at: step,
  tokens: step,
  loss,
  held_out_loss: null,
  rate: null,
  gradient_norm: null,
  tokens_per_second: null,
  memory_bytes: null,
  gpu_memory_bytes: null,
});

async function storeWith(losses: readonly (number | null)[], heldOutEvery = 0): Promise<Store> {
  const store = await openStore(':memory:');
  await addRun(store, run, losses.length);
  const rows = losses.map((loss, step) => ({
    ...row(step, loss),
    held_out_loss: heldOutEvery > 0 && step % heldOutEvery === 0 ? 1 + Math.sin(step) : null,
  }));
  await upsertMetrics(store.db, rows);
  return store;
}

const select = (store: Store, maxPoints: number, from = 0, to = 1e9) =>
  selectMetrics(store.db, { run, from, to, maxPoints });

describe('decimated metrics', () => {
  it('hide no spike, keep the ends, and never exceed what was asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 30, maxLength: 400 }),
        fc.integer({ min: 10, max: 60 }),
        async (losses, maxPoints) => {
          const store = await storeWith(losses);
          const { rows, stored } = await select(store, maxPoints);
          expect(stored).toBe(losses.length);
          expect(rows.length).toBeLessThanOrEqual(maxPoints);
          const steps = rows.map((row) => row.step);
          expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
          if (losses.length > maxPoints) expect([steps[0], steps.at(-1)]).toEqual([0, losses.length - 1]);
          const shown = rows.map((row) => row.loss!);
          expect(Math.max(...shown)).toBe(Math.max(...losses));
          expect(Math.min(...shown)).toBe(Math.min(...losses));
          await store.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keep the extremes of the held-out loss too', async () => {
    const losses = Array.from({ length: 5_000 }, (_, step) => 5 - step / 1_000);
    const store = await storeWith(losses, 50);
    const { rows } = await select(store, 100);
    const heldOut = Array.from({ length: 100 }, (_, i) => 1 + Math.sin(i * 50));
    const shown = rows.flatMap((row) => (row.held_out_loss === null ? [] : [row.held_out_loss]));
    expect(Math.max(...shown)).toBe(Math.max(...heldOut));
    expect(Math.min(...shown)).toBe(Math.min(...heldOut));
    expect(rows.length).toBeLessThanOrEqual(100);
    await store.close();
  });

  it('are exact where they fit, and in a zoomed range', async () => {
    const store = await storeWith(Array.from({ length: 1_000 }, (_, step) => step));
    expect((await select(store, 1_000)).rows).toHaveLength(1_000);
    const zoomed = await select(store, 100, 400, 450);
    expect(zoomed.rows.map((row) => row.step)).toEqual(Array.from({ length: 51 }, (_, i) => 400 + i));
    expect(zoomed.stored).toBe(51);
    await store.close();
  });

  it('read little of a hundred thousand points, and keep the extremes of what is asked for', async () => {
    const store = await storeWith(Array.from({ length: 100_000 }, (_, step) => Math.sin(step)));
    await upsertMetrics(store.db, [{ ...row(77_777, 0), gradient_norm: 9 }]);
    const byLoss = await select(store, 2_000);
    expect(byLoss.stored).toBe(100_000);
    expect(byLoss.rows.length).toBeGreaterThan(1_500);
    const byNorm = await selectMetrics(store.db, {
      run,
      from: 0,
      to: 1e9,
      maxPoints: 2_000,
      keep: ['gradient_norm'],
    });
    expect(byNorm.rows.map(({ step }) => step)).toEqual([0, 77_777, 99_999]);
    await store.close();
  });
});

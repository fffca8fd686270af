import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runId } from '../../../main/node/store/ids.ts';
import { migrations } from '../../../main/node/store/migrate.ts';
import { readExtents } from '../../../main/node/store/queries/metric-levels.ts';
import { upsertMetrics } from '../../../main/node/store/queries/metrics.ts';
import type { MetricRow } from '../../../main/node/store/schema.ts';
import { openStore, type Store } from '../../../main/node/store/store.ts';
import { addRun } from './add-run.ts';

const run = runId('r');

const point = (step: number, loss: number | null): MetricRow => ({
  run_id: run,
  step,
  at: step,
  tokens: step,
  loss,
  held_out_loss: step % 50 === 0 ? 1 + Math.sin(step) : null,
  rate: null,
  gradient_norm: Math.cos(step),
  tokens_per_second: null,
  memory_bytes: step % 3 === 0 ? 1e9 + step : null,
  gpu_memory_bytes: null,
});

const levelsOf = (store: Store) => store.db.selectFrom('metric_levels').selectAll().execute();

describe('the levels of a run', () => {
  it('are the same however the points came: at once, one by one, again after a resume, or by the migration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hornbook-levels-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const points = Array.from({ length: 9_000 }, (_, step) =>
      point(step * 3, Math.sin(step * 7) + step / 1e4),
    );
    const path = join(folder, 'old.sqlite');
    const { '0007-metric-levels': _, ...before } = migrations;
    const old = await openStore(path, { migrations: before });
    await addRun(old, run);
    for (let from = 0; from < points.length; from += 1_000)
      await old.db
        .insertInto('metrics')
        .values(points.slice(from, from + 1_000))
        .execute();
    await old.close();
    const migrated = await openStore(path);

    const atOnce = await openStore(':memory:');
    await addRun(atOnce, run);
    await upsertMetrics(atOnce.db, points);

    const replaced = await openStore(':memory:');
    await addRun(replaced, run);
    for (let from = 0; from < points.length; from += 750) {
      // What a killed run said after its last checkpoint, and then says differently.
      await upsertMetrics(
        replaced.db,
        points.slice(from, from + 900).map((row) => ({ ...row, loss: -9, gradient_norm: 9 })),
      );
      await upsertMetrics(replaced.db, points.slice(from, from + 900));
    }
    const wanted = await levelsOf(atOnce);
    expect(wanted.filter(({ level }) => level === 3).length).toBe(5);
    expect(await levelsOf(migrated)).toEqual(wanted);
    expect(await levelsOf(replaced)).toEqual(wanted);
    for (const store of [migrated, atOnce, replaced]) await store.close();
  });

  it('cover any range exactly, whatever the level that is read', async () => {
    const store = await openStore(':memory:');
    await addRun(store, run);
    const points = Array.from({ length: 5_000 }, (_, step) => point(step * 2, Math.sin(step * step)));
    await upsertMetrics(store.db, points);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 11_000 }),
        fc.integer({ min: 0, max: 11_000 }),
        fc.constantFrom(1, 64, 4_096, 1e6),
        async (one, other, finest) => {
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          const extents = await readExtents(store.db, run, 'loss', { from, to }, finest);
          const within = points.filter(({ step }) => step >= from && step <= to).map(({ loss }) => loss!);
          expect(extents.reduce((sum, extent) => sum + extent.points, 0)).toBe(within.length);
          expect(Math.min(...extents.map(({ low }) => low))).toBe(Math.min(...within));
          expect(Math.max(...extents.map(({ high }) => high))).toBe(Math.max(...within));
        },
      ),
      { numRuns: 60 },
    );
    await store.close();
  });
});

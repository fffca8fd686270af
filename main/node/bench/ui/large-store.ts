import Database from 'better-sqlite3';
import { jobId, runId } from '../../store/ids.ts';
import { insertJob } from '../../store/queries/jobs.ts';
import { upsertMetrics } from '../../store/queries/metrics.ts';
import { startRun, updateRun } from '../../store/queries/runs.ts';
import type { MetricRow } from '../../store/schema.ts';
import { openStore, type Store } from '../../store/store.ts';

export type StoreSize = { readonly runs: number; readonly points: number };

const DATA = ['raw', 'filtered', 'textbooks', 'textbooks+exercises'] as const;
const PRESETS = ['nano', 'micro', 'mini'] as const;
const BATCH_TOKENS = 4_096;
const STARTED_AT = Date.UTC(2026, 0, 1);
const HELD_OUT_EVERY = 250;

/** What a store of so many points takes on the disk, bytes: as measured, and a little more. */
export const storeBytes = ({ runs, points }: StoreSize): number => runs * points * 105;

const idOf = (run: number): string => `bench-run-${String(run).padStart(5, '0')}`;

/**
 * Fills a new store with runs of so many points each. The first goes in as every run does; the others are copies of it
 * inside SQLite, with losses of their own.
 */
export async function fillStore(
  path: string,
  size: StoreSize,
  onNote: (note: string) => void,
): Promise<void> {
  const store = await openStore(path);
  try {
    await addRuns(store, size);
    await upsertMetrics(store.db, pointsOf(idOf(0), size.points));
  } finally {
    await store.close();
  }
  copyPoints(path, size, onNote);
}

async function addRuns(store: Store, { runs, points }: StoreSize): Promise<void> {
  await store.db.transaction().execute(async (db) => {
    for (let run = 0; run < runs; run += 1) {
      const job = jobId(`bench-job-${String(Math.floor(run / DATA.length)).padStart(5, '0')}`);
      const at = STARTED_AT + run * 900_000;
      if (run % DATA.length === 0) {
        const request = { kind: 'recipe', title: 'Recipe', params: '{}', started_at: at };
        await insertJob(db, { id: job, state: 'done', ...request });
      }
      const id = runId(idOf(run));
      const preset = PRESETS[run % PRESETS.length]!;
      const name = DATA[run % DATA.length]!;
      await startRun(db, {
        id,
        job_id: job,
        name,
        path: `runs/${id}`,
        config: JSON.stringify(configOf(run, preset, name)),
        parameters: 1_055_488 * (1 + (run % PRESETS.length) * 4),
        total_steps: points,
        at,
      });
      await updateRun(db, id, {
        state: run % 37 === 0 ? 'stopped' : 'done',
        ended_at: at + 800_000,
        step: points,
        tokens: points * BATCH_TOKENS,
        loss: lossAt(points) * scaleOf(run),
        held_out_loss: lossAt(points) * scaleOf(run) * 1.05,
        tokens_per_second: 4_000 + (run % 100) * 7,
      });
    }
  });
}

const configOf = (run: number, preset: string, data: string): Readonly<Record<string, unknown>> => ({
  preset,
  data,
  engine: 'onnxruntime',
  threads: 2,
  seed: run % 5,
  batch: 32,
  context: 128,
  peakRate: 0.003 / (1 + (run % 3)),
  warmupSteps: 100,
  weightDecay: 0.1,
  clip: 1,
  beta1: 0.9,
  beta2: 0.95,
  checkpointEvery: 500,
  evalEvery: HELD_OUT_EVERY,
  tokenizer: '9a41c07d1f2e33aa',
  machine: '2 cores, 24 GB',
  model: { layers: 4, width: 128, heads: 4, vocabulary: 1024 },
});

const scaleOf = (run: number): number => 1 + (run % 41) / 100;
const lossAt = (step: number): number => 1 + 5 / (1 + step / 400);
/** The same for one step always: a curve that jitters as a real one does. */
const jitter = (step: number): number => ((Math.imul(step, 2_654_435_761) >>> 8) % 1_000) / 1_000 - 0.5;

function pointsOf(id: string, points: number): MetricRow[] {
  return Array.from({ length: points }, (_, index) => {
    const step = index + 1;
    const loss = lossAt(step) * (1 + 0.12 * jitter(step)) + (step % 9_973 === 0 ? 3 : 0);
    return {
      run_id: runId(id),
      step,
      at: STARTED_AT + step * 8,
      tokens: step * BATCH_TOKENS,
      loss,
      held_out_loss: step % HELD_OUT_EVERY === 0 ? lossAt(step) * 1.05 : null,
      rate: 0.003 * Math.min(1, step / 100),
      gradient_norm: 0.4 + 0.3 * Math.abs(jitter(step * 7)),
      tokens_per_second: 4_000 + 200 * jitter(step * 13),
      memory_bytes: 900_000_000 + step * 10,
      gpu_memory_bytes: null,
    };
  });
}

/** Nobody else looks at the store yet and it can be made again, so it is written without a journal. */
function copyPoints(path: string, { runs }: StoreSize, onNote: (note: string) => void): void {
  const sqlite = new Database(path);
  try {
    sqlite.pragma('journal_mode = OFF');
    sqlite.pragma('synchronous = OFF');
    sqlite.pragma('cache_size = -262144');
    const points = sqlite.prepare(
      `insert into metrics select ?, step, at, tokens, loss * ?, held_out_loss * ?, rate, gradient_norm, tokens_per_second,
         memory_bytes, gpu_memory_bytes from metrics where run_id = ?`,
    );
    const levels = sqlite.prepare(
      `insert into metric_levels select ?, quantity, level, bucket, points,
         iif(quantity in ('loss', 'held_out_loss'), low * ?, low), low_step,
         iif(quantity in ('loss', 'held_out_loss'), high * ?, high), high_step
       from metric_levels where run_id = ?`,
    );
    for (let run = 1; run < runs; run += 1) {
      const own = [idOf(run), scaleOf(run), scaleOf(run), idOf(0)];
      sqlite.transaction(() => {
        points.run(...own);
        levels.run(...own);
      })();
      if (run % 100 === 0) onNote(`Making the store: ${run} of ${runs} runs …`);
    }
    sqlite.pragma('journal_mode = WAL');
  } finally {
    sqlite.close();
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepMetric } from '../../../main/core/training/run.ts';
import { openCheckpoint, streamWeights } from '../../../main/node/checkpoints/read-checkpoint.ts';
import { listCheckpoints } from '../../../main/node/checkpoints/retention.ts';
import { readRunRecord } from '../../../main/node/checkpoints/run-record.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { readCurve } from '../../../main/node/training/metric-log.ts';
import type { TrainReport, TrainRequest } from '../../../main/node/training/train-request.ts';
import { trainRun } from '../../../main/node/training/train-run.ts';
import { tinyTraining } from './fixture.ts';

let folder: string;
let tiny: TrainRequest;
let engine: OnnxRuntimeEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-accumulate-'));
  engine = new OnnxRuntimeEngine({ threads: 1 });
  tiny = { ...(await tinyTraining(folder)), budget: { kind: 'steps', steps: 9 } };
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

type Trained = { readonly report: TrainReport; readonly metrics: readonly StepMetric[] };

async function train(
  name: string,
  changes: Partial<TrainRequest>,
  hooks: Parameters<typeof trainRun>[1] = {},
): Promise<Trained> {
  const metrics: StepMetric[] = [];
  const onMetric = (metric: StepMetric): void => {
    metrics.push(metric);
    hooks.onMetric?.(metric);
  };
  const request = { ...tiny, outDir: join(folder, name), ...changes };
  return { report: await trainRun(request, { engine, ...hooks, onMetric }), metrics };
}

const weights = ({ report }: Trained) => readFile(join(report.checkpoint, 'model.safetensors'));

describe('gradient accumulation', () => {
  const parts = { batch: 2, accumulate: 4, recompute: 'block' } as const;

  it('over four micro-batches learns what one batch of their size learns, from the same rows', async () => {
    const one = await train('one', { batch: 8 });
    const four = await train('four', parts);
    expect(four.report.state.tokens).toBe(one.report.state.tokens);
    expect(four.metrics.length).toBe(one.metrics.length);
    for (const [index, { loss, gradientNorm }] of one.metrics.entries()) {
      expect(Math.abs(four.metrics[index]!.loss - loss)).toBeLessThan(1e-4);
      expect(Math.abs(four.metrics[index]!.gradientNorm / gradientNorm - 1)).toBeLessThan(1e-3);
    }
  });

  it('is part of the run: stopped and resumed, it ends with the bytes of one that was not', async () => {
    const unbroken = await train('unbroken', parts);
    const stop = new AbortController();
    const onMetric = ({ step }: StepMetric): void => {
      if (step === 4) stop.abort();
    };
    const stopped = await train('stopped', parts, { onMetric, signal: stop.signal });
    expect(stopped.report).toMatchObject({ outcome: 'stopped', state: { step: 4 } });
    // What the request says now does not count.
    const resumed = await train('stopped', {
      batch: 4,
      accumulate: 1,
      recompute: 'none',
      resume: 'required',
    });
    expect((await weights(resumed)).equals(await weights(unbroken))).toBe(true);
    expect(resumed.report.state.moments).toEqual(unbroken.report.state.moments);

    const { plan, memoryBytes } = await readRunRecord(join(folder, 'stopped'));
    expect(plan.phases[0]).toMatchObject({ batch: 2, accumulate: 4, recompute: 'block', form: 'split' });
    expect(memoryBytes).toBeGreaterThan(1e8);
  });

  it('measures its step, all micro-batches together, to turn minutes into steps', async () => {
    const { report } = await train('minutes', { ...parts, budget: { kind: 'minutes', minutes: 0.02 } });
    expect(report.state.step).toBe(report.state.totalSteps);
    expect(report.state.tokens).toBe(report.state.step * 8 * 32);
  });

  it('leaves the state as it was where a step diverges, and saves it', async () => {
    const wild = { ...parts, rate: 1e30, warmupSteps: 0, budget: { kind: 'steps', steps: 40 } } as const;
    await expect(train('wild', wild)).rejects.toThrow(/^Training diverged at step \d+ .*saved as step \d+/);
    const [last] = (await listCheckpoints(join(folder, 'wild', 'checkpoints'))).slice(-1);
    for await (const tensor of streamWeights(await openCheckpoint(last!.path))) {
      expect(tensor.every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  it('refuses a number of micro-batches that is none', async () => {
    await expect(train('none', { accumulate: 0 })).rejects.toThrow('The number of micro-batches is 0');
  });
});

describe('the forms of a step', () => {
  it('end with the same bytes: whole, split, attention or blocks computed twice', async () => {
    const larger = { model: { width: 64, layers: 4, heads: 2, feedForward: 256 } };
    const whole = await train('whole', larger);
    expect(whole.report.record.plan.phases[0]).toMatchObject({ recompute: 'none', form: 'whole' });
    const attention = await train('attention', { ...larger, recompute: 'attention' });
    const blocks = await train('blocks', { ...larger, recompute: 'block' });
    const split = await train('split', larger, { freeBytes: whole.report.record.memoryBytes! - 1 });
    expect(split.report.record.plan.phases[0]).toMatchObject({ recompute: 'none', form: 'split' });
    const expected = await weights(whole);
    for (const other of [attention, blocks, split])
      expect((await weights(other)).equals(expected)).toBe(true);
  });

  it('on two lanes learn what one thread learns, always with the same bytes', async () => {
    const two = new OnnxRuntimeEngine({ threads: 2 });
    try {
      const whole = await train('one-thread', { batch: 8 });
      const lanes = await train('lanes', { batch: 8 }, { engine: two });
      expect(lanes.report.record.plan.phases[0]!.form).toBe('lanes');
      for (const [index, { loss, gradientNorm }] of whole.metrics.entries()) {
        expect(Math.abs(lanes.metrics[index]!.loss - loss)).toBeLessThan(1e-4);
        expect(Math.abs(lanes.metrics[index]!.gradientNorm / gradientNorm - 1)).toBeLessThan(1e-3);
      }
      const again = await train('again', { batch: 8 }, { engine: two });
      expect((await weights(again)).equals(await weights(lanes))).toBe(true);
      const odd = await train('odd', { batch: 3 }, { engine: two });
      expect(odd.report.record.plan.phases[0]!.form).toBe('whole');
    } finally {
      await two.close();
    }
  });

  it('stay those a run was begun in: one that was begun whole goes on whole on an engine with lanes', async () => {
    const stop = new AbortController();
    const onMetric = ({ step }: StepMetric): void => {
      if (step === 4) stop.abort();
    };
    await train('begun-whole', { batch: 8 }, { onMetric, signal: stop.signal });
    const two = new OnnxRuntimeEngine({ threads: 2 });
    try {
      const { report } = await train('begun-whole', { resume: 'required' }, { engine: two });
      expect(report.outcome).toBe('done');
      expect(report.record.plan.phases[0]!.form).toBe('whole');
    } finally {
      await two.close();
    }
  });

  it('says what memory it will take before it takes it', async () => {
    const order: string[] = [];
    const { report } = await train(
      'says',
      {},
      {
        freeBytes: 2e9,
        onMemory: (needed, available) => order.push(`${String(needed)} of ${String(available)}`),
        onPlan: () => order.push('plan'),
      },
    );
    expect(order).toEqual([`${String(report.record.memoryBytes)} of 2000000000`, 'plan']);
  });
});

describe('the log of a run', () => {
  it('holds every step once, whatever was stopped, and gives a curve of about as many points as asked for', () => {
    const curve = readCurve(join(folder, 'stopped'), 100);
    expect(curve.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const thin = readCurve(join(folder, 'stopped'), 3);
    expect(thin.length).toBeLessThan(9);
    expect(thin.filter(({ heldOut }) => heldOut !== undefined)).toEqual(
      curve.filter(({ heldOut }) => heldOut !== undefined),
    );
    expect(readCurve(join(folder, 'nowhere'), 3)).toEqual([]);
  });
});

import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepMetric } from '../../../main/core/training/run.ts';
import { listCheckpoints } from '../../../main/node/checkpoints/retention.ts';
import type { TrainReport, TrainRequest } from '../../../main/node/training/train-request.ts';
import { prepareExtension } from '../../../main/node/training/extend-run.ts';
import { trainRun } from '../../../main/node/training/train-run.ts';
import { tinyTraining } from './fixture.ts';

let folder: string;
let request: TrainRequest;
let unbroken: TrainReport;
let unbrokenMetrics: StepMetric[];
let expected: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-resume-'));
  request = await tinyTraining(folder);
  unbrokenMetrics = [];
  unbroken = await trainRun(request, { onMetric: (metric) => unbrokenMetrics.push(metric) });
  expected = await readFile(join(unbroken.checkpoint, 'model.safetensors'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Compiling dominates, and other work on the machine may slow it several times. */
const PATIENCE_MS = 180_000;

/** Trains in a child process that gets SIGKILL right after step `lastStep`; tells what ended it. */
async function killedAfter(child: TrainRequest, lastStep: number): Promise<NodeJS.Signals | null> {
  const path = join(import.meta.dirname, 'train-child.ts');
  const running = fork(path, [JSON.stringify(child), String(lastStep)], { execArgv: ['--no-warnings'] });
  return new Promise((resolve) => running.on('exit', (_code, signal) => resolve(signal)));
}

const withoutSpeed = (metrics: readonly StepMetric[]) =>
  metrics.map((metric) => ({ ...metric, tokensPerSecond: 0 }));

describe('a run that is killed', () => {
  it.each([
    [13, 10],
    [27, 25],
  ])(
    'after step %i ends, resumed from step %i, with the bytes of one that was not',
    async (lastStep, savedStep) => {
      const outDir = join(folder, `killed-${String(lastStep)}`);
      expect(await killedAfter({ ...request, outDir }, lastStep)).toBe('SIGKILL');
      const saved = (await listCheckpoints(join(outDir, 'checkpoints'))).at(-1)!;
      expect(saved.state.step).toBe(savedStep);

      const metrics: StepMetric[] = [];
      const resumed = await trainRun(
        { ...request, outDir, resume: 'required' },
        { onMetric: (metric) => metrics.push(metric) },
      );
      expect(resumed.state.step).toBe(36);
      expect((await readFile(join(resumed.checkpoint, 'model.safetensors'))).equals(expected)).toBe(true);
      expect(withoutSpeed(metrics)).toEqual(withoutSpeed(unbrokenMetrics.slice(savedStep)));
    },
    PATIENCE_MS,
  );

  it(
    'before its first checkpoint starts over from its own plan, whatever the request says now',
    async () => {
      const outDir = join(folder, 'killed-early');
      expect(await killedAfter({ ...request, outDir }, 3)).toBe('SIGKILL');
      expect(await listCheckpoints(join(outDir, 'checkpoints'))).toEqual([]);
      const changed = { ...request, outDir, seed: 8, rate: 1, budget: { kind: 'steps', steps: 2 } } as const;
      const resumed = await trainRun({ ...changed, resume: 'required' });
      expect(resumed.state.weights).toEqual(unbroken.state.weights);
    },
    PATIENCE_MS,
  );
});

describe('a run that is stopped', () => {
  it('saves at once, resumes, and ends with the same bytes', async () => {
    const outDir = join(folder, 'stopped');
    const stop = new AbortController();
    const onMetric = ({ step }: StepMetric): void => {
      if (step === 13) stop.abort();
    };
    const stopped = await trainRun({ ...request, outDir }, { onMetric, signal: stop.signal });
    expect(stopped).toMatchObject({ outcome: 'stopped', state: { step: 13, totalSteps: 36 } });
    expect(stopped.state.heldOutLoss).not.toBeNull();
    const resumed = await trainRun({ ...request, outDir, resume: 'if-possible' });
    expect(resumed.state.weights).toEqual(unbroken.state.weights);
  });
});

describe('a finished run', () => {
  it('is the same for the same seed and another for another', async () => {
    const same = await trainRun({ ...request, outDir: join(folder, 'same') });
    expect(same.state.weights).toEqual(unbroken.state.weights);
    expect(same.state.moments).toEqual(unbroken.state.moments);
    const other = await trainRun({ ...request, outDir: join(folder, 'other'), seed: 8 });
    expect(other.state.weights.sha256).not.toBe(unbroken.state.weights.sha256);
  });

  it('has learnt, by both losses, and kept its best and last checkpoints', async () => {
    expect(unbrokenMetrics.length).toBe(36);
    const first = unbrokenMetrics[0]!.loss;
    expect(first).toBeGreaterThan(Math.log(300) - 0.5);
    expect(unbrokenMetrics.at(-1)!.loss).toBeLessThan(first - 1);
    const heldOut = unbrokenMetrics.flatMap(({ heldOutLoss }) =>
      heldOutLoss === undefined ? [] : [heldOutLoss],
    );
    expect(heldOut.length).toBeGreaterThanOrEqual(8);
    expect(unbroken.state.tokens).toBe(36 * 4 * 32);
    const kept = await listCheckpoints(join(request.outDir, 'checkpoints'));
    expect(kept.map(({ state }) => state.step)).toEqual(expect.arrayContaining([24, 35, 36]));
    expect(kept.length).toBeLessThanOrEqual(4);
    expect(await readdir(join(request.outDir, 'checkpoints'))).toEqual(
      kept.map(({ path }) => path.split('/').at(-1)),
    );
  });

  it('does nothing more when it is resumed', async () => {
    const metrics: StepMetric[] = [];
    const again = await trainRun(
      { ...request, resume: 'required' },
      { onMetric: (metric) => metrics.push(metric) },
    );
    expect(again.checkpoint).toBe(unbroken.checkpoint);
    expect(metrics).toEqual([]);
  });
});

describe('a run that is extended', () => {
  it('goes on with weights and moments, and ends with the same bytes when it is broken off', async () => {
    const extend = (name: string) =>
      prepareExtension({
        from: request.outDir,
        name: 'run',
        outDir: join(folder, name),
        steps: 6,
        rate: 1e-3,
      });
    const record = await extend('extended');
    const planned = record.plan.phases.map(({ name, steps, moments, windows }) => [
      name,
      steps,
      moments,
      windows,
    ]);
    expect(planned).toEqual([
      ['pretrain', 24, undefined, undefined],
      ['finetune', 12, undefined, 'documents'],
      ['finetune, extended', 6, 'kept', 'documents'],
    ]);
    const going = (name: string): TrainRequest => ({
      ...request,
      outDir: join(folder, name),
      resume: 'required',
    });
    const metrics: StepMetric[] = [];
    const whole = await trainRun(going('extended'), { onMetric: (metric) => metrics.push(metric) });
    expect(metrics.map(({ step }) => step)).toEqual([37, 38, 39, 40, 41, 42]);
    // The moments are as they were: the first step moves no further than the last ones did.
    expect(metrics[0]!.loss).toBeLessThan(unbrokenMetrics.at(-1)!.loss + 0.5);

    await extend('broken');
    const abort = new AbortController();
    await trainRun(going('broken'), {
      signal: abort.signal,
      onMetric: ({ step }) => step === 39 && abort.abort(),
    });
    const resumed = await trainRun(going('broken'));
    expect(resumed.state.weights.sha256).toBe(whole.state.weights.sha256);
    expect(resumed.state.moments.sha256).toBe(whole.state.moments.sha256);
  });

  it('must be finished first', async () => {
    await expect(
      prepareExtension({ from: join(folder, 'killed-13'), name: 'k', outDir: join(folder, 'no'), steps: 0 }),
    ).rejects.toThrow(/An extension of 0 steps is not possible/);
    await expect(
      prepareExtension({ from: join(folder, 'nobody'), name: 'n', outDir: join(folder, 'no'), steps: 1 }),
    ).rejects.toThrow(/There is no run in .*nobody/);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { closeLabParts, openLabParts, type LabParts } from '../../main/lab/lab.ts';
import { estimateTraining, extendRun, startTraining, trainingCalls } from '../../main/lab/runs/training.ts';
import { listRunSummaries, runDetails, runMetrics, runSamples } from '../../main/lab/runs/runs.ts';
import { assertDone, waitForJob } from '../../main/lab/jobs/wait-for-job.ts';
import type { ScoredRecord } from '../../main/node/datasets/manifest.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { trainingInputs, type NewTraining } from '../../preload/contract/training.ts';
import { temporaryFolder } from './open-test-lab.ts';

async function projectWithData(): Promise<string> {
  const project = temporaryFolder();
  const records: ScoredRecord[] = Array.from({ length: 60 }, (_, at) => ({
    id: `sums-${String(at)}`,
    text: `def f${String(at)}(a, b):\n    """Combine ${String(at)}."""\n    return a + b\n`,
    kind: 'code',
    source: 'sums',
    meta: {},
  }));
  const description = { name: 'sums', operation: 'import', parameters: {}, parents: [], scoreColumns: [] };
  await writeDataset(join(project, 'datasets', 'sums'), description, records);
  return project;
}

const order: NewTraining = {
  name: 'Tiny',
  model: { kind: 'preset', preset: 'nano' },
  tokenizer: { kind: 'learn', vocabulary: 280 },
  phases: [{ name: 'pretrain', data: { kind: 'dataset', dataset: 'sums' }, share: 1, rate: 1e-3 }],
  budget: { kind: 'steps', steps: 6 },
  batch: 2,
  context: 16,
  weightDecay: 0.1,
  clipNorm: 1,
  seed: 1,
  threads: 1,
  checkpointEvery: 3,
  prompts: ['def f1(a, b):\n'],
};

const parsed = (input: NewTraining) => trainingInputs['training.start'].parse(input);

async function done(parts: LabParts, id: string): Promise<string> {
  const never = new AbortController().signal;
  const job = await waitForJob(parts, { stop: never, kill: never, onProgress: () => undefined }, id);
  assertDone(job, id);
  return `run-${id}`;
}

const weightsOf = async (parts: LabParts, run: string) => (await runDetails(parts, run)).checkpoints.at(-1)!;

it('trains from a form, clones to the same bytes, extends from the last checkpoint, and remembers where each came from', async () => {
  const parts = await openLabParts({ projectPath: await projectWithData(), door: 'browser' });
  try {
    const expected = await estimateTraining(parts, parsed(order));
    expect(expected).toMatchObject({ steps: 6, tokens: 6 * 2 * 16, seconds: null, recompute: 'none' });

    const first = await done(parts, (await startTraining(parts, parsed(order))).id);
    const details = await runDetails(parts, first);
    expect(details).toMatchObject({ name: 'Tiny', state: 'done', step: 6, origin: null });
    expect(details.flops).toBe(expected.flops);
    expect(details.environment['Threads']).toBe('1');
    expect((await runSamples(parts, first)).map(({ step, prompts }) => [step, prompts])).toEqual([
      [3, order.prompts],
      [6, order.prompts],
    ]);

    // A clone that nothing was changed in.
    const calls = trainingCalls(parts);
    const again = await calls['training.clone']({ run: first });
    expect(again).toMatchObject({ name: 'Tiny, again', clonedFrom: first, prompts: order.prompts });
    const clone = await done(parts, (await startTraining(parts, parsed(again))).id);
    expect((await runDetails(parts, clone)).origin).toEqual({ kind: 'clone', run: first, name: 'Tiny', step: null });
    expect((await weightsOf(parts, clone)).hash).toBe((await weightsOf(parts, first)).hash);

    // An extension goes on counting where the run ended, and leaves it as it was.
    expect(await calls['training.extendable']({ run: first })).toMatchObject({ step: 6, peakRate: 1e-3, problem: null });
    const longer = { name: 'Tiny, longer', run: first, steps: 4, rate: 5e-4, warmupSteps: 1, decay: 'none' } as const;
    const extension = await done(parts, (await extendRun(parts, longer)).id);
    const extended = await runDetails(parts, extension);
    expect(extended).toMatchObject({ step: 10, totalSteps: 10, origin: { kind: 'extension', run: first, step: 6 } });
    const { points } = await runMetrics(parts, { id: extension, afterStep: -1, maxPoints: 100, metric: 'loss' });
    expect(points.map(({ step, rate }) => [step, rate])).toEqual([7, 8, 9, 10].map((step) => [step, 5e-4]));
    expect(points.at(-1)!.flops).toBe((expected.flops! / 6) * 10);
    expect((await runDetails(parts, first)).step).toBe(6);

    // What cannot be is said before anything is started.
    const before = (await listRunSummaries(parts)).length;
    await expect(startTraining(parts, parsed({ ...order, model: { kind: 'preset', preset: 'pico' } }))).rejects.toThrow(/choose one of nano/);
    await expect(extendRun(parts, { ...longer, run: 'nobody' })).rejects.toThrow(/There is no run "nobody"/);
    writeFileSync(join(parts.project.path, 'runs', first, 'checkpoints', 'step-00000006', 'config.json'), '');
    expect((await calls['training.extendable']({ run: first })).problem).toMatch(/stands at step 3 of 6; resume it first/);
    expect((await listRunSummaries(parts)).length).toBe(before);
  } finally {
    await closeLabParts(parts);
  }
});

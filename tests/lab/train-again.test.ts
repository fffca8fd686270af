import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trainModel, type TrainCommand } from '../../main/lab/runs/train.ts';
import { readRunRecord } from '../../main/node/checkpoints/run-record.ts';
import type { ScoredRecord } from '../../main/node/datasets/manifest.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { readSamples } from '../../main/node/training/checkpoint-samples.ts';
import { temporaryFolder } from './open-test-lab.ts';

it('trains a run again, as it was or changed, and extends it, from the command line', async () => {
  const folder = temporaryFolder();
  const dataset = join(folder, 'sums');
  const records: ScoredRecord[] = Array.from({ length: 60 }, (_, at) => ({
    id: `sums-${String(at)}`,
    text: `def f${String(at)}(a, b):\n    """Combine ${String(at)}."""\n    return a + b\n`,
    kind: 'code',
    source: 'sums',
    meta: {},
  }));
  const description = { name: 'sums', operation: 'import', parameters: {}, parents: [], scoreColumns: [] };
  await writeDataset(dataset, description, records);
  const train = (out: string, more: Partial<TrainCommand>) =>
    trainModel({
      out: join(folder, out),
      threads: 1,
      resume: false,
      signal: new AbortController().signal,
      onNote: () => undefined,
      onStep: () => undefined,
      ...more,
    });
  const first = await train('first', {
    dataset,
    vocabularySize: 280,
    budget: { kind: 'steps', steps: 4 },
    batch: 2,
    context: 16,
    seed: 3,
    samples: { kind: 'prompts', prompts: ['def f1(a, b):\n'] },
  });
  const fromRun = join(folder, 'first');

  const same = await train('same', { fromRun });
  expect(same.state.weights.sha256).toBe(first.state.weights.sha256);
  expect(same.record.origin).toEqual({ kind: 'clone', run: 'first' });
  expect(readSamples(join(folder, 'same'))[0]!.prompts).toEqual(['def f1(a, b):\n']);

  const changed = await train('changed', { fromRun, seed: 4, dataset, samples: 'none' });
  expect(changed.state.weights.sha256).not.toBe(first.state.weights.sha256);
  expect(changed.record).toMatchObject({ samples: null, plan: { seed: 4 } });
  expect(changed.state.step).toBe(4);

  const extended = await train('longer', { extend: fromRun, budget: { kind: 'steps', steps: 2 }, decay: 'none' });
  expect(extended.state.step).toBe(6);
  const record = await readRunRecord(join(folder, 'longer'));
  expect(record.plan.phases.at(-1)).toMatchObject({ steps: 2, decay: 'none', moments: 'kept' });
  await expect(train('no', { extend: fromRun })).rejects.toThrow(/Say how many steps/);
  await expect(train('no', {})).rejects.toThrow(/Name the dataset to train on/);
});

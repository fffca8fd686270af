import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LAB_DETECTORS } from '../../../main/core/corpus/contamination.ts';
import type { Problem } from '../../../main/core/evaluation/problem.ts';
import { writeCheckpoint } from '../../../main/node/checkpoints/write-checkpoint.ts';
import { findClosePairs } from '../../../main/node/corpus/decontaminate.ts';
import { openDataset } from '../../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { tinyContents } from '../checkpoints/tiny-checkpoint.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const code = 'def double(values):\n    return [2 * value for value in values]\n';
const problems: readonly Problem[] = [
  { kind: 'asserts', taskId: 'Mbpp/1', text: 'Double all.', code, setup: '', asserts: [] },
  {
    kind: 'asserts',
    taskId: 'Mbpp/2',
    text: 'Say hello to somebody by name, politely, and in as few words as can be.',
    code: 'def greet(name):\n    print(f"Hello {name}")\n',
    setup: '',
    asserts: [],
  },
];
const texts = {
  copy: code,
  renamed: 'def twice(xs):\n    return [2 * x for x in xs]\n',
  other: 'import os\n\nprint(os.getcwd())\n',
};

test('a pair that one detector finds is measured by all, embeddings too', async () => {
  const folder = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const checkpoint = join(folder, 'step-00000007');
  await writeCheckpoint(checkpoint, tinyContents(7));
  const records = Object.entries(texts).map(([id, text]) => ({
    id,
    text,
    kind: 'code' as const,
    source: 's',
    meta: {},
  }));
  const about = { name: 'd', operation: 'test', parameters: {}, parents: [] };
  await writeDataset(join(folder, 'd'), about, records);
  const dataset = await openDataset(join(folder, 'd'));
  const told: string[] = [];
  const pairs = await findClosePairs(dataset, problems, {
    detectors: LAB_DETECTORS,
    embedding: { checkpoint, distance: 1e-3 },
    workers: 1,
    signal: new AbortController().signal,
    onProgress: (doing) => told.push(doing),
  });
  vi.unstubAllEnvs();
  expect(pairs.map(({ recordId, taskId, by }) => [recordId, taskId, by])).toEqual([
    ['copy', 'Mbpp/1', ['syntax', 'embedding']],
    ['renamed', 'Mbpp/1', ['syntax']],
  ]);
  const [copy, renamed] = pairs as [(typeof pairs)[0], (typeof pairs)[0]];
  expect(copy.distance).toBeCloseTo(0, 3);
  expect(renamed.distance).toBeGreaterThan(1e-3);
  expect([copy.matchRate, renamed.matchRate]).toEqual([1, 1]);
  expect(new Set(told)).toEqual(
    new Set(['comparing texts', 'reading texts with the model', 'comparing embeddings', 'measuring pairs']),
  );
});

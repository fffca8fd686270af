import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FunctionProblem } from '../../../main/core/evaluation/problem.ts';
import { openDataset } from '../../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { nearestSamples } from '../../../main/node/evaluation/nearest.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const docstring = 'Give the values that are larger than the one before them, in their own order.';
const solution = (name: string, value: string): string =>
  `def ${name}(values):\n    """${docstring}"""\n    found = []\n    last = 0\n    for ${value} in values:\n        if ${value} > last:\n            found.append(${value})\n        last = ${value}\n    return found\n`;
const problem: FunctionProblem = {
  kind: 'function',
  taskId: 'Test/0',
  prompt: solution('rising', 'value').split('\n').slice(0, 2).join('\n') + '\n',
  entryPoint: 'rising',
  canonicalSolution: solution('rising', 'value').split('\n').slice(2).join('\n'),
  test: '',
};
const swapped = solution('climb', 'item')
  .replace('    found = []\n    last = 0\n', '    last = 0\n    found = []\n')
  .replace(docstring, 'Climb.');
const texts = {
  other: 'def words(text):\n    """Split a text into its words."""\n    return text.split()\n',
  half: solution('some', 'x').replace(docstring, 'Take the values that are larger than the one before.'),
  swapped,
  copy: solution('rising', 'value'),
};

test('the nearest texts are found by every detector, and answered from an index afterwards', async () => {
  const folder = temporaryFolder();
  const records = Object.entries(texts).map(([id, text]) => ({
    id,
    text,
    kind: 'exercise' as const,
    source: 's',
    meta: {},
  }));
  const about = { name: 'd', operation: 'test', parameters: {}, parents: [] };
  await writeDataset(join(folder, 'd'), about, records);
  const datasets = [{ id: 'd', dataset: await openDataset(join(folder, 'd')) }];
  const indexes = join(folder, 'indexes');
  const vectors = {
    problem: Float32Array.from([1, 0]),
    rows: async function* () {
      for (const angle of [1, 0.5, 0.1, 0]) {
        yield await Promise.resolve(Float32Array.from([Math.cos(angle), Math.sin(angle)]));
      }
    },
  };
  const first = await nearestSamples(problem, datasets, { indexes, vectors });
  const shown = (by: 'ngram' | 'syntax' | 'order' | 'embedding') =>
    first[by]!.map(({ recordId, measure, contaminated }) => [recordId, measure.toFixed(3), contaminated]);
  expect(first.compared).toBe(4);
  expect(shown('ngram')).toEqual([
    ['copy', '15.000', true],
    ['half', '9.000', false],
  ]);
  expect(shown('syntax')).toEqual([
    ['half', '1.000', true],
    ['copy', '1.000', true],
    ['swapped', expect.stringMatching(/^0\.[89]/), false],
  ]);
  expect(shown('order')).toEqual([['swapped', '1.000', true]]);
  expect(shown('embedding').map(([id]) => id)).toEqual(['copy', 'swapped', 'half', 'other']);
  expect(first.ngram![0]!.text).toBe(texts.copy);

  // An index that cannot be used is made again, and gives the same answers.
  const files = readdirSync(indexes);
  expect(files.map((name) => name.replace(/^[0-9a-f]+-/, '')).sort()).toEqual([
    'syntax.index',
    'words.index',
  ]);
  for (const name of files) writeFileSync(join(indexes, name), 'no index');
  const again = await nearestSamples(problem, datasets, { indexes });
  expect({ ...again, embedding: first.embedding }).toEqual(first);
});

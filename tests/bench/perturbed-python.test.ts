import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { duplicateFigures } from '../../main/node/bench/data-stages.ts';
import { headOf, plantedKind, writePerturbedPython } from '../../main/node/bench/perturbed-python.ts';
import { findDuplicates } from '../../main/node/corpus/deduplicate.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { temporaryFolder } from '../lab/open-test-lab.ts';

/** Jaccard similarity by sets of strings: the reference for hashes of shingles. */
function similarity(one: string, other: string): number {
  const shingles = (text: string): Set<string> => {
    const tokens = text.match(/[A-Za-z0-9_\u0080-\uffff]+|[^\s]/g) ?? [];
    return new Set(tokens.slice(4).map((_, at) => tokens.slice(at, at + 5).join(' ')));
  };
  const [a, b] = [shingles(one), shingles(other)];
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  return shared / (a.size + b.size - shared);
}

test('what is planted is as similar as it says, and the search for near duplicates finds it and nothing else', async () => {
  const folder = temporaryFolder();
  const corpus = await writePerturbedPython(join(folder, 'texts'), 2_500_000, 7);
  const texts = new Map<string, string>();
  for (const path of corpus.files) {
    for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
      const { id, text } = JSON.parse(line) as { id: string; text: string };
      texts.set(id, text);
    }
  }
  expect(texts.size).toBe(corpus.records);
  expect(Object.values(corpus.planted).every((count) => count > 0)).toBe(true);
  for (const [id, text] of texts) {
    const kind = plantedKind(id);
    if (kind === 'head') continue;
    const found = similarity(text, texts.get(headOf(id))!);
    if (kind === 'far') expect(found).toBeLessThan(0.78);
    else expect(found).toBeGreaterThan(kind === 'exact' ? 0.999 : 0.8);
  }

  const records = [...texts].map(([id, text]) => ({ id, text, kind: 'code' as const, source: id, meta: {} }));
  const about = { name: 'd', operation: 'test', parameters: {}, parents: [] };
  await writeDataset(join(folder, 'd'), about, records);
  const dataset = await openDataset(join(folder, 'd'));
  const found = await findDuplicates(dataset, { by: 'near', leastSimilarity: 0.8, workers: 2 });
  const { recall, precision } = duplicateFigures(corpus, [...found.keys()]);
  expect(recall).toBeGreaterThanOrEqual(0.95);
  expect(precision).toBeGreaterThanOrEqual(0.99);
});

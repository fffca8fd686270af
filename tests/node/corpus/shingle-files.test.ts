import { expect, test } from 'vitest';
import { BandHasher, NEAR_DUPLICATES, shingles } from '../../../main/core/corpus/minhash.ts';
import { candidatePairs, NearDuplicateIndex } from '../../../main/core/corpus/near-duplicates.ts';
import { BandFile, ShingleSets } from '../../../main/node/corpus/shingle-files.ts';

const texts = [
  '',
  ...Array.from({ length: 41 }, (_, at) => `a b c d e f g h i j ${String(at % 7)} k l m n o`),
];
const sets = texts.map((text) => shingles(text, NEAR_DUPLICATES.ngram));

test('bands on a disk name the same pairs as bands in memory, however they came in batches', async () => {
  const { bands } = NEAR_DUPLICATES;
  const hasher = new BandHasher();
  const inMemory = new NearDuplicateIndex();
  for (const text of texts) inMemory.add(text);
  const file = await BandFile.create(bands);
  try {
    for (const [from, to] of [
      [0, 1],
      [1, 30],
      [30, texts.length],
    ] as const) {
      const keys = new Float64Array((to - from) * bands);
      for (let text = from; text < to; text++) hasher.bandKeys(sets[text]!, keys, (text - from) * bands);
      file.append(keys);
    }
    const pairs = [...candidatePairs(file)];
    expect(pairs.length).toBeGreaterThan(0);
    expect(pairs).toEqual([...inMemory.candidates()]);
  } finally {
    file.remove();
  }
});

test('sets on a disk come back as they went, the empty one too', async () => {
  const file = await ShingleSets.create(texts.length);
  try {
    for (const set of sets) file.append(set, Uint32Array.of(set.length));
    sets.forEach((set, text) => {
      expect(file.read(text)).toEqual(set);
    });
  } finally {
    file.remove();
  }
});

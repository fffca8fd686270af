import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BandHasher, jaccard, NEAR_DUPLICATES, shingles } from '../../../main/core/corpus/minhash.ts';
import {
  duplicateGroups,
  NearDuplicateIndex,
  similarPairs,
  type SimilarPair,
} from '../../../main/core/corpus/near-duplicates.ts';
import { seededRandom } from '../../../main/core/training/random.ts';

/** A text of `length` words that no other seed has. */
function words(seed: number, length: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length }, () => `w${String(random.below(5_000))}`);
}

/** A copy with `count` words replaced in one place, so that about `count + 4` of its shingles change. */
function edited(text: readonly string[], count: number, seed: number): string[] {
  const start = seededRandom(seed).below(text.length - count);
  return text.map((word, at) => (at >= start && at < start + count ? `edit${String(seed)}${word}` : word));
}

describe('shingles', () => {
  test('do not see blank space, and see everything else', () => {
    const set = shingles('def add(a, b):\n    return a + b\n', 5);
    expect(shingles('def add( a,b ):\n\n\treturn a+b', 5)).toEqual(set);
    expect(jaccard(shingles('def add(a, c):\n    return a + c\n', 5), set)).toBeLessThan(0.5);
  });

  test('of a short text are one, of an empty one none', () => {
    expect(shingles('pass', 5)).toHaveLength(1);
    expect(shingles(' \n', 5)).toHaveLength(0);
  });

  test('overlap as sets do', () => {
    const someSet = fc.uniqueArray(fc.nat(60), { maxLength: 40 });
    fc.assert(
      fc.property(someSet, someSet, (a, b) => {
        const rising = (values: number[]): Uint32Array => Uint32Array.from(values).sort();
        const shared = a.filter((value) => b.includes(value)).length;
        const all = new Set([...a, ...b]).size;
        expect(jaccard(rising(a), rising(b))).toBeCloseTo(all === 0 ? 1 : shared / all, 12);
      }),
    );
  });
});

test('bands agree about as often as the mathematics says', () => {
  const hasher = new BandHasher();
  const { bands, rows } = NEAR_DUPLICATES;
  let agreeing = 0;
  let expected = 0;
  for (let pair = 0; pair < 200; pair++) {
    const text = words(pair, 300);
    const [a, b] = [text, edited(text, 40, pair)].map((copy) => shingles(copy.join(' '), 5)) as [
      Uint32Array,
      Uint32Array,
    ];
    const keys = new Float64Array(2 * bands);
    hasher.bandKeys(a, keys, 0);
    hasher.bandKeys(b, keys, bands);
    expected += bands * jaccard(a, b) ** rows;
    for (let band = 0; band < bands; band++) if (keys[band] === keys[bands + band]) agreeing++;
  }
  expect(agreeing / expected).toBeGreaterThan(0.9);
  expect(agreeing / expected).toBeLessThan(1.1);
});

test('planted near duplicates are found, and nothing else', () => {
  const texts: string[] = [];
  const planted = new Set<string>();
  for (let seed = 0; seed < 400; seed++) {
    const text = words(seed, 200);
    texts.push(text.join(' '));
    if (seed % 2 === 0) {
      texts.push(edited(text, 12, seed).join(' '));
      planted.add(`${String(texts.length - 2)} ${String(texts.length - 1)}`);
    }
  }
  const index = new NearDuplicateIndex();
  for (const text of texts) index.add(text);
  expect(index.texts).toBe(texts.length);
  const found = similarPairs(index.candidates(), (text) => texts[text]!, 0.8);
  const names = found.map(({ pair }) => pair.join(' '));
  expect(names.filter((name) => !planted.has(name))).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(0.99 * planted.size);
});

test('many copies of one text make one group, and empty texts none', () => {
  const text = words(1, 50).join(' ');
  const index = new NearDuplicateIndex();
  const texts = ['', ...Array.from({ length: 40 }, () => text), '', words(2, 50).join(' ')];
  for (const one of texts) index.add(one);
  const groups = duplicateGroups(similarPairs(index.candidates(), (at) => texts[at]!, 0.8));
  expect(groups).toHaveLength(1);
  expect(groups[0]!.kept).toBe(1);
  expect(groups[0]!.dropped.map(({ text: at }) => at)).toEqual(Array.from({ length: 39 }, (_, at) => at + 2));
});

test('groups are the connected components of the pairs', () => {
  const somePair = fc.tuple(fc.nat(14), fc.nat(14)).filter(([a, b]) => a < b);
  fc.assert(
    fc.property(fc.uniqueArray(somePair, { selector: String }), (pairs) => {
      const similar = pairs.map((pair, at): SimilarPair => ({ pair, similarity: 0.8 + at / 1000 }));
      const groups = duplicateGroups(similar);
      // Flood fill, the small way.
      const component = Array.from({ length: 15 }, (_, text) => text);
      for (let round = 0; round < 15; round++)
        for (const [a, b] of pairs) component[a] = component[b] = Math.min(component[a]!, component[b]!);
      const expected = component.flatMap((first, text) => (first === text ? [] : [[first, text]]));
      const got = groups.flatMap(({ kept, dropped }) => dropped.map(({ text }) => [kept, text]));
      expect(got.sort((a, b) => a[1]! - b[1]!)).toEqual(expected);
      for (const { dropped } of groups)
        for (const { text, like, similarity } of dropped) {
          const known = similar.filter(({ pair }) => pair.includes(text));
          expect(similarity).toBe(Math.max(...known.map((one) => one.similarity)));
          expect(known.some(({ pair }) => pair.includes(like))).toBe(true);
        }
    }),
  );
});

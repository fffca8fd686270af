import { normaliseRows } from '../corpus/embedding.ts';
import { NearDuplicateIndex, duplicateGroups, similarPairs } from '../corpus/near-duplicates.ts';
import { fingerprint } from './random.ts';

/** How much texts differ from each other. */
export type Diversity = {
  /** Texts that were measured; at most `MEASURED_TEXTS`, from the beginning. */
  readonly texts: number;
  /** Different n-grams of words per n-gram, n = 1 … 4 (distinct-n, Li et al. 2016). It falls as texts are added. */
  readonly distinct: readonly number[];
  /** Share of the texts that repeat an earlier one: Jaccard similarity of 5-token shingles of 0.8 or more. */
  readonly nearDuplicates: number;
  /**
   * Mean cosine distance between two of the texts' embeddings, 0 (all alike) to about 1; null where no checkpoint
   * embedded them.
   */
  readonly spread: number | null;
};

/** Distinct n-grams of this many texts say enough, and their fingerprints fit in memory. */
export const MEASURED_TEXTS = 20_000;
const LONGEST_NGRAM = 4;
const NEAR = 0.8;

/** Measures texts; 0 of everything for none. Words are runs of letters, digits and underscores, and single other signs. */
export function measureDiversity(all: readonly string[]): Diversity {
  const texts = all.slice(0, MEASURED_TEXTS);
  const seen = Array.from({ length: LONGEST_NGRAM }, () => new Set<number>());
  const counts = seen.map(() => 0);
  const index = new NearDuplicateIndex();
  for (const text of texts) {
    const words = text.toLowerCase().match(/\w+|[^\w\s]/g) ?? [];
    for (let n = 1; n <= LONGEST_NGRAM; n += 1) {
      for (let at = 0; at + n <= words.length; at += 1) {
        seen[n - 1]!.add(fingerprint(words.slice(at, at + n).join(' ')));
        counts[n - 1]! += 1;
      }
    }
    index.add(text);
  }
  const pairs = similarPairs(index.candidates(), (text) => texts[text]!, NEAR);
  const dropped = duplicateGroups(pairs).reduce((sum, group) => sum + group.dropped.length, 0);
  return {
    texts: texts.length,
    distinct: seen.map((set, n) => (counts[n] === 0 ? 0 : set.size / counts[n]!)),
    nearDuplicates: texts.length === 0 ? 0 : dropped / texts.length,
    spread: null,
  };
}

/**
 * The mean cosine distance over all pairs of rows of `vectors` [n · width], from their sum alone: with unit rows u,
 * the cosines of all pairs add up to (|Σu|² − n) / 2. Null for fewer than two rows.
 */
export function embeddingSpread(vectors: Float32Array, width: number): number | null {
  const rows = vectors.length / width;
  if (rows < 2) return null;
  const unit = normaliseRows(vectors.slice(), width);
  let squares = 0;
  for (let axis = 0; axis < width; axis += 1) {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += unit[row * width + axis]!;
    squares += sum * sum;
  }
  return 1 - (squares - rows) / (rows * (rows - 1));
}

/** Words, names and marks: what a text is made of, for prose as for code. */
const TERMS = /[\p{L}_][\p{L}\p{N}_]*|\p{N}+|[^\s\p{L}\p{N}_]/gu;

/**
 * Texts as vectors by the words they use: each term weighs `(1 + ln tf) · ln(n / df)`, and is added, with a sign, to
 * one of `width` places that its hash picks (Weinberger and others 2009, feature hashing), so that the result needs no
 * vocabulary. Each row has length 1, or is all zeros where a text holds no term that tells it apart.
 *
 * @returns [texts · width], row after row; the same texts give the same numbers.
 */
export function termVectors(texts: readonly string[], width: number): Float32Array {
  const counts = texts.map(termCounts);
  const texted = new Map<string, number>();
  for (const terms of counts) for (const term of terms.keys()) texted.set(term, (texted.get(term) ?? 0) + 1);
  const vectors = new Float32Array(texts.length * width);
  counts.forEach((terms, row) => {
    const vector = vectors.subarray(row * width, (row + 1) * width);
    for (const [term, count] of terms) {
      const weight = (1 + Math.log(count)) * Math.log(texts.length / texted.get(term)!);
      const hash = hashOf(term);
      vector[(hash >>> 1) % width]! += (hash & 1) === 0 ? weight : -weight;
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let at = 0; at < width; at += 1) vector[at]! /= length;
  });
  return vectors;
}

function termCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [term] of text.matchAll(TERMS)) {
    const word = term.toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** FNV-1a over UTF-16 units, with a last mixing so that its low bit is as good as the others. */
function hashOf(term: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at += 1) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

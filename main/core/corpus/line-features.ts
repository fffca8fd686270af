/** What is counted of the lines alone. */
export type LineFeatures = {
  /** Lines in all, at least 1. */
  readonly count: number;
  readonly filled: number;
  /** Characters of the filled lines, without indent and trailing blanks. */
  readonly characters: number;
  /** Filled lines, but the shortest, whose like occurred before. */
  readonly repeated: number;
  /** Lines that begin with `>>>`. */
  readonly examples: number;
};

/** `)`, `else:` and their like recur everywhere; only longer lines say that something was copied. */
const TELLING_LINE = 8;

export function lineFeatures(text: string): LineFeatures {
  const seen = new Set<string>();
  let [count, filled, characters, repeated, examples] = [0, 0, 0, 0, 0];
  // The newline that ends the text begins no line.
  for (const line of text.replace(/\n$/, '').split('\n')) {
    count++;
    const content = line.trim();
    if (content === '') continue;
    filled++;
    characters += content.length;
    if (content.startsWith('>>>')) examples++;
    if (content.length < TELLING_LINE) continue;
    if (seen.has(content)) repeated++;
    else seen.add(content);
  }
  return { count, filled, characters, repeated, examples };
}

/** Positions of the newlines, ascending. */
export function newlinePositions(text: string): number[] {
  const positions: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) positions.push(at);
  return positions;
}

/** Lines that the span from `start` to `end` touches. */
export function linesBetween(newlines: readonly number[], start: number, end: number): number {
  return 1 + countBelow(newlines, end) - countBelow(newlines, start);
}

function countBelow(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

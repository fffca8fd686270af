import { diffWordsWithSpace } from 'diff';

/** A stretch of a text: the same in both, or only here. */
export type Stretch = { readonly text: string; readonly only: boolean };

/** Longer texts would hold the window up: their lines are not compared word by word. */
const LONGEST = 40_000;

/** Two texts with what only one of them has marked. */
export function markDifferences(left: string, right: string): { left: Stretch[]; right: Stretch[] } {
  if (left.length + right.length > LONGEST) {
    return { left: [{ text: left, only: false }], right: [{ text: right, only: false }] };
  }
  const changes = diffWordsWithSpace(left, right);
  const side = (hidden: 'added' | 'removed'): Stretch[] =>
    changes.flatMap((change) =>
      change[hidden] ? [] : [{ text: change.value, only: change.added || change.removed }],
    );
  return { left: side('added'), right: side('removed') };
}

/** Three decimals, never rounded up: 0.9497 is not yet 0.95, and stands beside that threshold. */
export const threeDecimals = (rate: number): string => (Math.floor(rate * 1000 + 1e-9) / 1000).toFixed(3);

/** How each detector is called where there is little room. */
export const DETECTOR_WORDS = {
  ngram: 'words in a row',
  syntax: 'syntax tree',
  order: 'any order',
  embedding: 'embedding',
} as const;

const LABEL_GAP = 15;

/** Spreads labels that want to stand at `wanted` (pixels from the top) so that none covers another. */
export function spreadLabels(wanted: readonly number[], top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + LABEL_GAP;
  }
  let ceiling = bottom;
  for (const label of order.reverse()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - LABEL_GAP;
  }
  const placed = new Array<number>(wanted.length);
  for (const label of order) placed[label.index] = label.y;
  return placed;
}

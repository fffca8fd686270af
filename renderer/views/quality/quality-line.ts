import type { ClassifierFigures, QualityView } from '../../../preload/contract/quality.ts';

/** Steps of the slider; the lab told the consequences of each. */
export const STEPS = 1000;
const BARS = 50;

export type Kept = {
  readonly records: number;
  readonly bytes: number;
  readonly shareOfRecords: number;
  readonly shareOfBytes: number;
};

/** A threshold as the slider can show it, 0 to 1 in thousandths. */
export const toStep = (threshold: number): number =>
  Math.min(STEPS, Math.max(0, Math.round(threshold * STEPS)));

/** What a threshold would keep. */
export function keptAt(view: QualityView, step: number): Kept {
  const records = view.keptRecords[step] ?? 0;
  const bytes = view.keptBytes[step] ?? 0;
  return {
    records,
    bytes,
    shareOfRecords: view.records === 0 ? 0 : records / view.records,
    shareOfBytes: view.bytes === 0 ? 0 : bytes / view.bytes,
  };
}

/** The highest step that still keeps this share of the records: where the public reproduction of phi-1 drew the line. */
export function stepForShare(view: QualityView, share: number): number {
  for (let step = STEPS; step > 0; step--) {
    if ((view.keptRecords[step] ?? 0) >= share * view.records) return step;
  }
  return 0;
}

export type Bar = { readonly from: number; readonly to: number; readonly records: number };

/** How the qualities are spread: fifty bars of equal width. */
export function barsOf(view: QualityView): Bar[] {
  const width = STEPS / BARS;
  return Array.from({ length: BARS }, (_, at) => {
    const [from, to] = [at * width, (at + 1) * width];
    // The last bar holds what is exactly 1 too.
    const above = at === BARS - 1 ? 0 : (view.keptRecords[to] ?? 0);
    return { from: from / STEPS, to: to / STEPS, records: (view.keptRecords[from] ?? 0) - above };
  });
}

/** Precision and recall on the held-out labels for this line. */
export function cutAt({ cuts }: ClassifierFigures, step: number) {
  return cuts[Math.round((step * (cuts.length - 1)) / STEPS)] ?? null;
}

/** How good an AUC is, as one would say it. */
export function aucWords(auc: number): string {
  if (auc >= 0.95) return 'nearly always right';
  if (auc >= 0.9) return 'right nine times in ten';
  if (auc >= 0.8) return 'right eight times in ten';
  if (auc >= 0.7) return 'right seven times in ten';
  return auc > 0.55 ? 'a little better than a coin' : 'no better than a coin';
}

/** What calibration means here, as one would say it. */
export function calibrationWords(expectedError: number): string {
  const points = Math.round(expectedError * 100);
  if (points <= 3) return 'Its probabilities can be taken at their word.';
  if (points <= 8)
    return `Its probabilities are off by ${String(points)} points on average: good enough to compare texts.`;
  return `Its probabilities are off by ${String(points)} points on average: take their order, not their size.`;
}

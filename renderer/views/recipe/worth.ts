import type { RecipeView } from '../../../preload/contract/recipe.ts';

export type ResultRow = RecipeView['rows'][number];

export const ROW_TITLES: Readonly<Record<ResultRow['name'], string>> = {
  raw: 'Raw code',
  filtered: 'Filtered code',
  textbooks: 'Textbooks',
  'textbooks+exercises': 'Textbooks + exercises',
};

type Measured = { readonly passAt1: number; readonly ci95: readonly [number, number] };

/**
 * The 95 % interval of the difference `better − base` of two shares measured apart, from their Wilson
 * intervals: Newcombe's method 10 (Statistics in Medicine 17, 1998, 873–890). Shares of 1.
 */
export function differenceInterval(base: Measured, better: Measured): readonly [number, number] {
  const difference = better.passAt1 - base.passAt1;
  const low = Math.hypot(better.passAt1 - better.ci95[0], base.ci95[1] - base.passAt1);
  const high = Math.hypot(better.ci95[1] - better.passAt1, base.passAt1 - base.ci95[0]);
  return [Math.max(-1, difference - low), Math.min(1, difference + high)];
}

/** Whole points with a true minus sign, and no minus before zero. */
const points = (share: number): string => String(Math.round(share * 100) || 0).replace('-', '−');

/** What data quality was worth, in a plain sentence; null until both ends of the table are measured. */
export function worthSentence(rows: readonly ResultRow[]): string | null {
  const base = rows.find((row) => row.name === 'raw');
  const best = rows.find((row) => row.name === 'textbooks+exercises');
  if (base === undefined || best === undefined) return null;
  const [low, high] = differenceInterval(base, best);
  const scores = `With the same model and the same compute, textbooks and exercises solve ${points(best.passAt1)} % of the problems, raw code ${points(base.passAt1)} %`;
  if (low <= 0 && high >= 0) {
    return `${scores}. That difference is within noise: its 95 % interval, ${points(low)} to ${points(high)} points, holds zero.`;
  }
  const gap = points(Math.abs(best.passAt1 - base.passAt1));
  const verdict =
    best.passAt1 > base.passAt1
      ? `better data was worth ${gap} points`
      : `the better data cost ${gap} points`;
  return `${scores}: ${verdict} (95 % interval ${points(low)} to ${points(high)}).`;
}

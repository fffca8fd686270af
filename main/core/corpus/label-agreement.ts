import { kappaOfTable } from '../evaluation/agreement.ts';
import { Failure } from '../failure.ts';
import { LABELS } from './annotation.ts';

/** A coefficient and its 95 % interval; null where the labels do not vary, for chance then agrees too. */
export type Kappa = { readonly value: number; readonly ci95: readonly [number, number] } | null;

/** How far two annotators agree on the texts that both labelled. */
export type LabelAgreement = {
  readonly texts: number;
  /** Share of the texts with the same label. */
  readonly same: number;
  /** Share of the texts whose labels are at most 1 apart. */
  readonly close: number;
  readonly kappa: Kappa;
  /** With quadratic weights: 1 against 5 counts sixteen times as much as 1 against 2. */
  readonly weightedKappa: Kappa;
  /** [5][5] texts by the first annotator's label (row) and the second's (column). */
  readonly confusion: readonly (readonly number[])[];
};

const RESAMPLES = 2000;

/**
 * Compares two annotators' labels of the same texts, in the same order. Intervals are bootstrapped over the texts
 * (Efron 1979); `random` gives uniform numbers in [0, 1).
 *
 * @throws Failure `usage` where there is no text in common.
 */
export function labelAgreement(
  first: readonly number[],
  second: readonly number[],
  random: () => number,
): LabelAgreement {
  const texts = first.length;
  if (texts === 0 || texts !== second.length) {
    throw new Failure('usage', 'The two annotators labelled no text in common; give them the same sample.');
  }
  const cells = Int32Array.from(first, (label, at) => (label - 1) * LABELS.length + (second[at]! - 1));
  const confusion = tableOf(cells);
  const share = (holds: (difference: number) => boolean): number =>
    first.filter((label, at) => holds(Math.abs(label - second[at]!))).length / texts;
  const samples = { none: [] as number[], quadratic: [] as number[] };
  const drawn = new Int32Array(texts);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let at = 0; at < texts; at++) drawn[at] = cells[Math.floor(random() * texts)]!;
    const table = tableOf(drawn);
    samples.none.push(kappaOfTable(table, 'none'));
    samples.quadratic.push(kappaOfTable(table, 'quadratic'));
  }
  const kappa = (weights: 'none' | 'quadratic'): Kappa => {
    const value = kappaOfTable(confusion, weights);
    if (Number.isNaN(value)) return null;
    // A resample in which both always gave one label says nothing about chance.
    const sorted = samples[weights].filter((sample) => !Number.isNaN(sample)).sort((a, b) => a - b);
    const at = (p: number): number => sorted[Math.round(p * (sorted.length - 1))] ?? value;
    return { value, ci95: [at(0.025), at(0.975)] };
  };
  return {
    texts,
    same: share((difference) => difference === 0),
    close: share((difference) => difference <= 1),
    kappa: kappa('none'),
    weightedKappa: kappa('quadratic'),
    confusion,
  };
}

function tableOf(cells: Int32Array): number[][] {
  const table = LABELS.map(() => LABELS.map(() => 0));
  for (const cell of cells) {
    const row = table[Math.floor(cell / LABELS.length)]!;
    row[cell % LABELS.length] = row[cell % LABELS.length]! + 1;
  }
  return table;
}

/** κ in words, after Landis and Koch (1977). */
export function kappaWords(value: number): string {
  if (value < 0) return 'worse than chance';
  if (value <= 0.2) return 'slight';
  if (value <= 0.4) return 'fair';
  if (value <= 0.6) return 'moderate';
  return value <= 0.8 ? 'substantial' : 'almost perfect';
}

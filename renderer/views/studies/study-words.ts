import type { StudyDetails, StudyMeasure, StudySeries } from '../../../preload/contract/studies.ts';

export const measureNames: Readonly<Record<StudyMeasure, string>> = {
  'solution-loss': 'Loss on the solutions',
  'held-out-loss': 'Held-out loss',
  'pass@1': 'pass@1',
};

export const measureNotes: Readonly<Record<StudyMeasure, string>> = {
  'solution-loss':
    'Bits that a model spends on each byte of the benchmark’s reference solutions. The same texts for every dataset, so lines can be compared.',
  'held-out-loss':
    'On the part of its own data that a model did not see. Lines of different datasets are measured on different texts: compare slopes, not heights.',
  'pass@1': 'Share of the benchmark’s problems solved with one greedy answer.',
};

/** What was fitted through a dataset's points, for a reader. */
export function lawWords({ powerLaw, scalingLaw }: StudySeries): {
  readonly line: string;
  readonly law: string;
} {
  const line =
    powerLaw === null
      ? '–'
      : powerLaw.state === 'too-few'
        ? powerLaw.needs
        : `C to the power of ${(-powerLaw.law.exponent).toFixed(3)}, ${Math.round(powerLaw.explained * 100)} % of the spread`;
  if (scalingLaw === null) return { line, law: '–' };
  if (scalingLaw.state === 'too-few') return { line, law: scalingLaw.needs };
  const { irreducible, size, data } = scalingLaw.law;
  const terms = [
    irreducible.toFixed(2),
    ...(size === null ? [] : [`${size.coefficient.toPrecision(3)} / N^${size.exponent.toFixed(2)}`]),
    ...(data === null ? [] : [`${data.coefficient.toPrecision(3)} / D^${data.exponent.toFixed(2)}`]),
  ];
  return { line, law: terms.join(' + ') };
}

/** The largest distance of a point from what was fitted, in per cent. */
export function largestResidual({ scalingLaw, powerLaw }: StudySeries): string {
  const fit = scalingLaw?.state === 'fitted' ? scalingLaw : powerLaw?.state === 'fitted' ? powerLaw : null;
  if (fit === null) return '–';
  const largest = Math.max(...fit.residuals.map(Math.abs));
  return `±${((Math.exp(largest) - 1) * 100).toFixed(1)} %`;
}

export const standing = ({ models }: StudyDetails): string => {
  const done = models.filter(({ result }) => result !== null).length;
  return models.length === 0 ? 'getting ready' : `${String(done)} of ${String(models.length)} models`;
};

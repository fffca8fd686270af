import type { StudyMeasure, StudySeries } from '../../core/study/findings.ts';

const LESS: Readonly<Record<StudyMeasure, string>> = {
  'solution-loss': 'loss on the solutions',
  'held-out-loss': 'held-out loss',
  'pass@1': 'pass@1',
};

/** Compute that is as much as the other's to the accuracy of such a fit. */
const EQUAL = 1.05;

/** What the fitted lines say of each dataset beside the first, in one sentence each. */
export function comparisonSentences(
  measure: StudyMeasure,
  series: readonly StudySeries[],
  names: ReadonlyMap<string, string>,
): string[] {
  const nameOf = (dataset: string): string => names.get(dataset) ?? dataset;
  const [base, ...others] = series;
  if (base === undefined) return [];
  return others.flatMap(({ dataset, computeSaved }) => {
    if (computeSaved === null) return [];
    const times = (factor: number): string =>
      factor >= 100 ? `more than 100 times` : `${Number(factor.toPrecision(2)).toLocaleString('en-US')} times`;
    const what = `At its largest compute ${nameOf(dataset)} reaches a ${LESS[measure]} for which ${nameOf(base.dataset)}`;
    if (computeSaved > EQUAL) return [`${what} would need ${times(computeSaved)} the compute.`];
    if (computeSaved < 1 / EQUAL) return [`${what} needs only a part of the compute, 1 in ${times(1 / computeSaved).replace(' times', '')}.`];
    return [`${what} would need about as much compute.`];
  });
}

/** The points of a figure with what was fitted to them, as CSV. */
export function seriesTable(
  measure: StudyMeasure,
  series: readonly StudySeries[],
  names: ReadonlyMap<string, string>,
): string {
  const header = `dataset,preset,parameters,tokens,flops,seeds,mean_${measure.replace(/[^a-z0-9]+/g, '_')},lowest,highest,power_law_coefficient,power_law_exponent`;
  const lines = series.flatMap(({ dataset, groups, powerLaw }) =>
    groups.map(({ preset, parameters, tokens, flops, seeds, mean, low, high }) =>
      [
        quoted(names.get(dataset) ?? dataset),
        preset,
        parameters,
        tokens,
        flops,
        seeds,
        mean,
        low,
        high,
        ...(powerLaw?.state === 'fitted' ? [powerLaw.law.coefficient, powerLaw.law.exponent] : ['', '']),
      ].join(','),
    ),
  );
  return [header, ...lines, ''].join('\n');
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

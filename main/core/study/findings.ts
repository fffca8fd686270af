import { trainingFlops } from './grid.ts';
import type { Fit, PowerLaw, ScalingLaw, ScalingPoint } from './scaling.ts';
import { computeSaved, fitPowerLaw, fitScalingLaw } from './scaling.ts';

/** What a study can show of its models. */
export const STUDY_MEASURES = ['solution-loss', 'held-out-loss', 'pass@1'] as const;
export type StudyMeasure = (typeof STUDY_MEASURES)[number];

/** One trained and measured model of a study. */
export type StudyModel = {
  readonly dataset: string;
  readonly preset: string;
  readonly seed: number;
  /** Parameters that multiply. */
  readonly parameters: number;
  readonly tokens: number;
  readonly values: Readonly<Record<StudyMeasure, number | null>>;
};

/** Models that differ in their seed alone. */
export type StudyGroup = {
  readonly preset: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly flops: number;
  readonly mean: number;
  /** Lowest and highest over seeds. */
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
};

/** A dataset's line through the study. */
export type StudySeries = {
  readonly dataset: string;
  /** By compute. */
  readonly groups: readonly StudyGroup[];
  /** Of losses; pass@1 has none, since it starts at 0 and ends at 1. */
  readonly powerLaw: Fit<PowerLaw> | null;
  readonly scalingLaw: Fit<ScalingLaw> | null;
  /**
   * Times less compute than the first dataset takes for the loss that this one has at its largest compute; null where
   * it cannot be told.
   */
  readonly computeSaved: number | null;
};

/** The series of one measure, a dataset each, in the order given. Models that lack the measure are left out. */
export function studySeries(
  models: readonly StudyModel[],
  datasets: readonly string[],
  measure: StudyMeasure,
): StudySeries[] {
  const fitted = datasets.map((dataset) => {
    const own = models.flatMap((model) => {
      const value = model.values[measure];
      return model.dataset === dataset && value !== null ? [{ model, value }] : [];
    });
    const points: ScalingPoint[] = own.map(({ model: { parameters, tokens }, value }) => ({
      parameters,
      tokens,
      loss: value,
    }));
    const isLoss = measure !== 'pass@1';
    return {
      dataset,
      groups: groupsOf(own),
      powerLaw: isLoss ? fitPowerLaw(points) : null,
      scalingLaw: isLoss ? fitScalingLaw(points) : null,
    };
  });
  const base = fitted[0]?.powerLaw;
  return fitted.map((series, at) => ({ ...series, computeSaved: at === 0 ? null : savedBy(base, series) }));
}

type Measured = { readonly model: StudyModel; readonly value: number };

function groupsOf(measured: readonly Measured[]): StudyGroup[] {
  const bySize = new Map<string, Measured[]>();
  for (const one of measured) {
    const key = `${one.model.preset} ${String(one.model.tokens)}`;
    bySize.set(key, [...(bySize.get(key) ?? []), one]);
  }
  return [...bySize.values()]
    .map((group) => {
      const { preset, parameters, tokens } = group[0]!.model;
      const values = group.map(({ value }) => value);
      return {
        preset,
        parameters,
        tokens,
        flops: trainingFlops(parameters, tokens),
        mean: values.reduce((sum, value) => sum + value, 0) / values.length,
        low: Math.min(...values),
        high: Math.max(...values),
        seeds: values.length,
      };
    })
    .sort((one, other) => one.flops - other.flops);
}

function savedBy(
  base: Fit<PowerLaw> | null | undefined,
  { powerLaw, groups }: Pick<StudySeries, 'powerLaw' | 'groups'>,
): number | null {
  const largest = groups.at(-1);
  if (base?.state !== 'fitted' || powerLaw?.state !== 'fitted' || largest === undefined) return null;
  return computeSaved(base.law, powerLaw.law, largest.flops);
}

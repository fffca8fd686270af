import { seededRandom } from '../training/random.ts';
import { areaUnderCurve, precisionAndRecall } from './classification.ts';

/** A 95 % interval beside its value. */
export type Estimate = { readonly value: number; readonly ci95: readonly [number, number] };

export type RocPoint = { readonly falsePositiveRate: number; readonly truePositiveRate: number };

/** One line of a reliability table: what was promised and what came. */
export type CalibrationBin = {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean predicted probability, and the share that were worthwhile. */
  readonly predicted: number;
  readonly observed: number;
};

export type Calibration = {
  /** Ten bins of equal width; empty ones are left out. */
  readonly bins: readonly CalibrationBin[];
  /** Mean squared error of the probability (Brier 1950); 0 is perfect. */
  readonly brier: number;
  /** The Brier score of always saying the share of worthwhile texts: what there is to beat. */
  readonly brierOfShare: number;
  /** Expected calibration error: mean |predicted − observed| over the bins, by their counts. */
  readonly expectedError: number;
};

export type Held = {
  /** [R] 0..1 */
  readonly quality: readonly number[];
  /** [R] Probability of being worthwhile. */
  readonly probability: readonly number[];
  readonly worthwhile: readonly boolean[];
};

const ROC_POINTS = 101;
const RESAMPLES = 500;

/** AUC with its bootstrap interval; null where one of the classes is missing. */
export function aucEstimate({ quality, worthwhile }: Held, seed: number): Estimate | null {
  const value = areaUnderCurve(quality, worthwhile);
  if (value === null) return null;
  const random = seededRandom(seed);
  const areas: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = Array.from(quality, () => random.below(quality.length));
    const area = areaUnderCurve(
      drawn.map((index) => quality[index]!),
      drawn.map((index) => worthwhile[index]!),
    );
    if (area !== null) areas.push(area);
  }
  areas.sort((one, other) => one - other);
  const at = (p: number): number => areas[Math.round(p * (areas.length - 1))] ?? value;
  return { value, ci95: [at(0.025), at(0.975)] };
}

/** The ROC curve from (0, 0) to (1, 1); of many points, a hundred evenly spread along it. */
export function rocCurve({ quality, worthwhile }: Held): RocPoint[] {
  const positives = worthwhile.filter(Boolean).length;
  const negatives = worthwhile.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const order = Array.from(quality.keys()).sort((one, other) => quality[other]! - quality[one]!);
  const points: RocPoint[] = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  let [found, wrong] = [0, 0];
  order.forEach((index, at) => {
    if (worthwhile[index]) found++;
    else wrong++;
    // Equal scores are chosen together.
    if (at + 1 < order.length && quality[order[at + 1]!] === quality[index]) return;
    points.push({ falsePositiveRate: wrong / negatives, truePositiveRate: found / positives });
  });
  if (points.length <= ROC_POINTS) return points;
  return Array.from(
    { length: ROC_POINTS },
    (_, at) => points[Math.round((at * (points.length - 1)) / (ROC_POINTS - 1))]!,
  );
}

export type CutFigures = {
  readonly threshold: number;
  readonly precision: number | null;
  readonly recall: number | null;
};

/** Precision and recall of keeping quality ≥ threshold, for thresholds 0, 0.01 … 1. */
export function cutCurve({ quality, worthwhile }: Held): CutFigures[] {
  return Array.from({ length: 101 }, (_, step) => {
    const threshold = step / 100;
    return { threshold, ...precisionAndRecall(quality, worthwhile, threshold) };
  });
}

/** How far a probability can be taken at its word. */
export function calibrationOf({ probability, worthwhile }: Held): Calibration {
  const count = probability.length;
  const sums = Array.from({ length: 10 }, () => ({ count: 0, predicted: 0, observed: 0 }));
  const share = worthwhile.filter(Boolean).length / Math.max(1, count);
  let brier = 0;
  probability.forEach((p, index) => {
    const observed = worthwhile[index] ? 1 : 0;
    brier += (p - observed) ** 2 / count;
    const bin = sums[Math.min(9, Math.floor(p * 10))]!;
    bin.count += 1;
    bin.predicted += p;
    bin.observed += observed;
  });
  const bins = sums.flatMap((bin, at): CalibrationBin[] =>
    bin.count === 0
      ? []
      : [
          {
            from: at / 10,
            to: (at + 1) / 10,
            count: bin.count,
            predicted: bin.predicted / bin.count,
            observed: bin.observed / bin.count,
          },
        ],
  );
  return {
    bins,
    brier,
    brierOfShare: share * (1 - share),
    expectedError: bins.reduce(
      (sum, bin) => sum + (Math.abs(bin.predicted - bin.observed) * bin.count) / count,
      0,
    ),
  };
}

import { seededRandom } from '../training/random.ts';
import { areaUnderCurve, precisionAndRecall } from './classification.ts';
import type { Calibration, CutFigures, Estimate, Held, RocPoint } from './classifier-figures.ts';
import { aucEstimate, calibrationOf, cutCurve, rocCurve } from './classifier-figures.ts';
import type { Labelled } from './quality.ts';
import { fit, qualityOfLabel, shuffled, splitLabels, WORTHWHILE_LABEL } from './quality.ts';
import type { RandomForest } from './random-forest.ts';
import { predict, predictShare } from './random-forest.ts';

/** Columns of a feature vector that belong together: one measured feature, or all numbers of an embedding. */
export type FeatureGroup = { readonly name: string; readonly from: number; readonly to: number };

export type Importance = {
  readonly feature: string;
  /** Share of the forest's work that its splits do; shares of 1. */
  readonly share: number;
  /** What the AUC on held-out texts loses when its values are dealt out anew; null without an AUC. */
  readonly aucDrop: number | null;
};

/** How well a classifier does on labels that it has not seen. */
export type ClassifierFigures = {
  readonly trainedOn: number;
  readonly heldOut: number;
  /** Labels 1 to 5 among all that were given. */
  readonly labelCounts: readonly number[];
  /** A text with this label or above is worth keeping; AUC, precision, recall and calibration speak of these. */
  readonly worthwhileLabel: number;
  /** Worthwhile texts among the held-out ones. */
  readonly worthwhileHeldOut: number;
  readonly auc: Estimate | null;
  /** The cut halfway to the worthwhile label. */
  readonly threshold: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly cuts: readonly CutFigures[];
  readonly roc: readonly RocPoint[];
  readonly calibration: Calibration;
  /** Greatest first. */
  readonly importance: readonly Importance[];
};

export type LearntQuality = { readonly forest: RandomForest; readonly figures: ClassifierFigures };

/** Quality 0..1 and the probability of being worthwhile. */
export type QualityScore = { readonly quality: number; readonly worthwhile: number };

const PERMUTATIONS = 5;

/**
 * Learns labels 1..5 from feature vectors: on 70 % of them to be measured on the rest, then on all. The same labels and
 * seed give the same forest and figures.
 *
 * @param groups what the columns of the vectors are called
 * @throws Failure `too-few-labels`.
 */
export function learnQuality(
  labelled: readonly Labelled[],
  groups: readonly FeatureGroup[],
  seed: number,
): LearntQuality {
  const { training, heldOut } = splitLabels(labelled, seed);
  const measured = fit(training, seed);
  const vectors = heldOut.map(({ features }) => features);
  const scores = vectors.map((vector) => scoreOf(measured, vector));
  const held: Held = {
    quality: scores.map(({ quality }) => quality),
    probability: scores.map(({ worthwhile }) => worthwhile),
    worthwhile: heldOut.map(({ label }) => label >= WORTHWHILE_LABEL),
  };
  const threshold = qualityOfLabel(WORTHWHILE_LABEL - 0.5);
  const forest = fit(labelled, seed);
  const drops = aucDrops(measured, vectors, held, groups, seed);
  const importance = groups.map(({ name, from, to }, at) => ({
    feature: name,
    share: forest.importance.slice(from, to).reduce((sum, share) => sum + share, 0),
    aucDrop: drops[at]!,
  }));
  return {
    forest,
    figures: {
      trainedOn: training.length,
      heldOut: heldOut.length,
      labelCounts: [1, 2, 3, 4, 5].map((value) => labelled.filter(({ label }) => label === value).length),
      worthwhileLabel: WORTHWHILE_LABEL,
      worthwhileHeldOut: held.worthwhile.filter(Boolean).length,
      auc: aucEstimate(held, seed),
      threshold,
      ...precisionAndRecall(held.quality, held.worthwhile, threshold),
      cuts: cutCurve(held),
      roc: rocCurve(held),
      calibration: calibrationOf(held),
      importance: importance.sort((one, other) => other.share - one.share),
    },
  };
}

/** What a forest says of one vector. */
export function scoreOf(forest: RandomForest, vector: Float64Array): QualityScore {
  return { quality: qualityOfLabel(predict(forest, vector)), worthwhile: predictShare(forest, vector) };
}

/** Permutation importance (Breiman 2001) by the AUC: mean loss over a few dealings of a group's values. */
function aucDrops(
  forest: RandomForest,
  vectors: readonly Float64Array[],
  { quality, worthwhile }: Held,
  groups: readonly FeatureGroup[],
  seed: number,
): (number | null)[] {
  const base = areaUnderCurve(quality, worthwhile);
  const seeds = seededRandom(seed);
  return groups.map(({ from, to }) => {
    if (base === null) return null;
    let loss = 0;
    for (let round = 0; round < PERMUTATIONS; round++) {
      const dealt = shuffled(vectors.length, seeds.below(2 ** 31));
      const scores = vectors.map((vector, row) => {
        const changed = vector.slice();
        changed.set(vectors[dealt[row]!]!.subarray(from, to), from);
        return predict(forest, changed);
      });
      loss += base - areaUnderCurve(scores, worthwhile)!;
    }
    return loss / PERMUTATIONS;
  });
}

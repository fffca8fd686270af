import { Failure } from '../failure.ts';
import { seededRandom } from '../training/random.ts';
import { areaUnderCurve, precisionAndRecall } from './classification.ts';
import type { FeatureName } from './feature-names.ts';
import { FEATURE_NAMES } from './feature-names.ts';
import type { RandomForest } from './random-forest.ts';
import { predict, trainForest } from './random-forest.ts';

/** A label from here up is *worth keeping*: the class that precision, recall and AUC speak of. */
export const WORTHWHILE_LABEL = 4;
/** Share of the labels that the classifier does not see while it is measured. */
const HELD_OUT_SHARE = 0.3;
export const FOREST_TREES = 120;
/** Fewer labels than this measure nothing. */
const LEAST_LABELS = 40;

export type Labelled = { readonly features: Float64Array; readonly label: number };

/** How well the classifier does on labels it has not seen; `null` where there was nothing to measure. */
export type ClassifierReport = {
  readonly trainedOn: number;
  readonly heldOut: number;
  readonly auc: number | null;
  /** Of the cut at the worthwhile label. */
  readonly precision: number | null;
  readonly recall: number | null;
  /** Labels 1 to 5 among all that were given. */
  readonly labelCounts: readonly number[];
  /** Features by how much of the forest's work they do, greatest first; shares of 1. */
  readonly importance: readonly { readonly feature: FeatureName; readonly share: number }[];
};

export type QualityClassifier = { readonly forest: RandomForest; readonly report: ClassifierReport };

/**
 * Learns labels from features, as phi-1's random forest learned GPT-4's: first on a part, to be measured on
 * the rest, then on all. The forest predicts the mean label, which orders texts more finely than a class.
 *
 * @throws Failure `too-few-labels` under {@link LEAST_LABELS} labels.
 */
export function trainQualityClassifier(labelled: readonly Labelled[], seed: number): QualityClassifier {
  const { training, heldOut } = splitLabels(labelled, seed);
  const measured = fit(training, seed);
  const scores = heldOut.map(({ features }) => predict(measured, features));
  const positive = heldOut.map(({ label }) => label >= WORTHWHILE_LABEL);
  const forest = fit(labelled, seed);
  return {
    forest,
    report: {
      trainedOn: training.length,
      heldOut: heldOut.length,
      auc: areaUnderCurve(scores, positive),
      ...precisionAndRecall(scores, positive, WORTHWHILE_LABEL - 0.5),
      labelCounts: [1, 2, 3, 4, 5].map((value) => labelled.filter(({ label }) => label === value).length),
      importance: FEATURE_NAMES.map((feature, index) => ({ feature, share: forest.importance[index]! })).sort(
        (one, other) => other.share - one.share,
      ),
    },
  };
}

/**
 * The labels that a classifier learns from while it is measured, and those that it is measured on.
 *
 * @throws Failure `too-few-labels` under {@link LEAST_LABELS} labels.
 */
export function splitLabels(labelled: readonly Labelled[], seed: number) {
  if (labelled.length < LEAST_LABELS) {
    throw new Failure(
      'too-few-labels',
      `The quality classifier has ${labelled.length} labels, too few to learn from; label ${LEAST_LABELS} texts or more.`,
    );
  }
  const order = shuffled(labelled.length, seed);
  const heldOutCount = Math.round(HELD_OUT_SHARE * labelled.length);
  return {
    heldOut: order.slice(0, heldOutCount).map((index) => labelled[index]!),
    training: order.slice(heldOutCount).map((index) => labelled[index]!),
  };
}

/** Educational value between 0 (worthless) and 1 (a lesson). */
export function qualityOf(classifier: QualityClassifier, features: Float64Array): number {
  return qualityOfLabel(predict(classifier.forest, features));
}

/** A label, or a predicted one, on the scale of quality: 1..5 to 0..1. */
export const qualityOfLabel = (label: number): number => (label - 1) / 4;

/** A forest's cuts cannot be finer than its leaves: with few labels those must be small. */
export function fit(labelled: readonly Labelled[], seed: number): RandomForest {
  const rows = labelled.map(({ features }) => features);
  return trainForest(
    rows,
    labelled.map(({ label }) => label),
    { seed, trees: FOREST_TREES, leastLeaf: 2, worthwhile: WORTHWHILE_LABEL },
  );
}

/** 0..count−1 in a random order (Fisher and Yates). */
export function shuffled(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [order[index], order[other]] = [order[other]!, order[index]!];
  }
  return order;
}

import { describe, expect, test } from 'vitest';
import {
  aucEstimate,
  calibrationOf,
  cutCurve,
  rocCurve,
} from '../../../main/core/corpus/classifier-figures.ts';
import { learnQuality, scoreOf } from '../../../main/core/corpus/quality-classifier.ts';
import { seededRandom } from '../../../main/core/training/random.ts';

/** Labels follow the first feature with some noise; the second is noise; the last three are one group. */
function labelled(count: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const features = Float64Array.from({ length: 5 }, () => random.uniform());
    const label = Math.min(5, Math.max(1, Math.round(1 + 4 * features[0]! + 0.7 * random.normal())));
    return { features, label };
  });
}
const groups = [
  { name: 'signal', from: 0, to: 1 },
  { name: 'noise', from: 1, to: 2 },
  { name: 'embedding', from: 2, to: 5 },
];

describe('a learnt classifier', () => {
  const learnt = learnQuality(labelled(400, 1), groups, 7);
  const { figures, forest } = learnt;

  test('is measured on labels it did not see', () => {
    expect(figures.trainedOn + figures.heldOut).toBe(400);
    expect(figures.heldOut).toBe(120);
    expect(figures.labelCounts.reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(figures.auc!.value).toBeGreaterThan(0.85);
    const [low, high] = figures.auc!.ci95;
    expect(low).toBeLessThan(figures.auc!.value);
    expect(high).toBeGreaterThan(figures.auc!.value);
    expect(figures.threshold).toBe(0.625);
  });

  test('does as well on new texts as it said', () => {
    const fresh = labelled(600, 2).map(({ features, label }) => ({ ...scoreOf(forest, features), label }));
    const held = {
      quality: fresh.map(({ quality }) => quality),
      probability: fresh.map(({ worthwhile }) => worthwhile),
      worthwhile: fresh.map(({ label }) => label >= 4),
    };
    expect(Math.abs(aucEstimate(held, 1)!.value - figures.auc!.value)).toBeLessThan(0.06);
    const { brier, brierOfShare, expectedError } = calibrationOf(held);
    expect(brier).toBeLessThan(0.75 * brierOfShare);
    expect(expectedError).toBeLessThan(0.1);
  });

  test('says what it goes by, and that noise is noise', () => {
    expect(figures.importance[0]!.feature).toBe('signal');
    expect(figures.importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    const drop = (name: string) => figures.importance.find(({ feature }) => feature === name)!.aucDrop!;
    expect(drop('signal')).toBeGreaterThan(0.2);
    expect(Math.abs(drop('noise'))).toBeLessThan(0.05);
    expect(Math.abs(drop('embedding'))).toBeLessThan(0.05);
  });

  test('comes out the same from the same labels and seed', () => {
    expect(learnQuality(labelled(400, 1), groups, 7)).toEqual(learnt);
  });

  test('cannot be measured where nothing is worthwhile, and says so', () => {
    const low = labelled(60, 3).map(({ features }) => ({ features, label: 2 }));
    const found = learnQuality(low, groups, 1).figures;
    expect(found.auc).toBeNull();
    expect(found.recall).toBeNull();
    expect(found.roc).toEqual([]);
    expect(found.importance.map(({ aucDrop }) => aucDrop)).toEqual([null, null, null]);
    expect(() => learnQuality(low.slice(0, 39), groups, 1)).toThrow('39 labels, too few to learn from');
  });
});

describe('figures', () => {
  const held = {
    quality: [0.9, 0.8, 0.8, 0.3, 0.1],
    probability: [1, 0.75, 0.75, 0.25, 0],
    worthwhile: [true, true, false, true, false],
  };

  test('the ROC curve goes through every distinct score, equal ones together', () => {
    expect(rocCurve(held)).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 0 },
      { falsePositiveRate: 0, truePositiveRate: 1 / 3 },
      { falsePositiveRate: 1 / 2, truePositiveRate: 2 / 3 },
      { falsePositiveRate: 1 / 2, truePositiveRate: 1 },
      { falsePositiveRate: 1, truePositiveRate: 1 },
    ]);
  });

  test('a long ROC curve keeps its ends', () => {
    const random = seededRandom(1);
    const quality = Array.from({ length: 500 }, () => random.uniform());
    const curve = rocCurve({ quality, probability: quality, worthwhile: quality.map((x) => x > 0.4) });
    expect(curve).toHaveLength(101);
    expect(curve[0]).toEqual({ falsePositiveRate: 0, truePositiveRate: 0 });
    expect(curve.at(-1)).toEqual({ falsePositiveRate: 1, truePositiveRate: 1 });
  });

  test('cuts are listed from keeping all to keeping the perfect', () => {
    const cuts = cutCurve(held);
    expect(cuts).toHaveLength(101);
    expect(cuts[0]).toEqual({ threshold: 0, precision: 3 / 5, recall: 1 });
    expect(cuts[80]).toEqual({ threshold: 0.8, precision: 2 / 3, recall: 2 / 3 });
    expect(cuts[100]).toEqual({ threshold: 1, precision: null, recall: 0 });
  });

  test('calibration compares what was promised with what came', () => {
    const { bins, brier, brierOfShare, expectedError } = calibrationOf(held);
    expect(bins.map(({ count }) => count)).toEqual([1, 1, 2, 1]);
    expect(bins[2]).toEqual({ from: 0.7, to: 0.8, count: 2, predicted: 0.75, observed: 0.5 });
    expect(brier).toBeCloseTo((0 + 0.0625 + 0.5625 + 0.5625 + 0) / 5);
    expect(brierOfShare).toBeCloseTo(0.24);
    expect(expectedError).toBeCloseTo((0 + 0.75 + 2 * 0.25 + 0) / 5);
  });
});

import type { CallOutputs, ParsedInput } from '../../preload/contract/contract.ts';
import { FEATURES } from '../../main/core/corpus/feature-names.ts';
import type { Held } from '../../main/core/corpus/classifier-figures.ts';
import { calibrationOf, cutCurve, rocCurve } from '../../main/core/corpus/classifier-figures.ts';
import { seededRandom } from '../../main/core/training/random.ts';

const RECORDS = 554;
const random = seededRandom(4);
/** Qualities of many middling texts, some worthless and some good. */
const qualities = Array.from({ length: RECORDS }, () => {
  const middle = random.uniform() < 0.2 ? 0.04 : random.uniform() < 0.3 ? 0.78 : 0.42;
  return Math.min(1, Math.max(0, middle + 0.12 * random.normal()));
});
const sizes = qualities.map((quality) => Math.round(4_000 + 26_000 * random.uniform() * (1.2 - quality)));
const kept = (amounts: readonly number[]): number[] =>
  Array.from({ length: 1001 }, (_, step) =>
    amounts.reduce((sum, amount, at) => sum + (qualities[at]! >= step / 1000 ? amount : 0), 0),
  );

const held: Held = {
  quality: qualities.slice(0, 166),
  probability: qualities.slice(0, 166).map((quality) => Math.min(1, Math.max(0, 1.6 * quality - 0.4))),
  worthwhile: qualities.slice(0, 166).map((quality) => quality + 0.1 * random.normal() > 0.62),
};
const shares = Object.keys(FEATURES).map((feature, at) => ({
  feature,
  share: 0.24 * 0.8 ** at,
  aucDrop: 0.06 * 0.7 ** at - 0.001,
}));

const source = `def mean(values):\n    """Return the arithmetic mean."""\n    total = 0\n    for value in values:\n        total += value\n    return total / len(values)\n`;

export const qualityAnswers = {
  'quality.view': ({ id }: ParsedInput<'quality.view'>): CallOutputs['quality.view'] => ({
    id,
    name: 'scored',
    records: RECORDS,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    keptRecords: kept(sizes.map(() => 1)),
    keptBytes: kept(sizes),
    classifier: {
      name: 'scored',
      hash: 'c'.repeat(64),
      features: 'syntax',
      figures: {
        trainedOn: 388,
        heldOut: 166,
        labelCounts: [178, 91, 136, 80, 69],
        worthwhileLabel: 4,
        worthwhileHeldOut: held.worthwhile.filter(Boolean).length,
        auc: { value: 0.947, ci95: [0.913, 0.975] },
        threshold: 0.625,
        precision: 0.81,
        recall: 0.74,
        cuts: cutCurve(held),
        roc: rocCurve(held),
        calibration: calibrationOf(held),
        importance: shares,
      },
    },
    featureWords: FEATURES,
  }),
  'quality.near': ({ threshold, count }: ParsedInput<'quality.near'>): CallOutputs['quality.near'] => {
    const side = (above: boolean) =>
      qualities
        .map((quality, at) => ({ quality, at }))
        .filter(({ quality }) => quality >= threshold === above)
        .sort((one, other) => (above ? one.quality - other.quality : other.quality - one.quality))
        .slice(0, count)
        .map(({ quality, at }) => ({
          id: `python-stdlib/module${String(at)}.py`,
          source: `python-stdlib/module${String(at)}.py`,
          bytes: sizes[at]!,
          quality,
          preview: source,
        }));
    return { above: side(true), below: side(false) };
  },
};

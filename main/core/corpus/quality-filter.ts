import { Failure } from '../failure.ts';
import { features } from './features.ts';
import type { ClassifierReport, QualityClassifier } from './quality.ts';
import { qualityOf, shuffled, trainQualityClassifier } from './quality.ts';
import type { CorpusRecord } from './record.ts';
import { rubricLabel } from './rubric.ts';
import type { PythonParser } from './syntax.ts';

/** Where the line is drawn: at a share of the texts, or at a score. */
export type Cut =
  { readonly by: 'share'; readonly keep: number } | { readonly by: 'threshold'; readonly quality: number };

export type FilterOptions = {
  readonly seed: number;
  /** Share of the texts that get a label. */
  readonly labelShare: number;
  readonly cut: Cut;
  /** Gives the label 1..5 of a text by its features; the rubric, unless a labeller is at hand. */
  readonly label?: (features: Float64Array, record: CorpusRecord) => number;
  /** Called after each text while features are measured. */
  readonly onProgress?: (done: number, total: number) => void;
};

export type FilterDecision = {
  /** The label, where the text was in the sample. */
  readonly label: number | null;
  readonly quality: number;
  readonly kept: boolean;
  /** The decision in words. */
  readonly reason: string;
};

export type FilterReport = {
  readonly threshold: number;
  readonly records: number;
  readonly keptRecords: number;
  /** UTF-16 units of text, of all and of the kept. */
  readonly characters: number;
  readonly keptCharacters: number;
  readonly labelled: number;
  readonly classifier: ClassifierReport;
};

export type FilterOutcome = {
  /** In the order of the records. */
  readonly decisions: readonly FilterDecision[];
  readonly classifier: QualityClassifier;
  readonly report: FilterReport;
};

/**
 * phi-1's filter: label a sample by educational value, teach a random forest the labels, score every text,
 * keep those above the line. Same records, options and seed, same outcome.
 *
 * @throws Failure `filter-option` for a share outside 0..1, `too-few-labels` where the sample is too small.
 */
export function filterByQuality(
  records: readonly CorpusRecord[],
  parser: PythonParser,
  options: FilterOptions,
): FilterOutcome {
  const vectors = records.map((record, index) => {
    const vector = features(parser.parse(record.text));
    options.onProgress?.(index + 1, records.length);
    return vector;
  });
  return filterByFeatures(records, vectors, options);
}

/** {@link filterByQuality} with features that were measured before, one vector for each record. */
export function filterByFeatures(
  records: readonly CorpusRecord[],
  vectors: readonly Float64Array[],
  options: FilterOptions,
): FilterOutcome {
  checkShare('labelShare', options.labelShare);
  if (options.cut.by === 'share') checkShare('keep', options.cut.keep);
  const label = options.label ?? ((vector: Float64Array) => rubricLabel(vector));
  const sample = shuffled(records.length, options.seed).slice(
    0,
    Math.ceil(options.labelShare * records.length),
  );
  const labels = new Map<number, number>();
  for (const index of sample) labels.set(index, label(vectors[index]!, records[index]!));

  const labelled = [...labels].map(([index, value]) => ({ features: vectors[index]!, label: value }));
  const classifier = trainQualityClassifier(labelled, options.seed);
  const quality = vectors.map((vector) => qualityOf(classifier, vector));
  const threshold =
    options.cut.by === 'threshold' ? options.cut.quality : thresholdFor(quality, options.cut.keep);

  const decisions = quality.map((value, index): FilterDecision => {
    const kept = value >= threshold;
    const comparison = `${value.toFixed(3)} ${kept ? '≥' : '<'} ${threshold.toFixed(3)}`;
    return {
      label: labels.get(index) ?? null,
      quality: value,
      kept,
      reason: `${kept ? 'kept' : 'dropped'}: quality ${comparison}`,
    };
  });
  const kept = records.filter((_, index) => decisions[index]!.kept);
  return {
    decisions,
    classifier,
    report: {
      threshold,
      records: records.length,
      keptRecords: kept.length,
      characters: totalLength(records),
      keptCharacters: totalLength(kept),
      labelled: labels.size,
      classifier: classifier.report,
    },
  };
}

/** The score that `keep` of all reach: equal scores stay together, so that no order of files decides. */
function thresholdFor(quality: readonly number[], keep: number): number {
  const falling = [...quality].sort((one, other) => other - one);
  const count = Math.round(keep * quality.length);
  return count === 0 ? Infinity : falling[count - 1]!;
}

function totalLength(records: readonly CorpusRecord[]): number {
  return records.reduce((sum, { text }) => sum + text.length, 0);
}

function checkShare(name: string, share: number): void {
  if (share > 0 && share <= 1) return;
  throw new Failure('filter-option', `The filter's ${name} is ${share}; choose a share above 0 and up to 1.`);
}

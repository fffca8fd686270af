import type { QualityScore } from '../../core/corpus/quality-classifier.ts';
import { scoreOf } from '../../core/corpus/quality-classifier.ts';
import type { RandomForest } from '../../core/corpus/random-forest.ts';
import { Failure } from '../../core/failure.ts';
import type { ScoredRecord } from '../datasets/manifest.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import type { Classifier } from './classifier-artifact.ts';
import { checkpointIdentity } from './embed-dataset.ts';
import type { FeatureProgress, FeatureSource } from './quality-features.ts';
import { featureRows } from './quality-features.ts';

/** The columns that a classifier adds to a dataset. */
export const QUALITY_COLUMNS = ['quality', 'worthwhile'] as const;

/**
 * What a classifier looks at, on this machine. A checkpoint that was moved is given by its new place, and must be the
 * one that the classifier learnt with.
 *
 * @throws Failure `classifier-checkpoint`.
 */
export async function sourceOf(classifier: Classifier, checkpoint?: string): Promise<FeatureSource> {
  const { features, checkpointPath, name } = classifier.manifest;
  if (features.kind === 'syntax') return { kind: 'syntax' };
  const path = checkpoint ?? checkpointPath;
  const wanted = features.checkpoint;
  const found = path === null ? null : await checkpointIdentity(path).catch(() => null);
  if (path === null || found !== wanted) {
    throw new Failure(
      'classifier-checkpoint',
      `The classifier ${name} reads texts with a checkpoint that is not at ${path ?? 'any known place'} any more; name the folder that it is in now.`,
    );
  }
  return { kind: features.kind, checkpoint: path, windows: features.windows ?? 1 };
}

/** Each record of a dataset with what a classifier's forest says of it, in order. */
export async function* scoreRecords(
  dataset: Dataset,
  forest: RandomForest,
  source: FeatureSource,
  progress: FeatureProgress,
): AsyncGenerator<{ readonly place: number; readonly record: ScoredRecord; readonly score: QualityScore }> {
  for await (const { place, record, vector } of featureRows(dataset, source, progress)) {
    yield { place, record, score: scoreOf(forest, vector) };
  }
}

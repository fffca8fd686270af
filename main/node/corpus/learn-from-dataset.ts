import { rubricLabel, RUBRIC_VERSION } from '../../core/corpus/rubric.ts';
import { features } from '../../core/corpus/features.ts';
import { learnQuality } from '../../core/corpus/quality-classifier.ts';
import type { Labelled } from '../../core/corpus/quality.ts';
import { FOREST_TREES } from '../../core/corpus/quality.ts';
import { Failure } from '../../core/failure.ts';
import { openCheckpoint } from '../checkpoints/read-checkpoint.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import type { ClassifierOrder } from './classifier-artifact.ts';
import { checkpointIdentity } from './embed-dataset.ts';
import { samplePlaces } from './label-session.ts';
import type { FeatureProgress, FeatureSource } from './quality-features.ts';
import { featureLayout, featureRows } from './quality-features.ts';
import { createPythonParser } from './tree-sitter-python.ts';

/** Where labels come from: a dataset that has them, or the rubric over a sample of the dataset itself. */
export type LabelSource =
  { readonly by: 'dataset'; readonly labels: Dataset } | { readonly by: 'rubric'; readonly share: number };

export type LearnOrder = {
  readonly name: string;
  readonly dataset: Dataset;
  readonly labels: LabelSource;
  readonly features: FeatureSource;
  readonly seed: number;
};

/** Learns a classifier; what it is to be written with comes back, and the label of each labelled record's place. */
export async function learnFromDataset(
  { name, dataset, labels, features: source, seed }: LearnOrder,
  progress: FeatureProgress,
): Promise<{ readonly order: ClassifierOrder; readonly labelOf: (place: number) => number | null }> {
  const from = labels.by === 'dataset' ? labels.labels : dataset;
  const places = labels.by === 'rubric' ? new Set(rubricSample(dataset, labels.share, seed)) : null;
  if (places === null && !from.manifest.scores.includes('label')) {
    throw new Failure(
      'no-labels',
      `The dataset ${from.manifest.name} has no labels; choose one that annotate made.`,
    );
  }
  const parser = await createPythonParser();
  const labelled: Labelled[] = [];
  const known = new Map<number, number>();
  for await (const { place, record, vector } of featureRows(
    from,
    source,
    progress,
    (place) => places?.has(place) ?? true,
  )) {
    const label =
      places === null
        ? (record.scores?.['label'] ?? null)
        : rubricLabel(source.kind === 'embedding' ? features(parser.parse(record.text)) : vector);
    if (label === null) continue;
    labelled.push({ features: vector, label });
    if (places !== null) known.set(place, label);
  }
  const { config, identity, path, windows } = await checkpointOf(source);
  const { names, groups } = featureLayout(source.kind, config?.width ?? 0);
  const learnt = learnQuality(labelled, groups, seed);
  const labelsFrom =
    labels.by === 'rubric'
      ? { by: 'rubric', version: RUBRIC_VERSION, share: labels.share }
      : { by: 'dataset', name: from.manifest.name, labels: labelled.length };
  return {
    order: {
      name,
      features: { kind: source.kind, names, checkpoint: identity, windows },
      parameters: { seed, trees: FOREST_TREES, labels: labelsFrom },
      parents: [from.manifest.hash],
      checkpointPath: path,
      figures: learnt.figures,
      forest: learnt.forest,
    },
    labelOf: (place) => known.get(place) ?? null,
  };
}

/** Labels that a classifier should have to be measured well, where there are as many texts; the rubric's cost nothing. */
const WANTED_LABELS = 120;

function rubricSample({ manifest: { records } }: Dataset, share: number, seed: number): readonly number[] {
  return samplePlaces(records, Math.max(WANTED_LABELS, Math.ceil(share * records)), seed);
}

async function checkpointOf(source: FeatureSource) {
  if (source.kind === 'syntax') return { config: null, identity: null, path: null, windows: null };
  const { config, path } = await openCheckpoint(source.checkpoint);
  return { config, identity: await checkpointIdentity(path), path, windows: source.windows };
}

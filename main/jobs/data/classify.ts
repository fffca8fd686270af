import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { EMBEDDING_WINDOWS } from '../../core/corpus/embedding.ts';
import { Failure } from '../../core/failure.ts';
import { QUALITY_COLUMNS, scoreRecords, sourceOf } from '../../node/corpus/apply-classifier.ts';
import type { Classifier, ClassifierOrder } from '../../node/corpus/classifier-artifact.ts';
import {
  hashOfOrder,
  openClassifier,
  readClassifierManifest,
  writeClassifier,
} from '../../node/corpus/classifier-artifact.ts';
import { learnFromDataset } from '../../node/corpus/learn-from-dataset.ts';
import {
  FEATURE_KINDS,
  type FeatureProgress,
  type FeatureSource,
} from '../../node/corpus/quality-features.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { RUBRIC_VERSION } from '../../core/corpus/rubric.ts';
import { classifyFields } from './classify-fields.ts';
import { datasetParameter, outParameter, seedParameter } from './fields.ts';
import type { OperationContext } from './operation.ts';
import { operation } from './operation.ts';

const parameters = z.strictObject({
  dataset: datasetParameter,
  from: z.enum(['labels', 'rubric', 'classifier']).default('rubric'),
  labels: z.string().min(1).optional(),
  labelShare: z.number().gt(0).max(1).default(0.3),
  classifier: z.string().min(1).optional(),
  features: z.enum(FEATURE_KINDS).default('syntax'),
  checkpoint: z.string().min(1).optional(),
  windows: z.number().int().min(1).max(64).default(EMBEDDING_WINDOWS),
  seed: seedParameter,
  out: outParameter('scored'),
});
type Parameters = z.output<typeof parameters>;

/** phi-1's second step: learn the labels and score every record by them. */
export const classify = operation({
  name: 'classify',
  title: 'Score by quality',
  summary: 'Teach a random forest the labels, or take one that was taught, and score every record with it.',
  version: 1,
  fields: classifyFields,
  parameters,
  identity: async (context, given) =>
    given.from === 'classifier'
      ? (await readClassifierManifest(classifierFolder(context, given))).hash
      : given.from === 'rubric'
        ? RUBRIC_VERSION
        : null,
  async run(context, given) {
    const source = await context.openDataset(given.dataset);
    if (source.manifest.records === 0) {
      throw new Failure('empty-dataset', `The dataset ${given.dataset} is empty; there is nothing to score.`);
    }
    const progress = featureProgress(context);
    const { classifier, labelOf } = await classifierFor(context, source, given, progress);
    const { manifest, folder } = classifier;
    const { figures } = manifest;
    const place = context.projectDir === null ? folder : relative(context.projectDir, folder);
    const found = {
      classifier: {
        name: manifest.name,
        hash: manifest.hash,
        folder: place,
        features: manifest.features.kind,
        figures: JSON.parse(JSON.stringify(figures)) as Json,
      },
    };
    const features = await sourceOf(classifier, given.checkpoint && context.resolvePath(given.checkpoint));
    const ours: readonly string[] = QUALITY_COLUMNS;
    const earlier = source.manifest.scores.filter((column) => !ours.includes(column) && column !== 'label');
    async function* scored(): AsyncGenerator<ScoredRecord> {
      for await (const { record, score, place: at } of scoreRecords(
        source,
        classifier.forest,
        features,
        progress,
      )) {
        const label = record.scores?.['label'] ?? labelOf(at);
        yield { ...record, scores: { ...record.scores, ...score, label } };
      }
    }
    await context.makeDataset(
      {
        out: given.out,
        role: 'dataset',
        operation: 'classify',
        parameters: { classifier: manifest.hash, features: manifest.features.kind },
        parents: [source.manifest.hash],
        scoreColumns: [...earlier, ...ours, 'label'],
      },
      scored(),
      { open: () => undefined, close: () => found },
    );
    const { auc } = figures;
    const words =
      auc === null
        ? 'how well it does could not be measured'
        : `AUC ${auc.value.toFixed(3)} (${auc.ci95.map((bound) => bound.toFixed(3)).join(' to ')}) on ${figures.heldOut.toLocaleString('en-US')} labels that it had not seen`;
    return {
      summary: `Scored ${source.manifest.records.toLocaleString('en-US')} records with ${manifest.name}: ${words}.`,
      reasons: [],
      details: found,
      ...(context.projectDir === null ? {} : { needs: [place] }),
    };
  },
});

/** Reports of feature extraction as an operation's progress. */
export function featureProgress(context: OperationContext): FeatureProgress {
  return {
    signal: context.signal,
    onProgress: (doing, done, total) => {
      context.progress({ doing, done, total, unit: 'texts' });
    },
  };
}

async function classifierFor(
  context: OperationContext,
  dataset: Dataset,
  given: Parameters,
  progress: FeatureProgress,
): Promise<{ readonly classifier: Classifier; readonly labelOf: (place: number) => number | null }> {
  if (given.from === 'classifier') {
    return { classifier: await openClassifier(classifierFolder(context, given)), labelOf: () => null };
  }
  const { order, labelOf } = await learnFromDataset(
    {
      name: given.out.split('/').at(-1)!,
      dataset,
      labels:
        given.from === 'labels'
          ? {
              by: 'dataset',
              labels: await context.openDataset(required(given.labels, 'a dataset of labels')),
            }
          : { by: 'rubric', share: given.labelShare },
      features: featureSource(context, given),
      seed: given.seed,
    },
    progress,
  );
  return { classifier: await keep(context, given.out, order), labelOf };
}

/** In a project classifiers lie together, each under its name and hash; elsewhere beside what they scored. */
async function keep(context: OperationContext, out: string, order: ClassifierOrder): Promise<Classifier> {
  const { projectDir } = context;
  if (projectDir === null) return writeClassifier(context.resolvePath(`${out}-classifier`), order);
  const word = order.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const folder = join(projectDir, 'classifiers', `${word}-${hashOfOrder(order).slice(0, 12)}`);
  return existsSync(folder) ? openClassifier(folder) : writeClassifier(folder, order);
}

function featureSource(context: OperationContext, given: Parameters): FeatureSource {
  const { features: kind, checkpoint, windows } = given;
  if (kind === 'syntax') return { kind };
  return {
    kind,
    checkpoint: context.resolvePath(required(checkpoint, 'a checkpoint to read with')),
    windows,
  };
}

/** A classifier of the project is named by its folder there; on the command line it is a folder. */
function classifierFolder({ projectDir, resolvePath }: OperationContext, { classifier }: Parameters): string {
  const reference = required(classifier, 'a classifier');
  return projectDir === null || reference.includes('/')
    ? resolvePath(reference)
    : join(projectDir, 'classifiers', reference);
}

function required(value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw new Failure('bad-parameter', `This way of scoring needs ${what}; name one.`);
}

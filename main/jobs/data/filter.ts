import { z } from 'zod';
import { RUBRIC_VERSION } from '../../core/corpus/rubric.ts';
import { Failure } from '../../core/failure.ts';
import { QUALITY_COLUMNS, scoreRecords } from '../../node/corpus/apply-classifier.ts';
import { learnFromDataset } from '../../node/corpus/learn-from-dataset.ts';
import { readQualities, thresholdForShare } from '../../node/corpus/quality-columns.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { featureProgress } from './classify.ts';
import {
  datasetField,
  datasetParameter,
  outField,
  outParameter,
  seedField,
  seedParameter,
} from './fields.ts';
import type { OperationContext } from './operation.ts';
import { operation } from './operation.ts';
import { keptSentence } from './split-dataset.ts';

const parameters = z.strictObject({
  dataset: datasetParameter,
  by: z.enum(['share', 'threshold']).default('share'),
  keep: z.number().gt(0).max(1).default(0.25),
  threshold: z.number().min(0).max(1).optional(),
  labels: z.number().gt(0).max(1).default(0.3),
  seed: seedParameter,
  out: outParameter('filtered'),
});
type Parameters = z.output<typeof parameters>;

/** The qualities of a dataset's records, in order, and how the columns come about. */
type Scores = {
  readonly quality: Float64Array;
  /** A record with its scores; the place is its own in the dataset. */
  readonly scored: (record: ScoredRecord, place: number) => ScoredRecord;
  readonly columns: readonly string[];
  readonly details: object;
};

/** phi-1's third step: keep what is worth keeping. A dataset that has no scores yet is scored by the rubric first. */
export const filter = operation({
  name: 'filter',
  title: 'Filter by quality',
  summary:
    'Keep the records of the best quality, by share or above a threshold. What was not scored yet is scored by the rubric first.',
  version: 2,
  fields: [
    datasetField('What to filter; best one that was scored, so that the threshold can be looked at first.'),
    {
      name: 'by',
      label: 'Draw the line',
      hint: 'At a share of the records, or at a quality.',
      optional: true,
      type: 'choice',
      options: [
        { value: 'share', label: 'at a share of the records' },
        { value: 'threshold', label: 'at a quality' },
      ],
      default: 'share',
    },
    {
      name: 'keep',
      label: 'Share to keep',
      hint: 'The public reproduction of phi-1 kept a quarter.',
      optional: true,
      when: { field: 'by', is: ['share'] },
      type: 'number',
      min: 0.001,
      max: 1,
      step: 0.01,
      unit: '',
      default: 0.25,
    },
    {
      name: 'threshold',
      label: 'Least quality',
      hint: 'From 0 (worthless) to 1 (a lesson).',
      optional: true,
      when: { field: 'by', is: ['threshold'] },
      type: 'number',
      min: 0,
      max: 1,
      step: 0.01,
      unit: '',
    },
    {
      name: 'labels',
      label: 'Share to label',
      hint: 'Records that the classifier learns from, where there are no scores yet.',
      optional: true,
      advanced: true,
      type: 'number',
      min: 0.001,
      max: 1,
      step: 0.01,
      unit: '',
      default: 0.3,
    },
    seedField,
    outField('filtered'),
  ],
  parameters,
  identity: () => Promise.resolve(RUBRIC_VERSION),
  async run(context, given) {
    if (given.by === 'threshold' && given.threshold === undefined) {
      throw new Failure('bad-parameter', 'Least quality is missing; enter a value from 0 to 1.');
    }
    const source = await context.openDataset(given.dataset);
    if (source.manifest.records === 0) {
      throw new Failure(
        'empty-dataset',
        `The dataset ${given.dataset} is empty; there is nothing to filter.`,
      );
    }
    const isScored = source.manifest.scores.includes('quality');
    const scores = isScored ? await givenScores(source) : await rubricScores(context, source, given);
    const threshold = thresholdOf(scores.quality, given);
    const write = (wanted: 'kept' | 'dropped'): Promise<DatasetManifest> =>
      context.makeDataset(
        {
          out: wanted === 'kept' ? given.out : `${given.out}-dropped`,
          role: wanted,
          operation: `filter: ${wanted}`,
          parameters: {
            threshold,
            ...(given.by === 'share' ? { keepShare: given.keep } : {}),
            ...(isScored ? {} : { labelShare: given.labels, seed: given.seed }),
          },
          parents: [source.manifest.hash],
          scoreColumns: scores.columns,
        },
        part(wanted),
      );
    async function* part(wanted: 'kept' | 'dropped'): AsyncGenerator<ScoredRecord> {
      let place = 0;
      for await (const record of readRecords(source)) {
        context.signal.throwIfAborted();
        const quality = scores.quality[place]!;
        const isKept = quality >= threshold;
        if (isKept === (wanted === 'kept')) {
          const comparison = `${quality.toFixed(3)} ${isKept ? '≥' : '<'} ${threshold.toFixed(3)}`;
          yield { ...scores.scored(record, place), decision: `${wanted}: quality ${comparison}` };
        }
        const total = source.manifest.records;
        context.progress({ doing: `writing the ${wanted} records`, done: ++place, total, unit: 'records' });
      }
    }
    const kept = await write('kept');
    const dropped = await write('dropped');
    return {
      summary: `${keptSentence({ kept, dropped })}: those of quality ${threshold.toFixed(3)} and above.`,
      reasons:
        dropped.records === 0
          ? []
          : [{ reason: 'below the threshold', records: dropped.records, bytes: dropped.bytes }],
      details: {
        threshold,
        keptRecords: kept.records,
        records: source.manifest.records,
        ...scores.details,
      },
    };
  },
});

const thresholdOf = (quality: Float64Array, { by, keep, threshold }: Parameters): number =>
  by === 'threshold' ? threshold! : thresholdForShare(quality, keep);

async function givenScores(source: Dataset): Promise<Scores> {
  const quality = await readQualities(source);
  return { quality, scored: (record) => record, columns: source.manifest.scores, details: {} };
}

async function rubricScores(
  context: OperationContext,
  dataset: Dataset,
  { labels: share, seed }: Parameters,
): Promise<Scores> {
  const progress = featureProgress(context);
  const { records, scores: earlier, name } = dataset.manifest;
  const features = { kind: 'syntax' } as const;
  const { order, labelOf } = await learnFromDataset(
    { name, dataset, labels: { by: 'rubric', share }, features, seed },
    progress,
  );
  const quality = new Float64Array(records);
  const worthwhile = new Float64Array(records);
  for await (const { place, score } of scoreRecords(dataset, order.forest, features, progress)) {
    quality[place] = score.quality;
    worthwhile[place] = score.worthwhile;
  }
  const { auc, precision, recall, trainedOn, heldOut, labelCounts } = order.figures;
  return {
    quality,
    scored: (record, place) => ({
      ...record,
      scores: {
        ...record.scores,
        quality: quality[place]!,
        worthwhile: worthwhile[place]!,
        label: labelOf(place),
      },
    }),
    columns: [...earlier, ...QUALITY_COLUMNS, 'label'],
    details: {
      classifier: {
        auc: auc === null ? null : { ...auc },
        precision,
        recall,
        trainedOn,
        heldOut,
        labelCounts,
      },
    },
  };
}

import { z } from 'zod';
import { filterByQuality } from '../../core/corpus/quality-filter.ts';
import { Failure } from '../../core/failure.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import {
  datasetField,
  datasetParameter,
  outField,
  outParameter,
  seedField,
  seedParameter,
} from './fields.ts';
import { operation } from './operation.ts';
import { keptSentence } from './split-dataset.ts';

/** phi-1's filter as one operation: label a sample, learn the labels, score all, keep the best share. */
export const filter = operation({
  name: 'filter',
  title: 'Filter by quality',
  summary: 'Label a sample by the rubric, learn the labels, score every record and keep the best share.',
  version: 1,
  fields: [
    datasetField('What to filter.'),
    {
      name: 'keep',
      label: 'Share to keep',
      hint: 'The public reproduction of phi-1 kept a quarter.',
      optional: true,
      type: 'number',
      min: 0.001,
      max: 1,
      step: 0.01,
      unit: '',
      default: 0.25,
    },
    {
      name: 'labels',
      label: 'Share to label',
      hint: 'Records that the classifier learns from.',
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
  parameters: z.strictObject({
    dataset: datasetParameter,
    keep: z.number().gt(0).max(1).default(0.25),
    labels: z.number().gt(0).max(1).default(0.3),
    seed: seedParameter,
    out: outParameter('filtered'),
  }),
  async run(context, { dataset, keep, labels, seed, out }) {
    const source = await context.openDataset(dataset);
    const records: ScoredRecord[] = [];
    for await (const record of readRecords(source)) records.push(record);
    if (records.length === 0) {
      throw new Failure('empty-dataset', `The dataset ${dataset} is empty; there is nothing to filter.`);
    }
    const { decisions, report } = filterByQuality(records, await createPythonParser(), {
      seed,
      labelShare: labels,
      cut: { by: 'share', keep },
      onProgress: (done, total) => {
        context.signal.throwIfAborted();
        context.progress({ doing: 'measuring features', done, total, unit: 'files' });
      },
    });
    const write = (wanted: 'kept' | 'dropped'): Promise<DatasetManifest> =>
      context.makeDataset(
        {
          out: wanted === 'kept' ? out : `${out}-dropped`,
          role: wanted,
          operation: `filter: ${wanted}`,
          parameters: { keepShare: keep, labelShare: labels, seed, threshold: report.threshold },
          parents: [source.manifest.hash],
          scoreColumns: ['quality', 'label'],
        },
        records.flatMap((record, at) => {
          const { quality, label, reason, kept } = decisions[at]!;
          return kept === (wanted === 'kept')
            ? [{ ...record, scores: { quality, label }, decision: reason }]
            : [];
        }),
      );
    const kept = await write('kept');
    const dropped = await write('dropped');
    return {
      summary: `${keptSentence({ kept, dropped })}: those of quality ${report.threshold.toFixed(3)} and above.`,
      reasons:
        dropped.records === 0
          ? []
          : [{ reason: 'below the threshold', records: dropped.records, bytes: dropped.bytes }],
      details: { report: JSON.parse(JSON.stringify(report)) },
    };
  },
});

import { z } from 'zod';
import { groupsBeside } from '../../node/corpus/evidence.ts';
import { DUPLICATE_MEASURES, findDuplicates } from '../../node/corpus/deduplicate.ts';
import { datasetField, datasetParameter, outField, outParameter } from './fields.ts';
import { operation } from './operation.ts';
import { keptSentence, splitDataset } from './split-dataset.ts';

/** Keeps the first record of each group of duplicates; the others say which record they repeat. */
export const dedup = operation({
  name: 'dedup',
  title: 'Remove duplicates',
  summary: 'Keep the first of the records that are the same, nearly the same, or of the same structure.',
  version: 2,
  fields: [
    datasetField('What to look for duplicates in.'),
    {
      name: 'by',
      label: 'Two count as one when',
      hint: 'Shingles are runs of tokens; syntax trees leave out the names an author chose.',
      optional: true,
      type: 'choice',
      options: [
        { value: 'exact', label: 'their texts are equal' },
        { value: 'near', label: 'they share most of their shingles' },
        { value: 'structure', label: 'their syntax trees are equal' },
      ],
      default: 'near',
    },
    {
      name: 'similarity',
      label: 'Least similarity',
      hint: 'Jaccard similarity of near duplicates.',
      optional: true,
      when: { field: 'by', is: ['near'] },
      type: 'number',
      min: 0.1,
      max: 1,
      step: 0.01,
      unit: '',
      default: 0.8,
    },
    outField('unique'),
  ],
  parameters: z.strictObject({
    dataset: datasetParameter,
    by: z.enum(DUPLICATE_MEASURES).default('near'),
    similarity: z.number().gt(0).max(1).default(0.8),
    out: outParameter('unique'),
  }),
  async run(context, { dataset, by, similarity, out }) {
    const source = await context.openDataset(dataset);
    const found = await findDuplicates(source, {
      by,
      leastSimilarity: similarity,
      signal: context.signal,
      onProgress: (done, total) => {
        context.progress({ doing: 'reading texts', done, total, unit: 'texts' });
      },
    });
    const parameters = by === 'near' ? { by, leastSimilarity: similarity } : { by };
    const kind = { exact: 'the same text', near: 'nearly the same text', structure: 'the same structure' }[
      by
    ];
    const split = await splitDataset(
      context,
      source,
      out,
      { operation: 'dedup', parameters },
      (id) => {
        const duplicate = found.get(id);
        return duplicate === undefined ? undefined : { kind, why: duplicate.reason };
      },
      groupsBeside(found),
    );
    const groups = new Set([...found.values()].map(({ keptId }) => keptId)).size;
    return {
      summary: `${keptSentence(split)}; the ${split.dropped.records.toLocaleString('en-US')} dropped repeat ${groups.toLocaleString('en-US')} of them.`,
      reasons: split.reasons,
      details: { groups },
    };
  },
});

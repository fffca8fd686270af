import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { ClosePair } from '../../node/corpus/decontaminate.ts';
import { findClosePairs } from '../../node/corpus/decontaminate.ts';
import { problemText } from '../../node/corpus/embedding-detector.ts';
import { pairsBeside } from '../../node/corpus/evidence.ts';
import { benchmarkHash } from '../../node/evaluation/request.ts';
import { datasetField, datasetParameter, outField, outParameter } from './fields.ts';
import { operation } from './operation.ts';
import type { Dropped } from './split-dataset.ts';
import { keptSentence, splitDataset } from './split-dataset.ts';

/** Leaves out the records that are too close to a problem; each says to which and by which detector. */
export const decontaminate = operation({
  name: 'decontaminate',
  title: 'Remove what is close to a benchmark',
  summary:
    'Leave out records that share words in a row with a problem, whose syntax tree is like its solution in any order of statements, or whose embedding is near.',
  version: 2,
  fields: [
    datasetField('What to clean.'),
    {
      name: 'benchmarks',
      label: 'Benchmarks',
      hint: 'Those that the model will be measured on.',
      optional: false,
      type: 'benchmarks',
    },
    {
      name: 'ngram',
      label: 'Words in a row',
      hint: 'As many in common with a docstring count as a copy; the paper has 13.',
      optional: true,
      type: 'integer',
      min: 1,
      max: 100,
      unit: 'words',
      default: 13,
    },
    {
      name: 'matchRate',
      label: 'Match rate of syntax trees (τ)',
      hint: 'As much alike counts as similar; the paper has 0.95 to 0.8.',
      optional: true,
      type: 'number',
      min: 0.5,
      max: 1,
      step: 0.05,
      unit: '',
      default: 0.95,
    },
    {
      name: 'model',
      label: 'Embeddings of',
      hint: 'A model to compare embeddings by; without it they are not compared.',
      optional: true,
      type: 'model',
    },
    {
      name: 'distance',
      label: 'Distance of embeddings',
      hint: 'So near or nearer counts as similar; 0 is the same text. The paper does not say its own.',
      optional: true,
      type: 'number',
      min: 0,
      max: 2,
      step: 0.01,
      unit: '',
      default: 0.05,
    },
    {
      name: 'anyOrder',
      label: 'Statements in any order',
      hint: 'Also compare trees with their statements in a settled order.',
      optional: true,
      advanced: true,
      type: 'toggle',
      default: true,
    },
    {
      name: 'shortFunctions',
      label: 'Short functions',
      hint: 'Many people write `return a + b`; a short function can be asked for more than its tree.',
      optional: true,
      advanced: true,
      type: 'choice',
      options: [
        { value: 'evidence', label: 'count with more evidence than the tree' },
        { value: 'rate', label: 'count like any other, as in the paper' },
      ],
      default: 'evidence',
    },
    outField('clean'),
  ],
  parameters: z.strictObject({
    dataset: datasetParameter,
    benchmarks: z.array(z.string().min(1)).min(1),
    ngram: z.number().int().min(1).default(13),
    matchRate: z.number().gt(0).max(1).default(0.95),
    model: z.string().min(1).optional(),
    distance: z.number().min(0).max(2).default(0.05),
    anyOrder: z.boolean().default(true),
    shortFunctions: z.enum(['evidence', 'rate']).default('evidence'),
    out: outParameter('clean'),
  }),
  async run(context, { dataset, benchmarks, model, distance, out, ...detectors }) {
    const sets = await Promise.all(benchmarks.map((reference) => context.readProblems(reference)));
    const problems = sets.flat();
    if (problems.length === 0)
      throw new Failure('no-problems', 'The benchmarks have no problems to compare with; choose another.');
    const source = await context.openDataset(dataset);
    const embedding = model === undefined ? null : { checkpoint: context.resolvePath(model), distance };
    const pairs = await findClosePairs(source, problems, {
      detectors,
      embedding,
      signal: context.signal,
      onProgress: (doing, done, total) => {
        context.progress({ doing, done, total, unit: 'texts' });
      },
    });
    const reasons = new Map<string, Dropped>();
    for (const pair of pairs) {
      if (!reasons.has(pair.recordId)) reasons.set(pair.recordId, reasonOf(pair, detectors.ngram));
    }
    const touched = new Set(pairs.map(({ taskId }) => taskId));
    const texts = problems.filter(({ taskId }) => touched.has(taskId));
    const split = await splitDataset(
      context,
      source,
      out,
      {
        operation: 'decontaminate',
        parameters: {
          ...detectors,
          ...(embedding === null ? {} : { distance }),
          benchmarks: sets.map((set) => benchmarkHash(set)),
        },
      },
      (id) => reasons.get(id),
      pairsBeside(pairs, {
        thresholds: {
          ngram: detectors.ngram,
          matchRate: detectors.matchRate,
          anyOrder: detectors.anyOrder,
          distance: embedding === null ? null : distance,
          checkpoint: model ?? null,
        },
        problems: Object.fromEntries(texts.map((problem) => [problem.taskId, problemText(problem)])),
      }),
    );
    const count = (value: number): string => value.toLocaleString('en-US');
    return {
      summary: `${keptSentence(split)}; the ${count(split.dropped.records)} dropped are too close to ${count(touched.size)} of ${count(problems.length)} problems.`,
      reasons: split.reasons,
      details: {
        pairs: pairs.slice(0, TOLD_PAIRS).map((pair) => ({ ...pair, by: [...pair.by] })),
        pairsInAll: pairs.length,
        problems: problems.length,
        touchedProblems: [...touched].sort(),
      },
    };
  },
});

/** All of them lie beside the dropped records. */
const TOLD_PAIRS = 1_000;

/** Never rounded up: 0.9497 is not yet 0.95. */
const rate = (value: number): string => (Math.floor(value * 1000 + 1e-9) / 1000).toFixed(3);

/** Why a record counts as too close to a problem, in words; of several detectors the plainest speaks. */
function reasonOf(pair: ClosePair, ngram: number): Dropped {
  const { by, taskId } = pair;
  if (by.includes('ngram'))
    return {
      kind: 'shares words in a row with a problem',
      why: `${String(Math.max(ngram, pair.longestRun))} words in a row of ${taskId}: ${pair.run}`,
    };
  if (by.includes('syntax'))
    return {
      kind: 'has a syntax tree like that of a problem',
      why: `syntax tree like that of ${taskId} by ${rate(pair.matchRate)}`,
    };
  if (by.includes('order'))
    return {
      kind: 'has the statements of a problem in another order',
      why: `statements like those of ${taskId} in another order by ${rate(pair.orderedRate)}`,
    };
  return {
    kind: 'has an embedding near that of a problem',
    why: `embedding at a distance of ${pair.distance!.toFixed(3)} from that of ${taskId}`,
  };
}

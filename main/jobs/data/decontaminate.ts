import { z } from 'zod';
import type { ContaminationHit } from '../../core/corpus/contamination.ts';
import { ContaminationDetector } from '../../core/corpus/contamination.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
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
    'Leave out records that share words in a row with a problem, or whose syntax tree is like its solution.',
  version: 1,
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
    outField('clean'),
  ],
  parameters: z.strictObject({
    dataset: datasetParameter,
    benchmarks: z.array(z.string().min(1)).min(1),
    ngram: z.number().int().min(1).default(13),
    matchRate: z.number().gt(0).max(1).default(0.95),
    out: outParameter('clean'),
  }),
  async run(context, { dataset, benchmarks, ngram, matchRate, out }) {
    const sets = await Promise.all(benchmarks.map((reference) => context.readProblems(reference)));
    const source = await context.openDataset(dataset);
    const detector = new ContaminationDetector(sets.flat(), await createPythonParser(), { ngram, matchRate });
    const hits: ContaminationHit[] = [];
    const reasons = new Map<string, Dropped>();
    let done = 0;
    for await (const record of readRecords(source)) {
      context.signal.throwIfAborted();
      for (const hit of detector.check(record)) {
        hits.push(hit);
        if (!reasons.has(record.id)) reasons.set(record.id, reasonOf(hit, ngram));
      }
      const total = source.manifest.records;
      context.progress({ doing: 'comparing texts', done: ++done, total, unit: 'texts' });
    }
    const split = await splitDataset(
      context,
      source,
      out,
      {
        operation: 'decontaminate',
        parameters: { ngram, matchRate, benchmarks: sets.map((problems) => benchmarkHash(problems)) },
      },
      (id) => reasons.get(id),
    );
    const problems = sets.reduce((sum, set) => sum + set.length, 0);
    const touchedProblems = [...new Set(hits.map(({ taskId }) => taskId))].sort();
    return {
      summary: `${keptSentence(split)}; the ${split.dropped.records.toLocaleString('en-US')} dropped are too close to ${touchedProblems.length.toLocaleString('en-US')} of ${problems.toLocaleString('en-US')} problems.`,
      reasons: split.reasons,
      details: { hits: JSON.parse(JSON.stringify(hits)), problems, touchedProblems },
    };
  },
});

/** Why a record counts as too close to a problem, in words. */
function reasonOf(hit: ContaminationHit, ngram: number): Dropped {
  return hit.kind === 'ngram'
    ? {
        kind: 'shares words in a row with a problem',
        why: `${String(ngram)} words in a row of ${hit.taskId}: ${hit.run}`,
      }
    : {
        kind: 'has a syntax tree like that of a problem',
        why: `syntax tree like that of ${hit.taskId} by ${hit.matchRate.toFixed(3)}`,
      };
}

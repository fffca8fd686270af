import { createHash } from 'node:crypto';
import { z } from 'zod';
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

/** Holds records out. Decided by each record's own id, so a record is held out wherever it turns up again. */
export const split = operation({
  name: 'split',
  title: 'Hold records out',
  summary: 'Set a share of the records aside, to measure on what was never trained on.',
  version: 1,
  fields: [
    datasetField('What to split.'),
    {
      name: 'heldOut',
      label: 'Share to hold out',
      hint: 'Of the records; which ones, seed and ids decide.',
      optional: true,
      type: 'number',
      min: 0.001,
      max: 0.999,
      step: 0.01,
      unit: '',
      default: 0.02,
    },
    seedField,
    {
      ...outField('training'),
      hint: 'Letters and digits; what is held out gets the same name with -held-out.',
    },
  ],
  parameters: z.strictObject({
    dataset: datasetParameter,
    heldOut: z.number().gt(0).lt(1).default(0.02),
    seed: seedParameter,
    out: outParameter('training'),
  }),
  async run(context, { dataset, heldOut, seed, out }) {
    const source = await context.openDataset(dataset);
    const { records: total, scores, hash } = source.manifest;
    async function* part(wanted: 'kept' | 'held out'): AsyncGenerator<ScoredRecord> {
      let done = 0;
      for await (const record of readRecords(source)) {
        context.signal.throwIfAborted();
        const doing = wanted === 'kept' ? 'writing what stays' : 'writing what is held out';
        context.progress({ doing, done: ++done, total, unit: 'records' });
        const isHeldOut = fraction(`${String(seed)}:${record.id}`) < heldOut;
        if (isHeldOut === (wanted === 'held out')) yield record;
      }
    }
    const write = (wanted: 'kept' | 'held out'): Promise<DatasetManifest> =>
      context.makeDataset(
        {
          out: wanted === 'kept' ? out : `${out}-held-out`,
          role: wanted,
          operation: `split: ${wanted}`,
          parameters: { heldOut, seed },
          parents: [hash],
          scoreColumns: scores,
        },
        part(wanted),
      );
    const kept = await write('kept');
    const held = await write('held out');
    const count = (value: number): string => value.toLocaleString('en-US');
    return {
      summary: `${count(held.records)} of ${count(total)} records are held out; ${count(kept.records)} stay.`,
      reasons: [],
    };
  },
});

/** A number in [0, 1) that a text decides. */
const fraction = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32LE(0) / 2 ** 32;

import { resolve } from 'node:path';
import { z } from 'zod';
import { importPython, importStandardLibrary, newImportCounts } from '../../node/corpus/import-python.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { outField, outParameter } from './fields.ts';
import { operation } from './operation.ts';

const KINDS = ['code', 'textbook', 'exercise', 'story'] as const;

/** Reads files into a dataset, and counts those that were refused by why. */
export const importOperation = operation({
  name: 'import',
  title: 'Import',
  summary: 'Read files into a dataset; what cannot be taken is counted by why.',
  version: 1,
  fields: [
    {
      name: 'paths',
      label: 'Files and folders',
      hint: 'None means the Python standard library, which needs no network.',
      optional: true,
      type: 'path',
      what: 'any',
      many: true,
      endings: ['.py'],
    },
    {
      name: 'kind',
      label: 'What the texts are',
      hint: 'It decides how they are shown, measured and mixed.',
      optional: true,
      type: 'choice',
      options: KINDS.map((kind) => ({ value: kind, label: kind })),
      default: 'code',
    },
    outField('raw'),
  ],
  parameters: z.strictObject({
    paths: z.array(z.string().min(1)).default([]),
    kind: z.enum(KINDS).default('code'),
    out: outParameter('raw'),
  }),
  async run(context, { paths, kind, out }) {
    const counts = newImportCounts();
    const absolute = paths.map((path) => resolve(context.resolvePath(path)));
    const source = absolute.length > 0 ? importPython(absolute, counts) : importStandardLibrary(counts);
    async function* records(): AsyncGenerator<ScoredRecord> {
      for await (const record of source) {
        context.signal.throwIfAborted();
        context.progress({ doing: 'reading files', done: counts.imported, total: 0, unit: 'files' });
        yield { ...record, kind };
      }
    }
    const dataset = await context.makeDataset(
      {
        out,
        role: 'dataset',
        operation: 'import',
        parameters: { paths: absolute.length > 0 ? absolute : ['Python standard library'], kind },
        parents: [],
      },
      records(),
    );
    const refused = Object.entries(counts.refused).filter(([, count]) => count > 0);
    const why = refused.map(([reason, count]) => `${count.toLocaleString('en-US')} ${reason}`).join(', ');
    return {
      summary: `${dataset.records.toLocaleString('en-US')} records, ${dataset.bytes.toLocaleString('en-US')} bytes of text${why === '' ? '' : `; refused: ${why}`}.`,
      reasons: refused.map(([reason, records]) => ({ reason, records, bytes: 0 })),
      details: { refused: { ...counts.refused } },
    };
  },
});

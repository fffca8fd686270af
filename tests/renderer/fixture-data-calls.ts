import type { CallName, CallOutputs, ParsedInput } from '../../preload/contract/contract.ts';
import type { DatasetSummary } from '../../preload/contract/datasets.ts';
import type { JobView } from '../../preload/contract/jobs.ts';
import { recordAt } from './fixture-data.ts';
import { columnsOf, histogramOf, pageOf, valuesOf } from './fixture-datasets.ts';
import {
  changesOf,
  comparisonOf,
  lineage,
  operations,
  provenanceOf,
  sqlOf,
  startedOperation,
} from './fixture-inspect.ts';

type DataCall = Extract<CallName, `${'datasets' | 'operations' | 'imports' | 'lineage'}.${string}`>;

/** The made lab's answers about data. */
export function dataAnswers(lab: {
  readonly find: (id: string) => DatasetSummary;
  readonly all: () => readonly DatasetSummary[];
  readonly start: () => JobView;
}): { readonly [Name in DataCall]: (input: ParsedInput<Name>) => CallOutputs[Name] } {
  const { find, all, start } = lab;
  return {
    'datasets.list': () => all(),
    'datasets.columns': ({ id }) => columnsOf(find(id)),
    'datasets.values': ({ id, column }) => valuesOf(find(id), column),
    'datasets.page': (input) => pageOf(find(input.id), input),
    'datasets.record': ({ id, recordId }) => {
      const dataset = find(id);
      const index = Number(/\d+$/.exec(recordId)?.[0] ?? NaN);
      if (index < dataset.records) return recordAt(dataset, index);
      const message = `There is no record ${recordId} in ${dataset.name}.`;
      throw Object.assign(new Error(message), { code: 'unknown-record' });
    },
    'datasets.histogram': ({ id, column }) => histogramOf(find(id), column),
    'datasets.provenance': ({ id, recordId }) => provenanceOf(find(id), recordId),
    'datasets.sql': (input) => sqlOf(input),
    'datasets.changes': ({ id }) => changesOf(find(id)),
    'datasets.compare': ({ first, second }) => comparisonOf(find(first), find(second)),
    'datasets.map': ({ id, limit }) => {
      const dataset = find(id);
      const rows = Array.from({ length: Math.min(limit, 60) }, (_, index) => recordAt(dataset, index));
      const vectors = Float32Array.from({ length: rows.length * 3 }, (_, at) => Math.sin(at * 12.9898));
      const bytes = Buffer.from(vectors.buffer).toString('base64');
      return { about: 'The words of each text.', rows, total: dataset.records, width: 3, vectors: bytes };
    },
    'datasets.export': ({ format }) => {
      const fileName = `export.${format}`;
      return { path: `~/Hornbook/exports/${fileName}`, records: 3, bytes: 6, fileName };
    },
    'datasets.exported': ({ offset }) => ({ base64: 'e30K', next: offset === 0 ? 3 : null }),
    'lineage.view': () => lineage,
    'operations.list': () => operations,
    'operations.start': (input) => startedOperation(input, start),
    'operations.report': () => ({ operation: 'import', parameters: {}, result: null }),
    'imports.preview': () => ({
      state: 'ready',
      formats: [{ format: 'Python', files: 12, bytes: 48_000, example: 'lib/bisect.py' }],
      columns: null,
      records: [
        {
          id: 'lib/bisect.py',
          source: 'lib/bisect.py',
          license: null,
          meta: {},
          bytes: 3_400,
          text: 'def bisect_right(a, x):\n    return 0\n',
        },
      ],
      rejects: [
        { file: 'lib/data.bin', at: null, reason: 'binary', why: 'It holds null bytes.', excerpt: '' },
      ],
    }),
    'imports.rejects': () => ({ rejects: [], total: 0, counts: {} }),
  };
}

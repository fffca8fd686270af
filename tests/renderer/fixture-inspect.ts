import type { CallOutputs, ParsedInput } from '../../preload/contract/contract.ts';
import type { DatasetSummary } from '../../preload/contract/datasets.ts';
import type { LineageNode, LineageView } from '../../preload/contract/lineage.ts';
import type { OperationStart, OperationView } from '../../preload/contract/operations.ts';
import { datasets, recordAt, runs } from './fixture-data.ts';

export function provenanceOf(dataset: DatasetSummary, recordId: string): CallOutputs['datasets.provenance'] {
  const raw = datasets[0]!;
  const passage = (one: DatasetSummary, decision: string | null) => ({
    datasetId: one.id,
    datasetName: one.name,
    operation: one.operation,
    createdAt: one.createdAt,
    recordId,
    decision,
    scores: Object.fromEntries(one.scores.map((name) => [name, 0.71])),
    sameText: true,
  });
  return {
    features: [
      { name: 'docstringShare', about: 'characters in docstrings, share of all', value: 0.2134 },
      { name: 'meanDepth', about: 'mean nesting of a statement, in blocks', value: 1.42 },
    ],
    rubric:
      dataset.kind === 'code'
        ? {
            label: 4,
            criteria: [
              { name: 'explained', reason: 'Docstrings or comments say what the code is for.', points: 1 },
              { name: 'magic numbers', reason: 'Numbers without names.', points: -1 },
            ],
          }
        : null,
    passages: [
      passage(raw, null),
      ...(dataset.id === raw.id ? [] : [passage(dataset, 'kept: predicted 4.21, at least 3.90')]),
    ],
    duplicates:
      dataset.id === 'd-kept'
        ? [
            {
              kept: { datasetId: 'd-kept', recordId },
              dropped: [
                {
                  datasetId: 'd-dropped',
                  recordId: 'dropped-00012',
                  reason: `dropped: the same text as ${recordId}`,
                },
              ],
            },
          ]
        : [],
    runs: runs.slice(0, 2).map(({ id, name, colour }) => ({
      id,
      name,
      colour,
      datasetId: dataset.id,
      datasetName: dataset.name,
    })),
  };
}

/** Answers one statement and refuses another, as the box does. */
export function sqlOf({ sql }: ParsedInput<'datasets.sql'>): CallOutputs['datasets.sql'] {
  if (!/^select/i.test(sql)) {
    const word = /^\w*/.exec(sql)![0].toUpperCase();
    return {
      state: 'refused',
      message: `Only reading is possible here, and ${word} is not; write one SELECT. Nothing was run.`,
      position: null,
    };
  }
  const at = sql.indexOf('qualty');
  if (at !== -1) {
    return {
      state: 'refused',
      message: 'Referenced column "qualty" not found in FROM clause. Did you mean quality?',
      position: at,
    };
  }
  return {
    state: 'rows',
    columns: [
      { name: 'kind', type: 'VARCHAR' },
      { name: 'records', type: 'BIGINT' },
    ],
    rows: [
      ['code', 214],
      ['exercise', null],
    ],
    more: false,
    elapsedMs: 12.4,
  };
}

export function changesOf(dataset: DatasetSummary): CallOutputs['datasets.changes'] {
  const [raw, kept, dropped] = datasets;
  const made = dataset.parents.length === 0 ? [dataset] : [kept!, dropped!];
  return {
    operation: dataset.operation,
    parameters: { keepShare: 0.25, labelShare: 0.3, seed: 1, threshold: 0.71 },
    before: dataset.parents.length === 0 ? [] : [raw!],
    missingParents: 0,
    made: made.map((one) => ({
      role: made.length === 1 ? 'made' : one.name,
      dataset: one,
      reasons:
        one.name === 'dropped'
          ? [
              { reason: 'predicted …, under …', records: 300, bytes: 5_000_000 },
              { reason: 'label …', records: 45, bytes: 909_886 },
            ]
          : [],
      samples: [3, 40, 90].map((index) => ({
        ...recordAt(one, index),
        values: { decision: 'predicted 4.2' },
      })),
    })),
    changed: {
      records: 2,
      samples: [{ id: 'raw-00003', before: 'a = 1\nb = 2\n', after: 'a = 1\nb = 3\n' }],
    },
  };
}

export function comparisonOf(first: DatasetSummary, second: DatasetSummary): CallOutputs['datasets.compare'] {
  const edges = [0, 0.25, 0.5, 0.75, 1];
  return {
    byId: { both: 120, onlyFirst: first.records - 120, onlySecond: second.records - 120 },
    byText: { both: 118, onlyFirst: first.records - 118, onlySecond: second.records - 118 },
    columns: [{ column: 'quality', edges, first: [4, 30, 80, 100], second: [90, 120, 100, 35] }],
    examples: {
      onlyFirst: [recordAt(first, 0), recordAt(first, 1)],
      onlySecond: [recordAt(second, 2)],
      both: [{ first: recordAt(first, 5), second: recordAt(second, 5), sameText: false }],
    },
  };
}

/** One operation with a field of most sorts. */
export const operations: readonly OperationView[] = [
  {
    name: 'import',
    title: 'Import',
    summary: 'Read files into a dataset; what cannot be taken is counted by why.',
    fields: [
      {
        name: 'paths',
        label: 'Files and folders',
        hint: 'None means the Python standard library.',
        optional: true,
        type: 'path',
        what: 'any',
        many: true,
        endings: ['.py'],
      },
      {
        name: 'out',
        label: 'Name of the new dataset',
        hint: 'Letters and digits.',
        optional: true,
        type: 'text',
        lines: 'one',
        default: 'raw',
      },
    ],
  },
  {
    name: 'dedup',
    title: 'Remove duplicates',
    summary: 'Keep the first of the records that are the same or nearly the same.',
    fields: [
      { name: 'dataset', label: 'Dataset', hint: 'What to look in.', optional: false, type: 'dataset' },
      {
        name: 'by',
        label: 'Two count as one when',
        hint: 'Shingles are runs of tokens.',
        optional: true,
        type: 'choice',
        options: [
          { value: 'exact', label: 'their texts are equal' },
          { value: 'near', label: 'they share most of their shingles' },
        ],
        default: 'near',
      },
      {
        name: 'similarity',
        label: 'Least similarity',
        hint: 'Jaccard similarity.',
        optional: true,
        when: { field: 'by', is: ['near'] },
        type: 'number',
        min: 0.1,
        max: 1,
        step: 0.01,
        unit: '',
        default: 0.8,
      },
      {
        name: 'seed',
        label: 'Seed',
        hint: 'The same seed gives the same bytes.',
        optional: true,
        advanced: true,
        type: 'integer',
        min: 0,
        unit: '',
        default: 1,
      },
    ],
  },
];

/** Refuses a name with a blank, as the lab would a path that is not there. */
export function startedOperation(
  { name, parameters }: ParsedInput<'operations.start'>,
  job: () => Extract<OperationStart, { state: 'started' }>['job'],
): OperationStart {
  const out = parameters['out'];
  if (typeof out === 'string' && out.includes(' ')) {
    return { state: 'refused', problems: [{ field: 'out', message: `${out} is no name for a dataset.` }] };
  }
  return { state: 'started', job: { ...job(), id: 'job-data', kind: 'data', title: name, state: 'running' } };
}

const node = (
  id: string,
  kind: LineageNode['kind'],
  title: string,
  page: LineageNode['page'] = null,
): LineageNode => ({ id, kind, title, note: `a ${kind}`, hash: id, parameters: { seed: 1 }, page });
const datasetNode = (one: DatasetSummary) =>
  node(one.hash, 'dataset', one.name, { view: 'data', id: one.id });

export const lineage: LineageView = {
  columns: [
    [node('source', 'source', 'Python standard library')],
    [datasetNode(datasets[0]!)],
    [node('forest', 'classifier', 'scored', { view: 'quality', id: datasets[1]!.id })],
    [datasetNode(datasets[1]!), datasetNode(datasets[2]!)],
    [node('bpe', 'tokenizer', 'byte-level BPE')],
    [node('run run-1', 'run', 'raw', { view: 'run', id: 'run-1' })],
    [node('eval-1', 'evaluation', 'hornbook', { view: 'evaluation', id: 'eval-1' })],
  ],
  edges: [
    { from: 'source', to: datasets[0]!.hash },
    { from: datasets[0]!.hash, to: 'forest' },
    { from: 'forest', to: datasets[1]!.hash },
    { from: datasets[0]!.hash, to: datasets[1]!.hash },
    { from: datasets[0]!.hash, to: datasets[2]!.hash },
    { from: datasets[1]!.hash, to: 'run run-1' },
    { from: 'bpe', to: 'run run-1' },
    { from: 'run run-1', to: 'eval-1' },
  ],
};

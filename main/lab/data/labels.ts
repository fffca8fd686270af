import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { LabelItem, LabelOutputs, LabelSession, LabelSource } from '../../../preload/contract/labels.ts';
import { GUIDELINES, LABELS, QUESTION } from '../../core/corpus/annotation.ts';
import { Failure } from '../../core/failure.ts';
import {
  createSession,
  listSessions,
  openSessionLog,
  readSession,
  sessionText,
} from '../../node/corpus/label-session.ts';
import { agreementOf, labelsOfDataset, labelsOfSession } from '../../node/corpus/labels-of.ts';
import { listDatasets } from '../../node/datasets/open-dataset.ts';
import { agreementWords } from './annotate.ts';
import { openInProject } from './inspect/open.ts';
import type { LabParts } from '../lab.ts';

/** Every call about labels by hand, and about how annotators agree. */
export function labelCalls(parts: LabParts): {
  readonly [Name in keyof LabelOutputs]: (input: ParsedInput<Name>) => Promise<LabelOutputs[Name]>;
} {
  return {
    'labels.sessions': () => sessions(parts),
    'labels.sources': () => sources(parts),
    'labels.create': (input) => create(parts, input),
    'labels.session': async ({ id }) => {
      const { items } = readSession(folderOf(parts, id));
      const session = (await sessions(parts)).find((one) => one.id === id)!;
      return {
        ...session,
        items: items.map(({ textHash: _, ...item }) => item),
        question: QUESTION,
        scale: LABELS,
        guidelines: GUIDELINES,
      };
    },
    'labels.text': async ({ id, recordId }) => ({ text: await sessionText(folderOf(parts, id), recordId) }),
    'labels.say': (input) => Promise.resolve().then(() => say(parts, input)),
    'labels.agreement': async ({ first, second }) => {
      const [one, other] = [await labelsOf(parts, first), await labelsOf(parts, second)];
      const agreement = agreementOf(one, other);
      return { annotators: [one.annotator, other.annotator], agreement, words: agreementWords(agreement) };
    },
  };
}

const rootOf = ({ project }: LabParts): string => join(project.path, 'labels');
const folderOf = (parts: LabParts, id: string): string => join(rootOf(parts), id);

async function sessions(parts: LabParts): Promise<LabelSession[]> {
  const datasets = await listDatasets(parts.project.datasets);
  const found: LabelSession[] = [];
  for (const id of await listSessions(rootOf(parts))) {
    const { record, items } = readSession(folderOf(parts, id));
    const inState = (wanted: LabelItem['state']): number => items.filter(({ state }) => state === wanted).length;
    const { name, annotator, dataset, seed, createdAt } = record;
    const source = datasets.find(({ manifest }) => manifest.hash === dataset.hash);
    found.push({
      id,
      name,
      annotator,
      dataset: dataset.name,
      datasetId: source === undefined ? null : basename(source.folder),
      seed,
      createdAt,
      texts: items.length,
      labelled: inState('labelled'),
      skipped: inState('skipped'),
    });
  }
  return found;
}

async function sources(parts: LabParts): Promise<LabelSource[]> {
  const byHand = (await sessions(parts)).map(({ id, name, annotator, labelled }): LabelSource => ({
    kind: 'session',
    id,
    name: `${name}, ${annotator}`,
    texts: labelled,
  }));
  const labelled = (await listDatasets(parts.project.datasets)).filter(
    ({ manifest }) => manifest.operation === 'annotate' && manifest.scores.includes('label'),
  );
  return [
    ...byHand,
    ...labelled.map(({ folder, manifest }): LabelSource => ({
      kind: 'dataset',
      id: basename(folder),
      name: `${manifest.name}, ${annotatorOf(manifest.parameters)}`,
      texts: manifest.records,
    })),
  ];
}

function annotatorOf(parameters: unknown): string {
  const said = (parameters as { annotator?: unknown } | null)?.annotator;
  return typeof said === 'string' ? said : 'unknown';
}

async function create(
  parts: LabParts,
  { dataset, name, annotator, texts, seed }: ParsedInput<'labels.create'>,
): Promise<{ id: string }> {
  const source = await openInProject(parts, dataset);
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  if (word === '') {
    throw new Failure('bad-parameter', `${JSON.stringify(name)} is no name for a session; use letters or digits.`);
  }
  let id = word;
  for (let number = 2; existsSync(folderOf(parts, id)); number++) id = `${word}-${String(number)}`;
  await createSession(folderOf(parts, id), source, { name, annotator, seed, size: texts });
  return { id };
}

function say(parts: LabParts, { id, recordId, said }: ParsedInput<'labels.say'>): LabelItem {
  const folder = folderOf(parts, id);
  const itemNow = () => readSession(folder).items.find((item) => item.recordId === recordId);
  const before = itemNow();
  if (before === undefined) {
    throw new Failure('record-missing', `This session has no text ${JSON.stringify(recordId)}; reload it.`);
  }
  const log = openSessionLog(folder);
  try {
    log.append({ recordId, textHash: before.textHash, said, at: Date.now() });
  } finally {
    log.close();
  }
  const { textHash: _, ...now } = itemNow()!;
  return now;
}

async function labelsOf(parts: LabParts, { kind, id }: ParsedInput<'labels.agreement'>['first']) {
  return kind === 'session'
    ? labelsOfSession(folderOf(parts, id))
    : labelsOfDataset(await openInProject(parts, id));
}

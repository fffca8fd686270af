import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCalls } from '../../main/lab/calls.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { openTestLab, temporaryFolder } from './open-test-lab.ts';

const record = (at: number) => ({
  id: `r${String(at)}`,
  text: `x = ${String(at)}\n`,
  kind: 'code' as const,
  source: `file${String(at)}.py`,
  meta: {},
  scores: { quality: at / 10, label: 1 + (at % 5) },
});
const description = { parameters: {}, parents: [], scoreColumns: ['quality', 'label'] };

test('a session is made, labelled, left and taken up again; what was said agrees with others or does not', async () => {
  const project = temporaryFolder();
  const { parts, close } = await openTestLab(project);
  const calls = makeCalls(parts);
  const records = Array.from({ length: 10 }, (_, at) => record(at));
  const raw = { ...description, name: 'raw', operation: 'annotate' };
  await writeDataset(join(project, 'datasets', 'raw-1'), raw, records);
  const order = { dataset: 'raw-1', name: 'My first', annotator: 'Ada', texts: 8, seed: 2 };
  const { id } = await calls['labels.create'](order);
  expect(id).toBe('my-first');
  expect(await calls['labels.create'](order)).toEqual({ id: 'my-first-2' });
  const view = await calls['labels.session']({ id });
  expect(view).toMatchObject({ annotator: 'Ada', dataset: 'raw', datasetId: 'raw-1', texts: 8, labelled: 0 });
  expect(new Set(view.items.map(({ state }) => state))).toEqual(new Set(['pending']));
  const [one, two, three] = view.items;
  const text = await calls['labels.text']({ id, recordId: one!.recordId });
  expect(text.text).toBe(records.find((known) => known.id === one!.recordId)!.text);
  const say = (recordId: string, said: Parameters<(typeof calls)['labels.say']>[0]['said']) =>
    calls['labels.say']({ id, recordId, said });
  expect(await say(one!.recordId, { kind: 'label', label: 4 })).toMatchObject({ state: 'labelled', label: 4 });
  expect(await say(two!.recordId, { kind: 'skip' })).toMatchObject({ state: 'skipped' });
  await say(three!.recordId, { kind: 'label', label: 1 });
  expect(await say(three!.recordId, { kind: 'undone' })).toMatchObject({ state: 'pending', label: null });
  for (const { recordId } of view.items.slice(3)) {
    await say(recordId, { kind: 'label', label: records.find((known) => known.id === recordId)!.scores.label });
  }
  await expect(say('nobody', { kind: 'skip' })).rejects.toThrow('This session has no text "nobody"');
  await close();

  const again = makeCalls((await openTestLab(project)).parts);
  expect(await again['labels.session']({ id })).toMatchObject({ labelled: 6, skipped: 1, texts: 8 });
  const sources = await again['labels.sources'](undefined);
  expect(sources.map(({ kind, texts }) => [kind, texts])).toEqual([
    ['session', 6],
    ['session', 0],
    ['dataset', 10],
  ]);
  const ref = { kind: 'dataset', id: 'raw-1' } as const;
  const found = await again['labels.agreement']({ first: { kind: 'session', id }, second: ref });
  expect(found.agreement.texts).toBe(6);
  expect(found.agreement.same).toBeGreaterThanOrEqual(5 / 6);
  await expect(
    again['labels.agreement']({ first: { kind: 'session', id: 'my-first-2' }, second: ref }),
  ).rejects.toThrow('no text in common');
});

test('a session of a dataset that went away goes on; one that was never whole is not listed', async () => {
  const project = temporaryFolder();
  const { parts } = await openTestLab(project);
  const calls = makeCalls(parts);
  const { mkdirSync, rmSync } = await import('node:fs');
  mkdirSync(join(project, 'labels', 'half'), { recursive: true });
  await writeDataset(join(project, 'datasets', 'raw-1'), { ...description, name: 'raw', operation: 'import' }, [record(1)]);
  const order = { dataset: 'raw-1', name: 'x', annotator: 'Ada', texts: 5, seed: 1 };
  await calls['labels.create'](order);
  rmSync(join(project, 'datasets', 'raw-1'), { recursive: true });
  expect(await calls['labels.sessions'](undefined)).toMatchObject([{ id: 'x', datasetId: null, texts: 1 }]);
  expect(await calls['labels.text']({ id: 'x', recordId: 'r1' })).toEqual({ text: 'x = 1\n' });
  await expect(calls['labels.session']({ id: 'half' })).rejects.toThrow('no labelling session');
  await expect(calls['labels.create']({ ...order, name: '…' })).rejects.toThrow();
  expect(existsSync(join(project, 'labels', 'x', 'session.json'))).toBe(true);
});

test('a scored dataset tells what each threshold keeps, and which texts lie at the line', async () => {
  const project = temporaryFolder();
  const { parts } = await openTestLab(project);
  const calls = makeCalls(parts);
  const records = Array.from({ length: 10 }, (_, at) => record(at));
  await writeDataset(join(project, 'datasets', 'scored-1'), { ...description, name: 'scored', operation: 'classify' }, records);
  const view = await calls['quality.view']({ id: 'scored-1' });
  expect(view).toMatchObject({ records: 10, bytes: 60, classifier: null });
  expect([view.keptRecords[0], view.keptRecords[500], view.keptRecords[501], view.keptRecords[1000]]).toEqual([10, 5, 4, 0]);
  expect(view.keptBytes[500]).toBe(30);
  const { above, below } = await calls['quality.near']({ id: 'scored-1', threshold: 0.5, count: 2 });
  expect([above, below].map((side) => side.map(({ id }) => id))).toEqual([
    ['r5', 'r6'],
    ['r4', 'r3'],
  ]);
});

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { FEATURE_NAMES } from '../../main/core/corpus/feature-names.ts';
import { features } from '../../main/core/corpus/features.ts';
import { classify } from '../../main/jobs/data/classify.ts';
import { projectPlace } from '../../main/jobs/data/place.ts';
import { runOperation } from '../../main/jobs/data/run-operation.ts';
import { agreementCommand } from '../../main/lab/data/annotate.ts';
import { lineageView } from '../../main/lab/data/inspect/lineage.ts';
import { closeLabParts, openLabParts } from '../../main/lab/lab.ts';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import { writeCheckpoint } from '../../main/node/checkpoints/write-checkpoint.ts';
import { openClassifier } from '../../main/node/corpus/classifier-artifact.ts';
import { createSession, openSessionLog, readSession, sessionRecords } from '../../main/node/corpus/label-session.ts';
import { keptCurve, nearThreshold } from '../../main/node/corpus/quality-columns.ts';
import type { ScoredRecord } from '../../main/node/datasets/manifest.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { readRecords } from '../../main/node/datasets/read-records.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { parse } from '../core/corpus/python.ts';
import { tinyContents } from '../node/checkpoints/tiny-checkpoint.ts';
import { temporaryFolder } from '../node/datasets/temporary-folder.ts';

const root = temporaryFolder();
process.env['XDG_CACHE_HOME'] = join(root, 'cache');
const at = (name: string): string => join(root, name);

/** Lessons and tables of many sizes, so that labels are easy to learn. */
function textOf(index: number): string {
  if (index % 2 === 1) {
    return `CODES = {\n${Array.from({ length: 22 + index }, (_, key) => `    ${String(key)}: 0x${String(index * key)},`).join('\n')}\n}\n`;
  }
  const steps = Array.from({ length: 1 + (index % 7) }, () => '        if value > total:\n            total += value\n');
  return `def gather_${String(index)}(values):\n    """Add up what is larger than all before.\n\n    >>> gather_${String(index)}([1])\n    1\n    """\n    total = 0\n    for value in values:\n${steps.join('')}    return total\n`;
}

beforeAll(async () => {
  const records = Array.from({ length: 120 }, (_, index) => ({
    id: `r${String(index)}`,
    text: textOf(index),
    kind: 'code' as const,
    source: 'test',
    meta: {},
  }));
  await writeDataset(at('raw'), { name: 'raw', operation: 'import', parameters: {}, parents: [] }, records);
});

const run = (name: string, parameters: Readonly<Record<string, unknown>>) =>
  runOperationHere({
    name,
    parameters,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

async function recordsOf(name: string): Promise<ScoredRecord[]> {
  const found: ScoredRecord[] = [];
  for await (const record of readRecords(await openDataset(at(name)))) found.push(record);
  return found;
}

describe('annotate', () => {
  test('by the rubric makes a dataset of labels that says who labelled what, and why', async () => {
    const { summary } = await run('annotate', { dataset: at('raw'), sample: 100, seed: 3, out: at('labels') });
    expect(summary).toMatch(/^Rubric 2 labelled 100 texts: \d+ with 1, /);
    const { manifest } = await openDataset(at('labels'));
    expect(manifest).toMatchObject({ records: 100, scores: ['label'], operation: 'annotate' });
    expect(manifest.parents).toEqual([(await openDataset(at('raw'))).manifest.hash]);
    const found = manifest.found as { labelCounts: number[] };
    expect(found.labelCounts.reduce((sum, count) => sum + count, 0)).toBe(100);
    for (const { text, scores, decision, meta } of await recordsOf('labels')) {
      expect(scores!['label']).toBe(text.startsWith('CODES') ? 1 : 5);
      expect(decision).toMatch(/^label [15] by Rubric 2: [+−]\d /);
      expect(meta).toMatchObject({ annotator: 'Rubric 2', textHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    }
  });

  test('by a person takes what a session holds so far, and agreement is told', async () => {
    const folder = at('session');
    const raw = await openDataset(at('raw'));
    await createSession(folder, raw, { name: 'mine', annotator: 'Ada', seed: 3, size: 100 });
    const texts = await sessionRecords(folder);
    const log = openSessionLog(folder);
    const say = (index: number, said: Parameters<typeof log.append>[0]['said']): void => {
      log.append({ recordId: texts[index]!.id, textHash: 'x', said, at: 1_700_000_000_000 });
    };
    for (let index = 0; index < 50; index++) {
      const table = texts[index]!.text.startsWith('CODES');
      // One mistake, taken back; one slip that stays; one skipped.
      if (index === 7) {
        say(index, { kind: 'label', label: 3 });
        say(index, { kind: 'undone' });
      }
      if (index === 9) say(index, { kind: 'skip' });
      else say(index, { kind: 'label', label: index === 8 ? 3 : table ? 1 : 4 });
    }
    log.close();
    const { items } = readSession(folder);
    expect(items.filter(({ state }) => state === 'labelled')).toHaveLength(49);
    expect(items[9]!.state).toBe('skipped');
    expect(items[50]!.state).toBe('pending');
    await run('annotate', { dataset: at('raw'), by: 'person', session: folder, out: at('by-hand') });
    expect((await openDataset(at('by-hand'))).manifest.records).toBe(49);
    const { annotators, agreement, words } = await agreementCommand(at('labels'), at('by-hand'));
    expect(annotators).toEqual(['Rubric 2', 'Ada']);
    expect(agreement.texts).toBe(49);
    expect(agreement.weightedKappa!.value).toBeGreaterThan(0.8);
    expect(words).toMatch(/^κ 0\.\d\d \(.*\), fair|slight|moderate/);
    expect(agreement.confusion[0]![0]).toBeGreaterThan(15);
  });

  test('by a person needs a session, and a prompt of one’s own a place for the text', async () => {
    const by = { dataset: at('raw'), out: at('never') };
    await expect(run('annotate', { ...by, by: 'person' })).rejects.toThrow('Labels by hand need a session');
    writeFileSync(at('prompt.txt'), 'Rate it.');
    const teacher = { by: 'teacher', address: 'http://127.0.0.1:9/v1', model: 'm', prompt: at('prompt.txt') };
    await expect(run('annotate', { ...by, ...teacher })).rejects.toThrow('write {text} in its place');
  });
});

describe('classify and filter', () => {
  test('learn from labels, score every record, and keep the classifier with its figures', async () => {
    const { summary } = await run('classify', {
      dataset: at('raw'),
      from: 'labels',
      labels: at('labels'),
      out: at('scored'),
    });
    expect(summary).toMatch(/^Scored 120 records with scored: AUC 1\.000 /);
    const { manifest } = await openDataset(at('scored'));
    expect(manifest.scores).toEqual(['quality', 'worthwhile', 'label']);
    const classifier = await openClassifier(at('scored-classifier'));
    expect(classifier.manifest.parents).toEqual([(await openDataset(at('labels'))).manifest.hash]);
    expect(manifest.parameters).toMatchObject({ classifier: classifier.manifest.hash });
    expect(manifest.found).toMatchObject({ classifier: { hash: classifier.manifest.hash } });
    const session = await ort.InferenceSession.create(
      readFileSync(join(at('scored-classifier'), 'forest.onnx')),
    );
    for (const { text, scores } of (await recordsOf('scored')).slice(0, 20)) {
      const row = new ort.Tensor('float64', features(parse(text)), [1, FEATURE_NAMES.length]);
      const found = (await session.run({ features: row }))['scores']!.data as Float32Array;
      expect(Math.abs(found[0]! - scores!['quality']!)).toBeLessThan(1e-6);
      expect(Math.abs(found[1]! - scores!['worthwhile']!)).toBeLessThan(1e-6);
      expect(scores!['quality']! > 0.5).toBe(!text.startsWith('CODES'));
    }
  });

  test('a classifier that is there scores other data, and the same again', async () => {
    await run('classify', {
      dataset: at('raw'),
      from: 'classifier',
      classifier: at('scored-classifier'),
      out: at('again'),
    });
    const quality = async (name: string) => (await recordsOf(name)).map(({ scores }) => scores!['quality']);
    expect(await quality('again')).toEqual(await quality('scored'));
  });

  test('a threshold keeps what reaches it; its consequences were told before', async () => {
    const scored = await openDataset(at('scored'));
    const { records, bytes } = await keptCurve(scored);
    expect(records[0]).toBe(120);
    expect(bytes[0]).toBe(scored.manifest.bytes);
    const { kept, dropped } = Object.fromEntries(
      (await run('filter', { dataset: at('scored'), by: 'threshold', threshold: 0.5, out: at('kept') })).datasets.map(
        (dataset) => [dataset.role, dataset],
      ),
    );
    expect(kept).toMatchObject({ records: records[500], bytes: bytes[500] });
    expect(kept!.records + dropped!.records).toBe(120);
    for (const { scores, decision } of await recordsOf('kept')) {
      expect(scores!['quality']).toBeGreaterThanOrEqual(0.5);
      expect(decision).toMatch(/^kept: quality [01]\.\d{3} ≥ 0\.500$/);
    }
    const { above, below } = await nearThreshold(scored, 0.5, 3);
    expect(above).toHaveLength(3);
    expect(above[0]!.quality).toBe(Math.min(...(await recordsOf('kept')).map(({ scores }) => scores!['quality']!)));
    expect(below.every(({ quality }) => quality < 0.5)).toBe(true);
    expect(below[0]!.quality).toBeGreaterThanOrEqual(below[2]!.quality);
  });

  test('a share keeps so many, equal qualities together; unscored data is scored by the rubric first', async () => {
    await run('filter', { dataset: at('scored'), keep: 0.1, out: at('tenth') });
    expect((await openDataset(at('tenth'))).manifest.records).toBeGreaterThanOrEqual(12);
    await run('filter', { dataset: at('raw'), keep: 0.5, labels: 0.9, out: at('half') });
    const half = await recordsOf('half');
    expect(half).toHaveLength(60);
    expect(half.every(({ text }) => !text.startsWith('CODES'))).toBe(true);
    expect((await openDataset(at('half'))).manifest.scores).toEqual(['quality', 'worthwhile', 'label']);
  });

  test('a checkpoint of the lab reads the texts for the classifier, alone or beside their syntax', async () => {
    const checkpoint = at('step-00000007');
    await writeCheckpoint(checkpoint, tinyContents(7));
    for (const kind of ['embedding', 'both']) {
      await run('classify', {
        dataset: at('raw'),
        from: 'labels',
        labels: at('labels'),
        features: kind,
        checkpoint,
        windows: 1,
        out: at(kind),
      });
      const { manifest } = await openClassifier(at(`${kind}-classifier`));
      expect(manifest.features.names).toHaveLength(32 + (kind === 'both' ? FEATURE_NAMES.length : 0));
      expect(manifest.features.checkpoint).toMatch(/^[0-9a-f]{64}$/);
      expect(manifest.figures.importance.some(({ feature }) => feature === 'embedding')).toBe(true);
      expect(manifest.figures.auc!.value).toBeGreaterThan(0.9);
    }
  });

  test('in a project the classifier lies with the others, is found by its name, and nothing is made twice', async () => {
    const project = at('project');
    cpSync(at('raw'), join(project, 'datasets', 'raw-1'), { recursive: true });
    const place = projectPlace(project);
    const job = (parameters: Readonly<Record<string, unknown>>) =>
      runOperation(classify, classify.parameters.parse(parameters), place, {
        signal: new AbortController().signal,
        progress: () => undefined,
        emit: () => undefined,
      });
    const first = await job({ dataset: 'raw-1', out: 'scored' });
    const [name] = readdirSync(join(project, 'classifiers'));
    expect(name).toMatch(/^scored-[0-9a-f]{12}$/);
    expect(first.needs).toEqual([join('classifiers', name!)]);
    expect((await job({ dataset: 'raw-1', out: 'scored' })).takenUp).toBe(true);
    // The lineage leads from what was labelled through the classifier to what it scored.
    const parts = await openLabParts({ projectPath: project, door: 'browser' });
    const { columns, edges } = await lineageView(parts);
    await closeLabParts(parts);
    const node = columns.flat().find(({ kind }) => kind === 'classifier')!;
    expect(node).toMatchObject({ title: 'scored', page: { view: 'quality', id: first.datasets[0]!.id } });
    expect(node.note).toMatch(/^classifier by syntax, AUC 1\.000$/);
    const raw = (await openDataset(at('raw'))).manifest.hash;
    expect(edges).toEqual(
      expect.arrayContaining([
        { from: raw, to: node.id },
        { from: node.id, to: first.datasets[0]!.hash },
      ]),
    );
    await job({ dataset: 'raw-1', from: 'classifier', classifier: name, out: 'again' });
    rmSync(join(project, 'classifiers', name!), { recursive: true });
    const again = await job({ dataset: 'raw-1', out: 'scored' });
    expect(again).toMatchObject({ takenUp: false, datasets: [{ hash: first.datasets[0]!.hash }] });
    expect(readdirSync(join(project, 'classifiers'))).toEqual([name]);
  });

  test('say what is missing', async () => {
    const to = { dataset: at('raw'), out: at('never') };
    await expect(run('classify', { ...to, from: 'labels' })).rejects.toThrow('needs a dataset of labels');
    await expect(run('classify', { ...to, from: 'labels', labels: at('raw') })).rejects.toThrow(
      'The dataset raw has no labels; choose one that annotate made.',
    );
    await expect(run('classify', { ...to, from: 'classifier', classifier: at('raw') })).rejects.toThrow(
      'There is no classifier in',
    );
    await expect(run('classify', { ...to, features: 'embedding' })).rejects.toThrow('needs a checkpoint');
    await expect(run('filter', { ...to, by: 'threshold' })).rejects.toThrow('Least quality is missing');
    await expect(keptCurve(await openDataset(at('raw')))).rejects.toThrow('was not scored by quality yet');
    const path = join(at('scored-classifier'), 'forest.json');
    const forest = readFileSync(path, 'utf8');
    writeFileSync(path, forest.replace('0', '1'));
    await expect(openClassifier(at('scored-classifier'))).rejects.toThrow('forest.json is not what was written');
    writeFileSync(path, forest);
  });
});

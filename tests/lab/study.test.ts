import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ScoredRecord } from '../../main/node/datasets/manifest.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import type { StudyRun } from '../../main/lab/studies/run-study.ts';
import { runStudy, writeStudyFigures } from '../../main/lab/studies/run-study.ts';
import { temporaryFolder } from './open-test-lab.ts';

async function projectWithData(): Promise<string> {
  const project = temporaryFolder();
  for (const [name, body] of [
    ['sums', 'return a + b'],
    ['products', 'return a * b'],
  ] as const) {
    const records: ScoredRecord[] = Array.from({ length: 60 }, (_, at) => ({
      id: `${name}-${String(at)}`,
      text: `def f${String(at)}(a, b):\n    """Combine ${String(at)}."""\n    ${body}\n`,
      kind: 'code',
      source: name,
      meta: {},
    }));
    const description = { name, operation: 'import', parameters: {}, parents: [], scoreColumns: [] };
    await writeDataset(join(project, 'datasets', name), description, records);
  }
  return project;
}

const never = new AbortController().signal;

const run = (projectPath: string, tokens: number[], overrides: Partial<StudyRun> = {}) =>
  runStudy({
    projectPath,
    what: {
      kind: 'new',
      study: {
        name: 'Tiny',
        datasets: ['sums', 'products'],
        presets: ['nano'],
        tokens,
        seeds: [1],
        context: 16,
        batch: 2,
        vocabulary: 280,
        answer: false,
        threads: 1,
      },
    },
    stop: never,
    kill: never,
    onNote: () => undefined,
    onProgress: () => undefined,
    ...overrides,
  });

it('trains and measures a grid, makes nothing twice, goes on where it was stopped, and draws what it found', async () => {
  const project = await projectWithData();
  const first = await run(project, [64, 128]);
  expect(first.job.state).toBe('done');
  expect(first.models.map(({ dataset, tokens }) => [dataset, tokens])).toEqual([
    ['sums', 64],
    ['products', 64],
    ['sums', 128],
    ['products', 128],
  ]);
  const bits = first.models.map(({ result }) => result!.solutionLoss.bitsPerByte);
  expect(bits.every((value) => value > 0 && value < 20)).toBe(true);
  expect(new Set(bits).size).toBe(4);
  expect(first.findings.map(({ measure }) => measure)).toEqual(['solution-loss', 'held-out-loss']);

  const runs = (): Map<string, number> =>
    new Map(readdirSync(join(project, 'runs')).map((name) => [name, statSync(join(project, 'runs', name, 'run.json')).mtimeMs]));
  const before = runs();
  expect(before.size).toBe(4);

  // One more token count: stopped once its first model is on its way, then gone on with.
  const stop = new AbortController();
  let job = '';
  const stopped = run(project, [64, 128, 4_800], {
    stop: stop.signal,
    onProgress: (view) => {
      job = view.id;
      if (view.progress?.doing.startsWith('model 5 of 6') === true) stop.abort();
    },
  });
  await expect(stopped).rejects.toThrow(/^Study: Tiny was stopped; what it finished is kept/);
  const resumed = await run(project, [], { what: { kind: 'resume', job } });
  expect(resumed.models.map(({ result }) => result!.solutionLoss.bitsPerByte).slice(0, 4)).toEqual(bits);
  const after = runs();
  expect(after.size).toBe(6);
  for (const [name, changed] of before) expect(after.get(name)).toBe(changed);

  // Three amounts of compute are enough for a line.
  const loss = resumed.findings.find(({ measure }) => measure === 'solution-loss')!;
  expect(loss.series.map(({ powerLaw }) => powerLaw?.state)).toEqual(['fitted', 'fitted']);
  const figures = join(project, 'figures');
  const printer = { print: () => Promise.resolve(Buffer.from('%PDF')), missing: () => null };
  expect(await writeStudyFigures(resumed, figures, printer)).toBeNull();
  expect(readdirSync(figures).sort()).toEqual(
    ['held-out-loss', 'solution-loss'].flatMap((name) => [`${name}.csv`, `${name}.pdf`, `${name}.svg`]),
  );
  const without = join(project, 'without');
  expect(await writeStudyFigures(resumed, without, { ...printer, missing: () => 'No Chromium.' })).toBe('No Chromium.');
  expect(readdirSync(without).filter((name) => name.endsWith('.pdf'))).toEqual([]);
  expect(readFileSync(join(figures, 'solution-loss.svg'), 'utf8').match(/<circle/g)).toHaveLength(6);
  expect(readFileSync(join(figures, 'solution-loss.csv'), 'utf8').trim().split('\n')).toHaveLength(7);
});

it('says what is wrong before anything starts', async () => {
  const project = await projectWithData();
  await expect(run(project, [0.5])).rejects.toThrow(/^The study's tokens\.0 is not right/);
  const study = { name: 'x', datasets: ['none'], presets: ['nano'], tokens: [64], seeds: [1] };
  await expect(run(project, [], { what: { kind: 'new', study } })).rejects.toThrow(/none/);
  await expect(run(project, [], { what: { kind: 'show', job: 'nothing' } })).rejects.toThrow(
    'There is no job "nothing" in this project.',
  );
});

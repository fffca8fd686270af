import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import { evidenceIn, readGroups, readPairs, readPairsAbout } from '../../main/node/corpus/evidence.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { readRecords } from '../../main/node/datasets/read-records.ts';
import { temporaryFolder } from './open-test-lab.ts';

const run = (name: string, parameters: Readonly<Record<string, unknown>>) =>
  runOperationHere({
    name,
    parameters,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

/** Twelve different functions of some length. */
const source = (seed: number, name = 'total', value = 'item'): string => {
  const lines = Array.from({ length: 8 }, (_, at) => `        ${name} += ${value} * ${seed * 100 + at}\n`);
  return `def gather_${seed}(items):\n    ${name} = ${seed}\n    for ${value} in items:\n${lines.join('')}    return ${name}\n`;
};

async function dataset(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'code'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'code', name), text);
  const out = join(folder, 'raw');
  await run('import', { paths: [join(folder, 'code')], out });
  return out;
}

async function decisions(folder: string): Promise<[string, string | undefined][]> {
  const found: [string, string | undefined][] = [];
  for await (const { id, decision } of readRecords(await openDataset(folder))) found.push([id, decision]);
  return found;
}

const files = {
  'a.py': source(1),
  'b.py': source(2),
  'c-copy-of-a.py': `${source(1).replaceAll('\n', '   \n')}\n\n`,
  'd-nearly-b.py': `${source(2)}print(gather_2([1]))\n`,
  'e-a-renamed.py': source(1, 'sum_so_far', 'entry').replace('gather_1', 'collect'),
};

test.each([
  ['exact', ['c-copy-of-a.py'], 'the same text as folder/code/a.py'],
  ['near', ['c-copy-of-a.py', 'd-nearly-b.py'], 'shares 100.0 % of its shingles with folder/code/a.py'],
  [
    'structure',
    ['c-copy-of-a.py', 'e-a-renamed.py'],
    'the same syntax tree as folder/code/a.py, but for names',
  ],
] as const)('dedup by %s drops what repeats, and says what of', async (by, dropped, reason) => {
  const raw = await dataset(files);
  const out = join(temporaryFolder(), 'kept');
  const { datasets } = await run('dedup', { dataset: raw, out, by });
  expect(await decisions(`${out}-dropped`)).toEqual(
    dropped.map((name, at) => [
      `folder/code/${name}`,
      at === 0 ? `dropped: ${reason}` : expect.stringMatching(/^dropped: .* folder\/code\/[ab]\.py/),
    ]),
  );
  expect(datasets.map(({ role, records }) => [role, records])).toEqual([
    ['kept', 5 - dropped.length],
    ['dropped', dropped.length],
  ]);
  const groups = await readGroups(`${out}-dropped`, { offset: 0, limit: 10, query: '' });
  expect(groups.rows.flatMap(({ members }) => members.map(({ id }) => id)).sort()).toEqual(
    dropped.map((name) => `folder/code/${name}`).sort(),
  );
  expect(groups.rows[0]!.kept).toBe('folder/code/a.py');
  expect(groups.rows[0]!.members[0]!.like).toBe('folder/code/a.py');
  expect(evidenceIn(`${out}-dropped`)).toBe('groups');
  const { hash } = (await openDataset(raw)).manifest;
  expect((await openDataset(out)).manifest.parents).toEqual([hash]);
});

test('decontaminate drops copies of problems, renamed or reformatted too, and nothing that is independent', async () => {
  const problem = {
    task_id: 'Test/0',
    prompt:
      'def gather_1(items):\n    """Add up every item of a list, each eight times over, with a factor of its own that grows by one each time."""\n',
    entry_point: 'gather_1',
    canonical_solution: source(1).split('\n').slice(1).join('\n'),
    test: 'def check(candidate):\n    assert candidate([]) == 1\n',
  };
  const benchmark = join(temporaryFolder(), 'problems.jsonl');
  writeFileSync(benchmark, `${JSON.stringify(problem)}\n`);
  const raw = await dataset({
    ...files,
    'f-docstring.py': `def other():\n    """In short: ${problem.prompt.split('"""')[1]!}"""\n    return []\n`,
  });
  const out = join(temporaryFolder(), 'clean');
  const { details } = await run('decontaminate', { dataset: raw, out, benchmarks: [benchmark] });
  expect((await decisions(out)).map(([id]) => id)).toEqual([
    'folder/code/b.py',
    'folder/code/d-nearly-b.py',
  ]);
  const reasons = new Map(await decisions(`${out}-dropped`));
  expect(reasons.get('folder/code/f-docstring.py')).toMatch(/^dropped: \d\d words in a row of Test\/0: /);
  expect(reasons.get('folder/code/e-a-renamed.py')).toBe(
    'dropped: syntax tree like that of Test/0 by 1.000',
  );
  expect(details).toMatchObject({ touchedProblems: ['Test/0'] });
  const pairs = await readPairs(`${out}-dropped`, { offset: 1, limit: 1, query: 'renamed' });
  expect(pairs).toEqual({ total: 1, rows: [] });
  const [renamed] = (await readPairs(`${out}-dropped`, { offset: 0, limit: 9, query: 'renamed' })).rows;
  expect(renamed).toEqual({
    recordId: 'folder/code/e-a-renamed.py',
    taskId: 'Test/0',
    by: ['syntax'],
    longestRun: 0,
    run: '',
    matchRate: 1,
    orderedRate: 1,
    distance: null,
  });
  const about = readPairsAbout(`${out}-dropped`);
  expect(about.thresholds).toMatchObject({ ngram: 13, matchRate: 0.95, distance: null });
  expect(about.problems['Test/0']).toContain('def gather_1');
});

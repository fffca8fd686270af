import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { operationNamed } from '../../main/jobs/data/data-job.ts';
import { projectPlace } from '../../main/jobs/data/place.ts';
import { runOperation } from '../../main/jobs/data/run-operation.ts';
import { copyCalls } from '../../main/lab/data/copies.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { temporaryFolder } from './open-test-lab.ts';

const body = (name: string): string =>
  `    ${name} = []\n    last = None\n    for item in values:\n        if item != last:\n            ${name}.append(item)\n        last = item\n    return ${name}\n`;
const text = (name: string, docstring: string): string =>
  `def squeeze(values):\n    """${docstring}"""\n${body(name)}`;
const other = 'def words(line):\n    """Split a line."""\n    return line.split()\n';

test('what an operation dropped can be read in groups and pairs, with both texts', async () => {
  const path = temporaryFolder();
  const datasets = join(path, 'datasets');
  const records = Object.entries({
    first: text('found', 'Leave out what repeats the value before it.'),
    second: text('found', 'Leave out what repeats the value before it, once.'),
    third: other,
  }).map(([id, content]) => ({ id, text: content, kind: 'exercise' as const, source: 's', meta: {} }));
  await writeDataset(
    join(datasets, 'raw'),
    { name: 'raw', operation: 'test', parameters: {}, parents: [] },
    records,
  );
  const benchmark = join(path, 'one.jsonl');
  writeFileSync(
    benchmark,
    `${JSON.stringify({
      task_id: 'Test/0',
      prompt: 'def squeeze(values):\n    """Drop repeats."""\n',
      entry_point: 'squeeze',
      canonical_solution: body('kept'),
      test: 'def check(candidate):\n    assert candidate([]) == []\n',
    })}\n`,
  );
  const run = (name: string, parameters: Record<string, unknown>) =>
    runOperation(operationNamed(name), parameters, projectPlace(path), {
      signal: new AbortController().signal,
      progress: () => undefined,
      emit: () => undefined,
    });
  await run('dedup', { dataset: 'raw', by: 'near', similarity: 0.6, out: 'unique' });
  await run('decontaminate', { dataset: 'raw', benchmarks: [benchmark], out: 'clean' });

  const parts = { project: { path, datasets } } as unknown as LabParts;
  const calls = copyCalls(parts);
  const reports = await calls['copies.reports'](undefined);
  expect(reports.map(({ kind, name, dropped, found }) => [kind, name, dropped, found]).sort()).toEqual([
    ['groups', 'raw', 1, 1],
    ['pairs', 'raw', 2, 2],
  ]);
  const idOf = (kind: 'groups' | 'pairs') => reports.find((report) => report.kind === kind)!.datasetId;
  const page = { offset: 0, limit: 10, query: '' };

  const groups = await calls['copies.groups']({ dataset: idOf('groups'), ...page });
  expect(groups.rows).toEqual([
    { kept: 'first', members: [expect.objectContaining({ id: 'second', like: 'first' })] },
  ]);
  const twins = { dataset: idOf('groups'), record: 'second', with: { record: 'first' } };
  expect(await calls['copies.texts'](twins)).toEqual({ left: records[0]!.text, right: records[1]!.text });

  const pairs = await calls['copies.pairs']({ dataset: idOf('pairs'), ...page, query: 'second' });
  expect(pairs.rows).toEqual([
    expect.objectContaining({ recordId: 'second', taskId: 'Test/0', by: ['syntax'], matchRate: 1 }),
  ]);
  expect(pairs.thresholds).toMatchObject({ ngram: 13, matchRate: 0.95 });
  const close = { dataset: idOf('pairs'), record: 'first', with: { task: 'Test/0' } };
  expect((await calls['copies.texts'](close)).left).toContain('"""Drop repeats."""');
  expect(await calls['copies.texts']({ ...close, record: 'nobody' })).toMatchObject({ right: null });

  await expect(calls['copies.groups']({ dataset: idOf('pairs'), ...page })).rejects.toThrow(
    'was not made by removing duplicates; choose another dataset.',
  );
  await expect(calls['copies.pairs']({ dataset: basename(join(datasets, 'raw')), ...page })).rejects.toThrow(
    'raw was not made by removing what is close to a benchmark',
  );
  expect(await calls['copies.studies'](undefined)).toEqual([]);
});

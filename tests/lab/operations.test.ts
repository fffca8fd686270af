import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import type { OperationField } from '../../main/core/operation-field.ts';
import { defaultOf } from '../../main/core/operation-field.ts';
import { operations } from '../../main/jobs/data/registry.ts';
import { dispatch } from '../../main/lab/dispatch.ts';
import { makeCalls } from '../../main/lab/calls.ts';
import { closeLabParts, openLabParts } from '../../main/lab/lab.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { listOperations, operationReport, startOperation } from '../../main/lab/data/operations.ts';
import { listDatasets } from '../../main/node/datasets/open-dataset.ts';
import { temporaryFolder, until } from './open-test-lab.ts';

async function openLab(): Promise<LabParts> {
  const parts = await openLabParts({ projectPath: temporaryFolder(), door: 'browser' });
  onTestFinished(() => closeLabParts(parts));
  return parts;
}

/** A folder with four files of Python, two of them the same. */
function sources(): string {
  const folder = join(temporaryFolder(), 'code');
  mkdirSync(folder);
  const body = (name: string): string => `def ${name}(items):\n    return sum(items) + len(items)\n`;
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.py`), body(name));
  writeFileSync(join(folder, 'd.py'), body('a'));
  return folder;
}

async function finish(parts: LabParts, name: string, parameters: Record<string, unknown>) {
  const start = await startOperation(parts, { name, parameters });
  if (start.state === 'refused') throw new Error(JSON.stringify(start.problems));
  const jobId = start.job.id;
  const result = await until(`${name} to end`, async () => {
    const job = (await makeCalls(parts)['jobs.list'](undefined)).find(({ id }) => id === jobId);
    if (job?.error) throw new Error(job.error.message);
    return job?.state === 'done' && (await operationReport(parts, { jobId })).result;
  });
  return { title: start.job.title, result };
}

/** What a person might enter where there is no default. */
function entry(field: OperationField): unknown {
  if (field.optional) return undefined;
  switch (field.type) {
    case 'number':
    case 'integer':
      return field.min ?? 1;
    case 'choice':
      return field.options[0]?.value;
    case 'mixture':
      return [{ dataset: 'x', weight: 1 }];
    case 'datasets':
    case 'benchmarks':
      return ['x'];
    case 'path':
      return field.many ? ['x'] : 'x';
    default:
      return 'x';
  }
}

describe('every operation', () => {
  it.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s has one field for each parameter, whose defaults its schema takes',
    (_, { fields, parameters }) => {
      const entered = fields.map((field) => [field.name, defaultOf(field) ?? entry(field)]);
      const parsed = parameters.parse(Object.fromEntries(entered));
      const names = fields.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
      expect(Object.keys(parsed).filter((name) => !names.includes(name))).toEqual([]);
      for (const { when } of fields) if (when) expect(names).toContain(when.field);
    },
  );

  it('crosses to a window as it is', () => {
    expect(JSON.parse(JSON.stringify(listOperations()))).toEqual(listOperations());
  });
});

test('a data job makes datasets with their parents, and takes up what is already made', async () => {
  const parts = await openLab();
  const code = sources();
  const first = await finish(parts, 'import', { paths: [code], out: 'My code' });
  expect(first.title).toBe('Import: My code');
  const raw = first.result.datasets[0]!;
  expect(raw).toMatchObject({ role: 'dataset', name: 'My code', records: 4 });
  expect(raw.id).toMatch(/^my-code-[0-9a-f]{12}$/);

  const second = await finish(parts, 'dedup', { dataset: raw.id, by: 'exact' });
  expect(second.title).toBe('Remove duplicates: My code');
  expect(second.result).toMatchObject({
    takenUp: false,
    reasons: [{ reason: 'the same text', records: 1 }],
    datasets: [
      { role: 'kept', name: 'unique', records: 3 },
      { role: 'dropped', name: 'unique-dropped', records: 1 },
    ],
  });
  const listed = await makeCalls(parts)['datasets.list'](undefined);
  expect(listed.map(({ id, parents }) => [id, parents])).toEqual([
    [raw.id, []],
    ...second.result.datasets.map(({ id }) => [id, [raw.hash]]),
  ]);

  const again = await finish(parts, 'dedup', { dataset: raw.id, by: 'exact' });
  expect(again.result).toEqual({ ...second.result, takenUp: true });
  expect(await listDatasets(parts.project.datasets)).toHaveLength(3);

  // One of its datasets is gone: only that one is written anew.
  rmSync(join(parts.project.datasets, second.result.datasets[1]!.id), { recursive: true });
  const mended = await finish(parts, 'dedup', { dataset: raw.id, by: 'exact' });
  expect(mended.result.takenUp).toBe(false);
  expect(mended.result.datasets).toEqual(second.result.datasets);
});

test('parameters that cannot be used come back with their fields, and no job is made', async () => {
  const parts = await openLab();
  const answer = await dispatch(makeCalls(parts), {
    id: 1,
    call: 'operations.start',
    input: {
      name: 'dedup',
      parameters: { dataset: 'nowhere', by: 'touch', similarity: 7, out: '', colour: 'red' },
    },
  });
  const folder = join(parts.project.datasets, 'nowhere');
  expect(answer).toEqual({
    id: 1,
    ok: true,
    output: {
      state: 'refused',
      problems: [
        { field: null, message: 'Remove duplicates has no parameter "colour".' },
        {
          field: 'dataset',
          message: `There is no dataset at ${folder} (no manifest.json); check the path.`,
        },
        {
          field: 'by',
          message: 'Two count as one when is "touch"; choose one of exact, near, structure.',
        },
        { field: 'similarity', message: 'Least similarity is 7; it must be at most 1.' },
      ],
    },
  });
  expect(await makeCalls(parts)['jobs.list'](undefined)).toEqual([]);
});

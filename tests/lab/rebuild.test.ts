import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { temporaryFolder } from './open-test-lab.ts';

const run = (name: string, parameters: Readonly<Record<string, unknown>>) =>
  runOperationHere({
    name,
    parameters,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

async function rawAndUnique(): Promise<{ folder: string; code: string; raw: string; unique: string }> {
  const folder = temporaryFolder();
  const code = join(folder, 'code');
  mkdirSync(code);
  for (const [at, name] of ['a', 'b', 'c'].entries()) {
    writeFileSync(join(code, `${name}.py`), `def f(x):\n    return x + ${at % 2}\n`);
  }
  const raw = join(folder, 'raw');
  const unique = join(folder, 'unique');
  await run('import', { paths: [code], out: raw });
  await run('dedup', { dataset: raw, by: 'exact', out: unique });
  return { folder, code, raw, unique };
}

test('a dataset that is made again from its parents and parameters has the same hash, and leaves nothing behind', async () => {
  const { folder, raw, unique } = await rawAndUnique();
  for (const dataset of [raw, unique, `${unique}-dropped`]) {
    const { summary, details } = await run('rebuild', { dataset });
    expect(summary).toMatch(/came out the same: its \d records have the same hash, [0-9a-f]{12}…\.$/);
    const { contentHash } = (await openDataset(dataset)).manifest;
    expect(details).toEqual({ same: true, contentHash: { before: contentHash, now: contentHash } });
  }
  expect(readdirSync(folder).sort()).toEqual(['code', 'raw', 'unique', 'unique-dropped']);
});

test('one that comes out different says what differs, and keeps what was made to be looked at', async () => {
  const { folder, code, raw, unique } = await rawAndUnique();
  writeFileSync(join(code, 'd.py'), 'def g(y):\n    return y * 7\n');
  const { summary, details } = await run('rebuild', { dataset: raw });
  expect(summary).toMatch(
    /^raw came out different: it has 4 records now, and had 3\. What was made now is in .*rebuilt-[0-9a-f]{8}\/raw\.$/,
  );
  expect(existsSync((details as { folder: string }).folder)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith('raw.rebuilt-'))).toHaveLength(1);

  const origin = join(unique, 'operation.json');
  writeFileSync(origin, readFileSync(origin, 'utf8').replace('"exact"', '"structure"'));
  expect((await run('rebuild', { dataset: unique })).details).toMatchObject({ same: true });
});

test('one whose making is not written down is refused with what to do', async () => {
  const folder = temporaryFolder();
  await writeDataset(
    join(folder, 'mixed'),
    { name: 'mixed', operation: 'mix', parameters: {}, parents: [] },
    [{ id: 'a', text: 'x', kind: 'code', source: 's', meta: {} }],
  );
  await expect(run('rebuild', { dataset: join(folder, 'mixed') })).rejects.toThrow(
    'mixed was made by "mix", and what that was given is not written down or no longer here; run the recipe again to make it anew.',
  );
});

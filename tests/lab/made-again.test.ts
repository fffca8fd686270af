import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDataset } from '../../main/jobs/recipe/datasets.ts';
import type { StageContext } from '../../main/jobs/recipe/stage.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { temporaryFolder } from './open-test-lab.ts';

const description = { name: 'kept', operation: 'filter', parameters: { seed: 1 }, parents: [] };
const records = (text: string) => [
  { id: 'one', text, kind: 'code' as const, source: 'a test', meta: {} },
];

function openStage() {
  const projectDir = temporaryFolder();
  const context = (round: string | null): StageContext => ({
    ...{ id: 'job', jobDir: projectDir, projectDir, params: {}, round },
    signal: new AbortController().signal,
    emit: () => undefined,
    progress: () => undefined,
  });
  const make = (round: string | null, text: string) => makeDataset(context(round), description, records(text));
  return { projectDir, make, folders: () => readdirSync(join(projectDir, 'datasets')) };
}

describe('a dataset of the recipe', () => {
  it('is taken as it is, without reading what it would be made of', async () => {
    const { make } = openStage();
    const first = await make(null, 'x = 1');
    expect(await make(null, 'x = 2')).toEqual(first);
  });

  it('stays the only one when it is made again and comes out the same', async () => {
    const { make, folders } = openStage();
    const first = await make(null, 'x = 1');
    expect(await make('a1b2c3', 'x = 1')).toEqual(first);
    expect(folders()).toHaveLength(1);
  });

  it('stands beside the old one when it comes out different, once', async () => {
    const { projectDir, make, folders } = openStage();
    const first = await make(null, 'x = 1');
    const other = await make('a1b2c3', 'x = 2');
    expect(other.hash).not.toBe(first.hash);
    expect(other.folder).toBe(`${first.folder}-${other.hash.slice(0, 6)}`);
    expect((await openDataset(join(projectDir, first.folder))).manifest.hash).toBe(first.hash);
    expect(await make('d4e5f6', 'x = 2')).toEqual(other);
    expect(folders()).toHaveLength(2);
  });

  it('that was damaged is made anew', async () => {
    const { projectDir, make } = openStage();
    const { folder } = await make(null, 'x = 1');
    const shard = readdirSync(join(projectDir, folder)).find((name) => name.endsWith('.parquet'))!;
    writeFileSync(join(projectDir, folder, shard), 'not a table');
    await expect(make(null, 'x = 1')).rejects.toThrow();
    const again = await make('a1b2c3', 'x = 1');
    expect(again.folder).not.toBe(folder);
    expect((await openDataset(join(projectDir, again.folder))).manifest.records).toBe(1);
  });
});

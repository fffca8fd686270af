import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import { writeCheckpoint } from '../../../main/node/checkpoints/write-checkpoint.ts';
import { checkpointIdentity, embedDataset } from '../../../main/node/corpus/embed-dataset.ts';
import { openDataset } from '../../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { config, tinyContents } from '../checkpoints/tiny-checkpoint.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const root = temporaryFolder();
const cache = join(root, 'cache');
const checkpoint = join(root, 'step-00000007');
await writeCheckpoint(checkpoint, tinyContents(7));

const records = (count: number): CorpusRecord[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `r${String(at)}`,
    text: `x = ${String(at)}`,
    kind: 'code',
    source: 'test',
    meta: {},
  }));

async function datasetOf(name: string, count: number) {
  const description = { name, operation: 'import', parameters: {}, parents: [] };
  await writeDataset(join(root, name), description, records(count));
  return openDataset(join(root, name));
}

describe('the embeddings of a dataset', () => {
  it('are computed once and read from the cache afterwards', async () => {
    const dataset = await datasetOf('small', 3);
    const told: number[] = [];
    const onProgress = (done: number) => told.push(done);
    const first = await embedDataset(dataset, { checkpoint, cache, onProgress });
    expect(first.info).toMatchObject({ records: 3, width: config.width });
    expect(told.at(-1)).toBe(3);
    const vectors = await first.all();
    expect(vectors.every(Number.isFinite)).toBe(true);
    expect(await first.rows(1, 1)).toEqual(vectors.slice(config.width, 2 * config.width));
    told.length = 0;
    const again = await embedDataset(dataset, { checkpoint, cache, onProgress });
    expect(told).toEqual([]);
    expect(await again.all()).toEqual(vectors);
    const rows: Float32Array[] = [];
    for await (const row of again) rows.push(row);
    expect(rows).toHaveLength(3);
    expect(rows[2]).toEqual(vectors.slice(2 * config.width));
  });

  it('go on behind the last chunk that was written whole', async () => {
    const dataset = await datasetOf('large', 1030);
    const whole = await (await embedDataset(dataset, { checkpoint, cache: join(root, 'other') })).all();
    const stop = new AbortController();
    const stopped = embedDataset(dataset, {
      checkpoint,
      cache: join(root, 'stopped'),
      signal: stop.signal,
      onProgress: (done) => {
        if (done >= 1024) stop.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    const [key] = readdirSync(join(root, 'stopped'));
    expect(readdirSync(join(root, 'stopped', key!))).toEqual(['vectors-000000.f32']);
    const told: number[] = [];
    const resumed = await embedDataset(dataset, {
      checkpoint,
      cache: join(root, 'stopped'),
      onProgress: (done) => told.push(done),
    });
    expect(told[0]).toBe(1024);
    expect(await resumed.all()).toEqual(whole);
  });

  it('are made again where a file of them is missing or cut short', async () => {
    const dataset = await datasetOf('damaged', 2);
    const own = join(root, 'damaged-cache');
    const whole = await (await embedDataset(dataset, { checkpoint, cache: own })).all();
    const file = join(own, readdirSync(own)[0]!, 'vectors-000000.f32');
    writeFileSync(file, 'short');
    expect(await (await embedDataset(dataset, { checkpoint, cache: own })).all()).toEqual(whole);
    rmSync(file);
    expect(await (await embedDataset(dataset, { checkpoint, cache: own })).all()).toEqual(whole);
  });

  it('belong to the weights and the tokenizer', async () => {
    const other = join(root, 'step-00000008');
    await writeCheckpoint(other, tinyContents(8));
    expect(await checkpointIdentity(other)).not.toBe(await checkpointIdentity(checkpoint));
    rmSync(join(other, 'model.safetensors'));
    await expect(checkpointIdentity(other)).rejects.toThrow('holds no weights');
  });
});

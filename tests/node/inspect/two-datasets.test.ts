import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ScoredRecord } from '../../../main/node/datasets/manifest.ts';
import type { Dataset } from '../../../main/node/datasets/open-dataset.ts';
import { openDataset } from '../../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { changedTexts, reasonsOf, samplesOf } from '../../../main/node/inspect/changes.ts';
import { compareDatasets } from '../../../main/node/inspect/compare.ts';
import { exportRecords } from '../../../main/node/inspect/export.ts';
import { droppedFor, findPassage, namedIn } from '../../../main/node/inspect/find-record.ts';
import { matchesOf } from '../../../main/node/inspect/matches.ts';
import { recordsWhere, runSelect } from '../../../main/node/inspect/sql.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const root = temporaryFolder();
let before: Dataset;
let after: Dataset;
let dropped: Dataset;

const record = (index: number, more: Partial<ScoredRecord> = {}): ScoredRecord => ({
  id: `lib/r${index}.py`,
  text: `x = ${index}\n`,
  kind: 'code',
  source: `r${index}.py`,
  meta: { index },
  scores: { quality: index / 40 },
  ...more,
});

async function make(name: string, operation: string, records: readonly ScoredRecord[]): Promise<Dataset> {
  const about = { name, operation, parameters: {}, parents: [], scoreColumns: ['quality'] };
  await writeDataset(join(root, name), about, records);
  return openDataset(join(root, name));
}

beforeAll(async () => {
  const all = Array.from({ length: 40 }, (_, index) => record(index));
  before = await make('before', 'import', all);
  after = await make('after', 'dedup: kept', [
    ...all.slice(0, 20),
    record(20, { text: 'changed = 20\n' }),
    record(99, { id: 'new', text: 'x = 5\n' }),
    record(98, { id: 'newer', text: 'other\n' }),
  ]);
  dropped = await make('after-dropped', 'dedup: dropped', [
    record(30, { decision: 'dropped: the same text as lib/r1.py' }),
    record(31, { decision: 'dropped: shares 91.2 % of its shingles with lib/r1.py, through lib/r30.py' }),
    record(32, { decision: 'dropped: shares 88.0 % of its shingles with vendor/lib/r1.py' }),
  ]);
});

describe('two datasets side by side', () => {
  test('overlap by id and by text, and show what is in one alone', async () => {
    const { byId, byText, examples, columns } = await compareDatasets(before, after);
    expect(byId).toEqual({ both: 21, onlyFirst: 19, onlySecond: 2 });
    expect(byText).toEqual({ both: 20, onlyFirst: 20, onlySecond: 2 });
    expect(examples.onlySecond.map(({ id }) => id)).toEqual(['lib/r20.py', 'newer']);
    expect(examples.onlyFirst[0]!.id).toBe('lib/r20.py');
    expect(examples.both[0]).toMatchObject({ first: { id: 'lib/r20.py' }, sameText: false });
    expect(examples.both[1]).toMatchObject({ sameText: true });
    const quality = columns.find(({ column }) => column === 'quality')!;
    expect(quality.edges).toHaveLength(quality.first.length + 1);
    expect(quality.first.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(quality.second.reduce((sum, count) => sum + count, 0)).toBe(23);
    expect([quality.first.at(-1), quality.second.at(-1)]).toEqual([0, 2]);
  });
});

describe('a step', () => {
  test('says which texts it changed, and shows them whole', async () => {
    expect(await changedTexts([before], after)).toEqual({
      records: 1,
      samples: [{ id: 'lib/r20.py', before: 'x = 20\n', after: 'changed = 20\n' }],
    });
    expect(await changedTexts([], after)).toEqual({ records: 0, samples: [] });
  });

  test('counts its reasons without the numbers in them', async () => {
    const reasons = await reasonsOf(dropped);
    expect(reasons.map(({ reason, records }) => [records, reason])).toEqual([
      [1, 'dropped: shares … % of its shingles with lib/r….py, through lib/r….py'],
      [1, 'dropped: shares … % of its shingles with vendor/lib/r….py'],
      [1, 'dropped: the same text as lib/r….py'],
    ]);
    expect((await samplesOf(dropped)).map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
  });
});

describe('a record', () => {
  test('is found in another dataset by its id, else by its text', async () => {
    const asked = { id: 'lib/r5.py', text: 'x = 5\n', bytes: 6 };
    expect(await findPassage(after, asked)).toMatchObject({ recordId: 'lib/r5.py', sameText: true });
    expect(await findPassage(after, { ...asked, id: 'elsewhere' })).toMatchObject({ recordId: 'lib/r5.py' });
    expect(await findPassage(after, { id: 'lib/r20.py', text: 'x = 20\n', bytes: 7 })).toMatchObject({
      sameText: false,
    });
    expect(await findPassage(after, { id: 'lib/r39.py', text: 'x = 39\n', bytes: 7 })).toBeNull();
  });

  test('belongs to the group of duplicates whose reasons name it, and only if they name it whole', async () => {
    expect((await droppedFor(dropped, 'lib/r1.py', 10)).map(({ recordId }) => recordId)).toEqual([
      'lib/r30.py',
      'lib/r31.py',
    ]);
    expect(await namedIn(after, 'dropped: shares 91.2 % of its shingles with lib/r1.py, through x')).toBe(
      'lib/r1.py',
    );
    expect(await namedIn(after, 'kept: quality 0.9')).toBeNull();
  });
});

describe('an export', () => {
  test('holds the matching records in their order, as JSON lines', async () => {
    const filters = [{ by: 'range', column: 'quality', from: 0.1, to: 0.15, closed: true }] as const;
    const path = join(root, 'exports', 'few.jsonl');
    const made = await exportRecords(before, await matchesOf(before, { filters }), { path, format: 'jsonl' });
    expect(made).toMatchObject({ path, records: 3 });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [4, 5, 6].map((index) => ({
        id: `lib/r${index}.py`,
        text: `x = ${index}\n`,
        kind: 'code',
        source: `r${index}.py`,
        license: null,
        bytes: 6,
        decision: null,
        quality: index / 40,
        meta: { index },
      })),
    );
  });

  test('as Parquet can be read again, and never replaces a file', async () => {
    const path = join(root, 'exports', 'all.parquet');
    expect(await exportRecords(before, 'all', { path, format: 'parquet' })).toMatchObject({ records: 40 });
    expect(existsSync(path)).toBe(true);
    await expect(exportRecords(before, 'all', { path, format: 'parquet' })).rejects.toThrow(
      `There is already something at ${path}; choose another name.`,
    );
  });

  test('to where nothing can be written says so and leaves nothing behind', async () => {
    mkdirSync(join(root, 'file'), { recursive: true });
    writeFileSync(join(root, 'file', 'plain'), '');
    const path = join(root, 'file', 'plain', 'x.jsonl');
    await expect(exportRecords(before, 'all', { path, format: 'jsonl' })).rejects.toThrow(/cannot|is not/i);
  });

  test('takes a SQL condition that can reach nothing but the records', async () => {
    expect([...(await recordsWhere(before, 'quality > 0.9 -- the best'))]).toEqual([37, 38, 39]);
    await expect(recordsWhere(before, 'qualty > 0.9')).rejects.toThrow(
      'The condition qualty > 0.9 cannot be used: Referenced column "qualty" not found in FROM clause. Did you mean quality?',
    );
    await expect(recordsWhere(before, "id IN (SELECT * FROM read_csv('/etc/passwd'))")).rejects.toThrow(
      /out of reach/,
    );
    await expect(recordsWhere(before, "true); COPY data TO 'x.csv'; SELECT (1")).rejects.toThrow(
      /statements|Only reading/,
    );
    expect(await runSelect(new Map([['data', before]]), 'SELECT 1')).toMatchObject({ rows: [[1]] });
  });
});

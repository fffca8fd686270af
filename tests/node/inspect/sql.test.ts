import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Dataset } from '../../../main/node/datasets/open-dataset.ts';
import { openDataset } from '../../../main/node/datasets/open-dataset.ts';
import { writeDataset } from '../../../main/node/datasets/write-dataset.ts';
import { runSelect } from '../../../main/node/inspect/sql.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';

const root = temporaryFolder();
const tables = new Map<string, Dataset>();

beforeAll(async () => {
  const records = Array.from({ length: 30 }, (_, index) => ({
    id: `r${index}`,
    text: `x = ${index}\n`,
    kind: 'code' as const,
    source: `file-${index % 3}.py`,
    meta: { index },
    scores: { quality: index / 30 },
  }));
  for (const name of ['data', 'other']) {
    const folder = join(root, name);
    const about = { name, operation: 'import', parameters: {}, parents: [], scoreColumns: ['quality'] };
    await writeDataset(folder, about, name === 'data' ? records : records.slice(0, 5));
    tables.set(name, await openDataset(folder));
  }
});

const refusal = async (sql: string): Promise<string> => {
  const answer = await runSelect(tables, sql);
  expect(answer.state).toBe('refused');
  return answer.state === 'refused' ? answer.message : '';
};

test('a SELECT gives columns with their types, and numbers as numbers', async () => {
  const answer = await runSelect(
    tables,
    `-- how many
     SELECT source, count(*) AS n, max(quality) > 0.9 AS good FROM data GROUP BY source ORDER BY source`,
  );
  expect(answer).toMatchObject({
    state: 'rows',
    columns: [
      { name: 'source', type: 'VARCHAR' },
      { name: 'n', type: 'BIGINT' },
      { name: 'good', type: 'BOOLEAN' },
    ],
    rows: [
      ['file-0.py', 10, false],
      ['file-1.py', 10, true],
      ['file-2.py', 10, true],
    ],
    more: false,
  });
});

test('other datasets can be asked by their names, and the shards of those that are not named cannot', async () => {
  const joined = await runSelect(tables, 'SELECT count(*) FROM data JOIN other USING (id)');
  expect(joined).toMatchObject({ rows: [[5]] });
  expect(
    await refusal(`SELECT * FROM read_parquet('${join(root, 'other', 'shard-00000.parquet')}x')`),
  ).toMatch(/out of reach/);
});

test('what is more than can be shown is cut, and said to be', async () => {
  expect(await runSelect(tables, 'FROM data', { rows: 4, timeoutMs: 10_000 })).toMatchObject({
    more: true,
    rows: { length: 4 },
  });
  const long = await runSelect(tables, "SELECT repeat('ab', 5000) AS text");
  expect(long.state === 'rows' && String(long.rows[0]![0]).length).toBe(2_001);
});

const evil = join(root, 'evil.csv');
test.each([
  ['INSERT INTO data VALUES (1)', 'INSERT'],
  ["UPDATE data SET text = ''", 'UPDATE'],
  ['DELETE FROM data', 'DELETE'],
  ['DROP VIEW data', 'DROP'],
  ['CREATE TABLE t (a INT)', 'CREATE'],
  [`COPY data TO '${evil}'`, 'COPY'],
  [`EXPORT DATABASE '${evil}'`, 'EXPORT'],
  ["ATTACH 'x.db'", 'ATTACH'],
  ['INSTALL httpfs', 'INSTALL'],
  ['LOAD httpfs', 'LOAD'],
  ["PRAGMA table_info('data')", 'PRAGMA'],
  ["PRAGMA memory_limit = '8GB'", 'PRAGMA'],
  ['SET threads = 4', 'SET'],
  ['SET enable_external_access = true', 'SET'],
  ['RESET lock_configuration', 'RESET'],
  ['CALL pragma_version()', 'CALL'],
  [`EXPLAIN ANALYZE COPY data TO '${evil}'`, 'EXPLAIN'],
  [`/* SELECT */ COPY data TO '${evil}'`, 'COPY'],
] as const)('%s is refused before it runs', async (sql, word) => {
  expect(await refusal(sql)).toBe(
    `Only reading is possible here, and ${word} is not; write one SELECT. Nothing was run.`,
  );
  expect(existsSync(evil)).toBe(false);
});

test('a second statement is refused, whatever it is', async () => {
  const both = `SELECT 1; COPY data TO '${evil}'`;
  expect(await refusal(both)).toBe('These are 2 statements; write one SELECT at a time.');
  expect(await refusal(`WITH a AS (SELECT 1) INSERT INTO data SELECT * FROM a`)).toMatch(/not|Only reading/);
  expect(existsSync(evil)).toBe(false);
});

test.each([
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/passwd')",
  "SELECT * FROM read_json('/etc/passwd')",
  "SELECT * FROM glob('/etc/*')",
  "SELECT * FROM parquet_metadata('/etc/passwd')",
  "SELECT * FROM read_csv('https://example.com/x.csv')",
  "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
])('%s reaches nothing', async (sql) => {
  expect(await refusal(sql)).toMatch(/^Files, addresses and settings are out of reach here/);
});

test('a file named as a table, and the environment, are not there', async () => {
  expect(await refusal("SELECT * FROM '/etc/passwd'")).toMatch(/does not exist/);
  expect(await refusal("SELECT getenv('HOME')")).toMatch(/does not exist/);
});

test('an error says what is wrong and points at the place', async () => {
  const sql = "SELECT 'é', qualty FROM data";
  expect(await runSelect(tables, sql)).toEqual({
    state: 'refused',
    message: 'Referenced column "qualty" not found in FROM clause. Did you mean quality?',
    position: sql.indexOf('qualty'),
  });
  expect(await runSelect(tables, 'SELECT id,, text FROM data')).toMatchObject({
    message: 'Syntax error at or near ",".',
    position: 10,
  });
  expect(await refusal('  -- nothing\n')).toBe('Write a SELECT; the records are the table data.');
});

test('what takes too long is stopped', async () => {
  const endless =
    'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a.range + b.range) % 7 = 1';
  expect(await runSelect(tables, endless, { rows: 10, timeoutMs: 200 })).toEqual({
    state: 'refused',
    message: 'It was stopped after 0.2 s; ask for less, or add a WHERE or a LIMIT.',
    position: null,
  });
  expect(readdirSync(root).sort()).toEqual(['data', 'other']);
});

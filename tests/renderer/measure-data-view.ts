import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ensureRenderer } from '../../main/doors/build.ts';
import { openWebDoor } from '../../main/doors/web/serve.ts';
import { openLab } from '../../main/lab/lab.ts';
import { datasetHash } from '../../main/node/datasets/manifest.ts';
import { launch } from '../doors/browser.ts';

/**
 * Measures the data view on a dataset of many rows, in a real browser before a real lab:
 * `node tests/renderer/measure-data-view.ts [ROWS]`, two million unless told otherwise. It prints JSON and keeps nothing.
 */
const rows = Number(process.argv[2] ?? 2_000_000);
const SHARD = 50_000;
const folder = mkdtempSync(join(tmpdir(), 'hornbook-measure-'));
const project = join(folder, 'project');

/** Rows of some length, with a score that is spread evenly and a label of five values. */
async function makeDataset(path: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const shards: { file: string; records: number; fileBytes: number; sha256: string }[] = [];
  for (let first = 0; first < rows; first += SHARD) {
    const file = `shard-${String(shards.length).padStart(5, '0')}.parquet`;
    const last = Math.min(rows, first + SHARD);
    await connection.run(
      `COPY (SELECT i::BIGINT AS ordinal, 'r' || i AS id,
         'def f' || i || '(x):' || chr(10) || '    """' || md5(i::VARCHAR) || '"""' || chr(10)
           || repeat('    x = x * ' || (i % 97) || chr(10), (3 + i % 12)::INT) || '    return x' || chr(10) AS text,
         'code' AS kind, 'repo' || (i % 5000) || '/file' || (i % 77) || '.py' AS source, NULL::VARCHAR AS license,
         '{"lines":' || (5 + i % 12) || '}' AS meta, (100 + i % 400)::INTEGER AS bytes, NULL::VARCHAR AS decision,
         hash(i) / 18446744073709551615.0 AS quality, (1 + i % 5)::DOUBLE AS label
       FROM range(${first}, ${last}) AS t(i))
       TO '${join(path, file)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)`,
    );
    const bytes = readFileSync(join(path, file));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    shards.push({ file, records: last - first, fileBytes: statSync(join(path, file)).size, sha256 });
  }
  const identity = {
    schemaVersion: 1 as const,
    name: 'many',
    kind: 'code' as const,
    records: rows,
    bytes: rows * 300,
    contentHash: createHash('sha256').update(String(rows)).digest('hex'),
    scores: ['quality', 'label'],
    operation: 'measure',
    parameters: { rows },
    parents: [],
  };
  const manifest = { ...identity, hash: datasetHash(identity), shards, createdAt: Date.now() };
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
}

try {
  await makeDataset(join(project, 'datasets', 'many'));
  const lab = await openLab({ projectPath: project, door: 'browser' });
  const door = await openWebDoor({ lab, rendererDir: await ensureRenderer(), port: 0 });
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(120_000);
  await page.goto(door.newAddress());
  await page.getByRole('link', { name: 'Data' }).waitFor();
  const measured: Record<string, number> = {};
  const time = async (name: string, act: () => Promise<unknown>, until: () => Promise<unknown>) => {
    const began = performance.now();
    await act();
    await until();
    measured[name] = Math.round(performance.now() - began);
  };
  const row = (index: number, words: string) =>
    page.locator(`[data-index="${index}"]`).filter({ hasText: words }).waitFor();
  await time(
    'firstPageMs',
    () => page.getByRole('link', { name: 'Data' }).click(),
    () => row(0, 'def f0('),
  );
  await page.locator('[data-column="label"] button[aria-label]').first().waitFor();
  await time(
    'filterByBarMs',
    () => page.locator('[data-column="quality"] [role="group"] button').nth(12).click(),
    async () => {
      await page.getByText(/of [\d,]+ match/).waitFor();
      await row(0, 'def f');
    },
  );
  await time(
    'liftFilterMs',
    () => page.getByRole('button', { name: 'Clear', exact: true }).click(),
    () => row(0, 'def f0('),
  );
  await time(
    'jumpToEndMs',
    async () => {
      await page.locator('[data-index="0"]').focus();
      await page.keyboard.press('End');
    },
    () => row(rows - 1, `def f${rows - 1}(`),
  );
  await page.keyboard.press('Home');
  await row(0, 'def f0(');
  await time(
    'sortByScoreMs',
    () => page.locator('[data-column="quality"] .sort').click(),
    async () => {
      await page.locator('[data-index="0"]').filter({ hasText: 'loading' }).waitFor();
      await row(0, 'def f');
    },
  );
  await time(
    'searchTextMs',
    () => page.getByRole('searchbox').fill('x * 42'),
    async () => {
      await page.getByText('searching…').waitFor();
      await page.getByText(/of [\d,]+ match/).waitFor();
    },
  );
  console.log(JSON.stringify({ rows, ...measured }, null, 2));
  await browser.close();
  await door.close();
  await lab.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { datasetHash } from '../../datasets/manifest.ts';

const SHARD = 50_000;

/** A dataset of rows of some length, with a score that is spread evenly and a label of five values. */
export async function writeLargeDataset(path: string, rows: number): Promise<void> {
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
  connection.closeSync();
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

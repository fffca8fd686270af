import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../core/failure.ts';
import { quoteText } from './database.ts';
import { removeQuietly } from '../files/durable-file.ts';
import type { DatasetManifest, Shard } from './manifest.ts';
import { MANIFEST_FILE, parseManifest } from './manifest.ts';
import { PARTIAL_MARK } from './write-dataset.ts';

export type Dataset = { readonly folder: string; readonly manifest: DatasetManifest };

/**
 * A dataset whose shards are what its manifest says. `hashes` reads every byte; `sizes` only asks the file
 * system, for lists.
 *
 * @throws Failure `dataset-missing`, `dataset-manifest`, `dataset-corrupt`.
 */
export async function openDataset(folder: string, verify: 'hashes' | 'sizes' = 'hashes'): Promise<Dataset> {
  const path = resolve(folder);
  let text: string;
  try {
    text = await readFile(join(path, MANIFEST_FILE), 'utf8');
  } catch (cause) {
    throw new Failure(
      'dataset-missing',
      `There is no dataset at ${path} (no ${MANIFEST_FILE}); check the path.`,
      { cause },
    );
  }
  const manifest = parseManifest(text, path);
  for (const shard of manifest.shards) await verifyShard(path, shard, verify);
  return { folder: path, manifest };
}

async function verifyShard(folder: string, shard: Shard, verify: 'hashes' | 'sizes'): Promise<void> {
  const refuse = (why: string) =>
    new Failure(
      'dataset-corrupt',
      `Shard ${shard.file} of the dataset ${folder} is damaged (${why}); make the dataset again, or restore that file from a copy.`,
    );
  const path = join(folder, shard.file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw refuse('the file is missing');
  if (found.size !== shard.fileBytes)
    throw refuse(`${found.size} bytes, where its manifest says ${shard.fileBytes}`);
  if (verify === 'sizes') return;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  if (hash.digest('hex') !== shard.sha256) throw refuse('its content is not what was written');
}

/** The finished datasets directly under a folder, oldest first; half-written and damaged ones are not listed. */
export async function listDatasets(root: string): Promise<Dataset[]> {
  const names = await readdir(root).catch(() => [] as string[]);
  const found: Dataset[] = [];
  for (const name of names.sort()) {
    if (name.includes(PARTIAL_MARK)) continue;
    const dataset = await openDataset(join(root, name), 'sizes').catch(() => undefined);
    if (dataset !== undefined) found.push(dataset);
  }
  return found.sort((one, other) => one.manifest.createdAt - other.manifest.createdAt);
}

/** Removes what a writer that was killed left behind. Only for a root that no one is writing under. */
export async function removePartialDatasets(root: string): Promise<void> {
  const names = await readdir(root).catch(() => [] as string[]);
  for (const name of names) if (name.includes(PARTIAL_MARK)) await removeQuietly(join(root, name));
}

/** The dataset's summary as lists show it. */
export function summarise(dataset: Dataset) {
  const { name, kind, records, bytes, hash, operation, parents, createdAt, scores } = dataset.manifest;
  return {
    id: basename(dataset.folder),
    name,
    kind,
    records,
    bytes,
    hash,
    operation,
    parents,
    createdAt,
    scores,
  };
}

/** The shards as a table for SQL, in the records' order. */
export function shardTable(dataset: Dataset, shards: readonly Shard[] = dataset.manifest.shards): string {
  return `read_parquet([${shards.map((shard) => quoteText(join(dataset.folder, shard.file))).join(', ')}])`;
}

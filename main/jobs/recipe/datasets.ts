import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JobContext } from '../child.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import type { DatasetDescription } from '../../node/datasets/write-dataset.ts';
import { writeDataset } from '../../node/datasets/write-dataset.ts';

/** How one stage names a dataset to the next. */
export type DatasetRef = {
  readonly name: string;
  /** Relative to the project. */
  readonly folder: string;
  readonly hash: string;
  readonly records: number;
  readonly bytes: number;
};

/**
 * Writes a dataset into the project under a name that its making decides, and announces it. One that is
 * there already was made in the same way and is taken as it is, once its bytes are checked.
 */
export async function makeDataset(
  context: JobContext,
  description: DatasetDescription,
  records: AsyncIterable<ScoredRecord> | Iterable<ScoredRecord>,
): Promise<DatasetRef> {
  const { name, operation, parameters, parents } = description;
  const key = sha256(canonicalJson({ name, operation, parameters, parents })).slice(0, 12);
  const folder = join('datasets', `${name}-${key}`);
  const path = join(context.projectDir, folder);
  const manifest = existsSync(path)
    ? (await openDataset(path)).manifest
    : await writeDataset(path, description, records);
  const ref = refOf(manifest, folder);
  context.emit({
    type: 'artifact',
    artifact: 'dataset',
    name,
    path: folder,
    hash: manifest.hash,
    parents: manifest.parents,
  });
  return ref;
}

function refOf({ name, hash, records, bytes }: DatasetManifest, folder: string): DatasetRef {
  return { name, folder, hash, records, bytes };
}

/** Opens what an earlier stage made, checking every byte against its hash. */
export function openRef(context: JobContext, ref: DatasetRef): Promise<Dataset> {
  return openDataset(join(context.projectDir, ref.folder));
}

/** The numbers every dataset shows. */
export const countsOf = (ref: DatasetRef, unit: string) => [
  { label: ref.name, value: ref.records, unit },
  { label: 'text', value: ref.bytes, unit: 'bytes' },
];

/** Parameters travel as plain JSON. */
export const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

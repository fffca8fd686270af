import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import type { DatasetDescription } from '../../node/datasets/write-dataset.ts';
import { PARTIAL_MARK, writeDataset } from '../../node/datasets/write-dataset.ts';
import { publish, removeQuietly } from '../../node/files/durable-file.ts';
import type { StageContext } from './stage.ts';

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
 * there already was made in the same way and is taken as it is, once its bytes are checked; in a round it is made
 * again, and only what came out different is kept beside it.
 */
export async function makeDataset(
  context: StageContext,
  description: DatasetDescription,
  records: AsyncIterable<ScoredRecord> | Iterable<ScoredRecord>,
): Promise<DatasetRef> {
  const { name, operation, parameters, parents } = description;
  const key = sha256(canonicalJson({ name, operation, parameters, parents })).slice(0, 12);
  const folder = join('datasets', `${name}-${key}`);
  const path = join(context.projectDir, folder);
  const made = !existsSync(path)
    ? { folder, manifest: await writeDataset(path, description, records) }
    : context.round === null
      ? { folder, manifest: (await openDataset(path)).manifest }
      : await makeAgain(context, folder, description, records);
  const ref = refOf(made.manifest, made.folder);
  context.emit({
    type: 'artifact',
    artifact: 'dataset',
    name,
    path: ref.folder,
    hash: ref.hash,
    parents: made.manifest.parents,
  });
  return ref;
}

type Made = { readonly folder: string; readonly manifest: DatasetManifest };

/** One that is damaged is told apart from one that came out the same: the new one is kept. */
async function makeAgain(
  { projectDir }: StageContext,
  folder: string,
  description: DatasetDescription,
  records: AsyncIterable<ScoredRecord> | Iterable<ScoredRecord>,
): Promise<Made> {
  const unproven = join(projectDir, `${folder}${PARTIAL_MARK}again`);
  await removeQuietly(unproven);
  const manifest = await writeDataset(unproven, description, records);
  const other = `${folder}-${manifest.hash.slice(0, 6)}`;
  for (const candidate of [folder, other]) {
    const there = await openDataset(join(projectDir, candidate)).catch(() => null);
    if (there?.manifest.hash !== manifest.hash) continue;
    await removeQuietly(unproven);
    return { folder: candidate, manifest: there.manifest };
  }
  await removeQuietly(join(projectDir, other));
  await publish(unproven, join(projectDir, other));
  return { folder: other, manifest };
}

function refOf({ name, hash, records, bytes }: DatasetManifest, folder: string): DatasetRef {
  return { name, folder, hash, records, bytes };
}

/** Opens what an earlier stage made, checking every byte against its hash. */
export function openRef(context: StageContext, ref: DatasetRef): Promise<Dataset> {
  return openDataset(join(context.projectDir, ref.folder));
}

/** The numbers every dataset shows. */
export const countsOf = (ref: DatasetRef, unit: string) => [
  { label: ref.name, value: ref.records, unit },
  { label: 'text', value: ref.bytes, unit: 'bytes' },
];

/** Parameters travel as plain JSON. */
export const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

import type { DatasetManifest } from '../../node/datasets/manifest.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { queryPage } from '../../node/inspect/page.ts';

export type ShownDataset = {
  readonly dataset: DatasetManifest;
  readonly rows: Awaited<ReturnType<typeof queryPage>>['rows'];
  readonly total: number;
};

/** A dataset's manifest and its first records that match, after every shard was checked. */
export async function showData(folder: string, rows: number, query: string): Promise<ShownDataset> {
  const dataset = await openDataset(folder);
  const page = await queryPage(dataset, { offset: 0, limit: rows, query });
  return { dataset: dataset.manifest, ...page };
}

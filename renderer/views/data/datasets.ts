import type { DatasetColumn, DatasetRow, DatasetSummary } from '../../../preload/contract/datasets.ts';
import { bytes } from '../../controls/format.ts';

/** The dataset that an address means: an id, or the newest of a name. */
export function findDataset(
  datasets: readonly DatasetSummary[],
  wanted: string | null,
): DatasetSummary | null {
  if (wanted === null) return datasets[0] ?? null;
  const byId = datasets.find((dataset) => dataset.id === wanted);
  if (byId !== undefined) return byId;
  return datasets
    .filter((dataset) => dataset.name === wanted)
    .reduce<DatasetSummary | null>(
      (newest, one) => (newest === null || one.createdAt > newest.createdAt ? one : newest),
      null,
    );
}

/** What came before a dataset, nearest first; parents are named by id or by hash, and may be gone. */
export function parentsOf(
  datasets: readonly DatasetSummary[],
  dataset: DatasetSummary,
): readonly { readonly name: string; readonly dataset: DatasetSummary | null }[] {
  return dataset.parents.map((parent) => {
    const found = datasets.find((one) => one.id === parent || one.hash === parent) ?? null;
    return { name: found?.name ?? parent, dataset: found };
  });
}

/** The first line of a text that says something: no bare quotes, and no heading's mark before prose. */
export function firstWords(row: Pick<DatasetRow, 'kind' | 'preview'>): string {
  const line = (row.preview.split('\n').find((one) => /\p{L}/u.test(one)) ?? row.preview).trim();
  return row.kind === 'code' || row.kind === 'exercise' ? line : line.replace(/^#+ /, '');
}

/** A cell as the table shows it. */
export function cellOf(row: DatasetRow, { name, of }: DatasetColumn): string {
  if (name === 'bytes') return `${bytes(row.bytes).value} ${bytes(row.bytes).unit}`;
  if (name === 'id' || name === 'source' || name === 'kind') return row[name];
  const value = of === 'score' ? row.scores[name] : row.values[name];
  if (value === undefined || value === null) return '–';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
}

import { SvelteMap } from 'svelte/reactivity';
import type { LabClient } from '../../../preload/contract/contract.ts';
import type {
  DatasetPage,
  DatasetRow,
  DatasetSummary,
  Histogram,
} from '../../../preload/contract/datasets.ts';
import { PagedRows } from '../../bridge/paged-rows.svelte.ts';

export type Sort = { readonly column: string; readonly descending: boolean };
export type Range = { readonly column: string; readonly from: number; readonly to: number };

/** One dataset as the table shows it, with its search, its order and the stretch of a score it is cut to. */
export class SampleBrowser extends PagedRows<DatasetRow> {
  readonly dataset: DatasetSummary;
  query = $state('');
  sort = $state.raw<Sort | null>(null);
  range = $state.raw<Range | null>(null);
  readonly histograms = new SvelteMap<string, Histogram>();
  readonly #client: LabClient;

  constructor(client: LabClient, dataset: DatasetSummary) {
    super();
    this.#client = client;
    this.dataset = dataset;
  }

  protected override load(offset: number, limit: number): Promise<DatasetPage> {
    return this.#client.call('datasets.page', {
      id: this.dataset.id,
      offset,
      limit,
      query: this.query,
      ...(this.sort === null ? {} : { sort: this.sort }),
      ...(this.range === null ? {} : { range: this.range }),
    });
  }

  /** First page and the histograms. */
  start(): void {
    this.restart();
    for (const column of this.dataset.scores) {
      this.#client.call('datasets.histogram', { id: this.dataset.id, column }).then(
        (histogram) => this.histograms.set(column, histogram),
        () => {
          // A column without a histogram is still a column; its values stand in the rows.
        },
      );
    }
  }

  search(query: string): void {
    if (query === this.query) return;
    this.query = query;
    this.restart();
  }

  /** Ascending, then descending, then the dataset's own order again. */
  toggleSort(column: string): void {
    if (this.sort?.column !== column) this.sort = { column, descending: true };
    else if (this.sort.descending) this.sort = { column, descending: false };
    else this.sort = null;
    this.restart();
  }

  /** The same stretch again lifts the filter. */
  toggleRange(range: Range): void {
    const same =
      this.range?.column === range.column && this.range.from === range.from && this.range.to === range.to;
    this.range = same ? null : range;
    this.restart();
  }

  clear(): void {
    this.query = '';
    this.range = null;
    this.restart();
  }

  indexOf(recordId: string): number {
    return this.findIndex((row) => row.id === recordId);
  }
}

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

import { SvelteMap } from 'svelte/reactivity';
import type { CallInput, LabClient } from '../../../preload/contract/contract.ts';
import type { DatasetRow, DatasetSummary, Histogram } from '../../../preload/contract/datasets.ts';
import { toLabError, type LabError } from '../../bridge/lab-error.ts';

export const PAGE_ROWS = 100;

export type Sort = { readonly column: string; readonly descending: boolean };
export type Range = { readonly column: string; readonly from: number; readonly to: number };

/**
 * One dataset as the table shows it: a query, of whose rows only the pages that came into sight are
 * fetched. Whatever changes the query starts from nothing, and answers to an older one are dropped.
 */
export class SampleBrowser {
  readonly dataset: DatasetSummary;
  query = $state('');
  sort = $state.raw<Sort | null>(null);
  range = $state.raw<Range | null>(null);
  total = $state<number | null>(null);
  error = $state.raw<LabError | null>(null);
  readonly histograms = new SvelteMap<string, Histogram>();
  readonly #pages = new SvelteMap<number, readonly DatasetRow[]>();
  /** Pages asked for or here. Nothing on the screen reads it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>();
  readonly #client: LabClient;
  #turn = 0;

  constructor(client: LabClient, dataset: DatasetSummary) {
    this.#client = client;
    this.dataset = dataset;
  }

  /** First page and the histograms. */
  start(): void {
    void this.#page(0);
    for (const column of this.dataset.scores) {
      this.#client.call('datasets.histogram', { id: this.dataset.id, column }).then(
        (histogram) => this.histograms.set(column, histogram),
        () => {
          // A column without a histogram is still a column; its values stand in the rows.
        },
      );
    }
  }

  #restart(): void {
    this.#turn += 1;
    this.#pages.clear();
    this.#asked.clear();
    this.error = null;
    void this.#page(0);
  }

  search(query: string): void {
    if (query === this.query) return;
    this.query = query;
    this.#restart();
  }

  /** Ascending, then descending, then the dataset's own order again. */
  toggleSort(column: string): void {
    if (this.sort?.column !== column) this.sort = { column, descending: true };
    else if (this.sort.descending) this.sort = { column, descending: false };
    else this.sort = null;
    this.#restart();
  }

  /** The same stretch again lifts the filter. */
  toggleRange(range: Range): void {
    const same =
      this.range?.column === range.column && this.range.from === range.from && this.range.to === range.to;
    this.range = same ? null : range;
    this.#restart();
  }

  clear(): void {
    this.query = '';
    this.range = null;
    this.#restart();
  }

  /** The row at a position, or null until its page is here. */
  row(index: number): DatasetRow | null {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
  }

  /** Where a record stands among the rows that are here; −1 when it is on none of those pages. */
  indexOf(recordId: string): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === recordId);
      if (at !== -1) return page * PAGE_ROWS + at;
    }
    return -1;
  }

  /** Fetches what is missing of the rows from `first` to `last`. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) {
      if (page >= 0 && (this.total === null || page * PAGE_ROWS < this.total)) void this.#page(page);
    }
  }

  async fetchRow(index: number): Promise<DatasetRow | null> {
    await this.#page(Math.floor(index / PAGE_ROWS));
    return this.row(index);
  }

  async #page(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const turn = this.#turn;
    const input: CallInput<'datasets.page'> = {
      id: this.dataset.id,
      offset: page * PAGE_ROWS,
      limit: PAGE_ROWS,
      query: this.query,
      ...(this.sort === null ? {} : { sort: this.sort }),
      ...(this.range === null ? {} : { range: this.range }),
    };
    try {
      const answer = await this.#client.call('datasets.page', input);
      if (turn !== this.#turn) return;
      this.#pages.set(page, answer.rows);
      this.total = answer.total;
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.#asked.delete(page);
      this.error = toLabError(cause);
    }
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

import { SvelteMap } from 'svelte/reactivity';
import type { LabClient } from '../../../preload/contract/contract.ts';
import type {
  DatasetColumn,
  DatasetPage,
  DatasetRow,
  DatasetSummary,
  Histogram,
  RecordFilter,
  TopValues,
} from '../../../preload/contract/datasets.ts';
import { PagedRows } from '../../bridge/paged-rows.svelte.ts';
import { filterKey } from './filters.ts';

export type Sort = { readonly column: string; readonly descending: boolean };

/** What is asked of the rows, whoever asks: the table, an export, the map. */
export type RecordQuery = {
  readonly query: string;
  readonly regex: boolean;
  readonly filters: RecordFilter[];
};

/** One dataset as the table shows it, with its search, its order and the conditions that its rows meet. */
export class RecordBrowser extends PagedRows<DatasetRow> {
  readonly dataset: DatasetSummary;
  /** The count that is shown belongs to an older query. */
  searching = $state(false);
  query = $state('');
  regex = $state(false);
  sort = $state.raw<Sort | null>(null);
  filters = $state.raw<readonly RecordFilter[]>([]);
  columns = $state.raw<readonly DatasetColumn[]>([]);
  /** How each shown column is spread, as soon as it is known. */
  readonly summaries = new SvelteMap<string, Histogram | TopValues>();
  readonly #client: LabClient;
  /** Summaries asked for or here. Nothing on the screen reads it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #summarised = new Set<string>();
  #fetched: readonly string[] = [];
  #waiting: Promise<void> = Promise.resolve();

  constructor(client: LabClient, dataset: DatasetSummary) {
    super();
    this.#client = client;
    this.dataset = dataset;
    // Known before anything was asked, so that the table has its length at once.
    this.total = dataset.records;
  }

  readonly filtered = $derived.by(() => this.query !== '' || this.filters.length > 0);
  readonly asked = $derived.by((): RecordQuery => ({
    query: this.query,
    regex: this.regex,
    filters: [...this.filters],
  }));

  protected override async load(offset: number, limit: number): Promise<DatasetPage> {
    const { asked, sort } = this;
    try {
      return await this.#client.call('datasets.page', {
        id: this.dataset.id,
        offset,
        limit,
        ...asked,
        ...(sort === null ? {} : { sort }),
        columns: [...this.#fetched],
      });
    } finally {
      if (asked === this.asked && sort === this.sort) this.searching = false;
    }
  }

  override restart(): void {
    this.searching = true;
    super.restart();
  }

  /** First page and the names of the columns. */
  start(): void {
    this.restart();
    this.#waiting = this.#client.call('datasets.columns', { id: this.dataset.id }).then(
      (columns) => {
        this.columns = columns;
      },
      () => {
        // Without them the table still has the columns of every dataset.
      },
    );
  }

  /**
   * The columns that are on the screen: their cells are fetched with the rows, and their summaries one after the
   * other, so that they never keep the rows waiting.
   */
  show(columns: readonly string[]): void {
    const known = (name: string) => this.columns.find((column) => column.name === name);
    const cells = columns.filter((name) => {
      const of = known(name)?.of;
      return of === 'meta' || name === 'decision' || name === 'license';
    });
    if (cells.some((name) => !this.#fetched.includes(name))) {
      this.#fetched = cells;
      this.refresh();
    }
    for (const name of columns) {
      const column = known(name);
      if (column === undefined || this.#summarised.has(name)) continue;
      this.#summarised.add(name);
      this.#waiting = this.#waiting.then(() => this.#summarise(column));
    }
  }

  async #summarise({ name, holds }: DatasetColumn): Promise<void> {
    const asked = { id: this.dataset.id, column: name };
    try {
      const summary = await (holds === 'number'
        ? this.#client.call('datasets.histogram', asked)
        : this.#client.call('datasets.values', asked));
      this.summaries.set(name, summary);
    } catch {
      // A column without a summary is still a column; its values stand in the rows.
      this.#summarised.delete(name);
    }
  }

  search(query: string, regex = this.regex): void {
    if (query === this.query && regex === this.regex) return;
    const asks = query !== '' || this.query !== '';
    this.query = query;
    this.regex = regex;
    if (asks) this.restart();
  }

  /** Descending, then ascending, then the dataset's own order again. */
  toggleSort(column: string): void {
    if (this.sort?.column !== column) this.sort = { column, descending: true };
    else if (this.sort.descending) this.sort = { column, descending: false };
    else this.sort = null;
    this.restart();
  }

  /** One condition for each column: a new one takes the place of the old, and the same again lifts it. */
  toggleFilter(filter: RecordFilter): void {
    const key = filterKey(filter);
    const same = this.filters.some((one) => JSON.stringify(one) === JSON.stringify(filter));
    const others = this.filters.filter((one) => filterKey(one) !== key);
    this.filters = same ? others : [...others, filter];
    this.restart();
  }

  clear(): void {
    this.query = '';
    this.filters = [];
    this.restart();
  }

  indexOf(recordId: string): number {
    return this.findIndex((row) => row.id === recordId);
  }
}

import { SvelteMap } from 'svelte/reactivity';
import { toLabError, type LabError } from './lab-error.ts';

export const PAGE_ROWS = 100;

export type RowPage<Row> = { readonly rows: readonly Row[]; readonly total: number };

/**
 * The rows of a query, of which only the pages that came into sight are fetched. Whatever changes the
 * query starts from nothing, and answers to an older one are dropped.
 */
export abstract class PagedRows<Row> {
  total = $state<number | null>(null);
  error = $state.raw<LabError | null>(null);
  readonly #pages = new SvelteMap<number, readonly Row[]>();
  /** Pages asked for or here. Nothing on the screen reads it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>();
  #turn = 0;

  protected abstract load(offset: number, limit: number): Promise<RowPage<Row>>;

  /** Asks anew, as the query now stands. */
  restart(): void {
    this.#turn += 1;
    this.#pages.clear();
    this.#asked.clear();
    this.error = null;
    void this.#page(0);
  }

  /** Asks again for the pages that are here, and shows them as they are until the answers come. */
  refresh(): void {
    const here = [...this.#pages.keys()];
    for (const page of here.length === 0 ? [0] : here) {
      this.#asked.delete(page);
      void this.#page(page);
    }
  }

  /** The row at a position, or null until its page is here. */
  row(index: number): Row | null {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
  }

  /** Where a row stands among those that are here; −1 when it is on none of these pages. */
  findIndex(matches: (row: Row) => boolean): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex(matches);
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

  async fetchRow(index: number): Promise<Row | null> {
    await this.#page(Math.floor(index / PAGE_ROWS));
    return this.row(index);
  }

  async #page(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const turn = this.#turn;
    try {
      const answer = await this.load(page * PAGE_ROWS, PAGE_ROWS);
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

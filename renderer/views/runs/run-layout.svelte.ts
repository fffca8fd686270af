import { DEFAULT_COLUMNS, type Sorting } from './run-columns.ts';

type Layout = {
  readonly columns: readonly string[];
  readonly sorting: Sorting;
  /** Column by which runs stand in groups, or none. */
  readonly group: string | null;
};

const KEY = 'hornbook.run-columns';
const first: Layout = {
  columns: DEFAULT_COLUMNS,
  sorting: { column: 'started', descending: true },
  group: null,
};

function read(): Layout {
  try {
    return { ...first, ...(JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as Partial<Layout>) };
  } catch {
    // No storage here, or not ours; the layout then lasts as long as the window.
    return first;
  }
}

/** How the person likes the table of runs. */
class RunLayout {
  #layout = $state.raw<Layout>(read());

  get columns(): readonly string[] {
    return this.#layout.columns;
  }
  get sorting(): Sorting {
    return this.#layout.sorting;
  }
  get group(): string | null {
    return this.#layout.group;
  }

  toggle(column: string): void {
    const { columns } = this.#layout;
    const shown = columns.includes(column) ? columns.filter((one) => one !== column) : [...columns, column];
    this.#keep({ ...this.#layout, columns: shown });
  }

  /** A first click shows the largest number or the first word; the next turns it round. */
  sortBy(column: string, numeric: boolean): void {
    const { sorting } = this.#layout;
    const descending = sorting.column === column ? !sorting.descending : numeric;
    this.#keep({ ...this.#layout, sorting: { column, descending } });
  }

  groupBy(column: string | null): void {
    this.#keep({ ...this.#layout, group: column });
  }

  reset(): void {
    this.#keep(first);
  }

  #keep(layout: Layout): void {
    this.#layout = layout;
    try {
      window.localStorage.setItem(KEY, JSON.stringify(layout));
    } catch {
      // Kept in memory only; see read.
    }
  }
}

export const runLayout = new RunLayout();

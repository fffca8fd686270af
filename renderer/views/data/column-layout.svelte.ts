import type { DatasetColumn, DatasetSummary } from '../../../preload/contract/datasets.ts';

/** Which columns are shown, in which order and how wide: by name, so that it holds for every dataset. */
type Layout = {
  readonly order: readonly string[];
  /** What the person chose against the default. */
  readonly shown: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
};

const KEY = 'hornbook.columns';
const NARROWEST = 56;
const WIDEST = 900;
const WIDTHS: Readonly<Record<string, number>> = { source: 180, bytes: 84, kind: 80, decision: 200, id: 160 };
const NUMBER_WIDTH = 104;
const TEXT_WIDTH = 140;
/** Takes what the others leave, and never less than this. */
export const LEAST_TEXT_WIDTH = 200;

const empty: Layout = { order: [], shown: {}, widths: {} };

function read(): Layout {
  try {
    const stored = JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as Partial<Layout>;
    return { ...empty, ...stored };
  } catch {
    // No storage here, or not ours; the layout then lasts as long as the window.
    return empty;
  }
}

class ColumnLayout {
  #layout = $state.raw<Layout>(read());

  /** All columns of a dataset in the order chosen; what is new stands last. */
  arranged(columns: readonly DatasetColumn[]): readonly DatasetColumn[] {
    const place = new Map(this.#layout.order.map((name, index) => [name, index]));
    return [...columns]
      .filter(({ name }) => name !== 'text')
      .sort((a, b) => (place.get(a.name) ?? Infinity) - (place.get(b.name) ?? Infinity) || 0);
  }

  shows(column: DatasetColumn, dataset: DatasetSummary): boolean {
    return this.#layout.shown[column.name] ?? shownByDefault(column, dataset);
  }

  width({ name, holds }: DatasetColumn): number {
    return this.#layout.widths[name] ?? WIDTHS[name] ?? (holds === 'number' ? NUMBER_WIDTH : TEXT_WIDTH);
  }

  toggle(column: DatasetColumn, dataset: DatasetSummary): void {
    const shown = { ...this.#layout.shown, [column.name]: !this.shows(column, dataset) };
    this.#keep({ ...this.#layout, shown });
  }

  resize(name: string, width: number): void {
    const kept = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
    this.#keep({ ...this.#layout, widths: { ...this.#layout.widths, [name]: kept } });
  }

  /** Puts a column where another stands; the others keep their order. */
  move(columns: readonly DatasetColumn[], name: string, to: string): void {
    const names = this.arranged(columns).map((column) => column.name);
    const from = names.indexOf(name);
    const target = names.indexOf(to);
    if (from === -1 || target === -1 || from === target) return;
    names.splice(from, 1);
    names.splice(target, 0, name);
    // Columns of other datasets keep their places behind these.
    const others = this.#layout.order.filter((one) => !names.includes(one));
    this.#keep({ ...this.#layout, order: [...names, ...others] });
  }

  reset(): void {
    this.#keep(empty);
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

/** Scores are what one came for; ids, licences and what the source said wait until they are asked for. */
function shownByDefault({ name, of }: DatasetColumn, dataset: DatasetSummary): boolean {
  if (of === 'score') return true;
  if (of === 'meta') return false;
  if (name === 'kind') return dataset.kind === 'mixed';
  if (name === 'decision') return /filter|dropped|dedup|decontaminat|classif|annot/.test(dataset.operation);
  return name === 'source' || name === 'bytes';
}

export const columnLayout = new ColumnLayout();

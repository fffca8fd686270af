import type { RecordFilter } from '../../../preload/contract/datasets.ts';
import { count } from '../../controls/format.ts';

/** Conditions with the same key cannot both stand: they are about one column, or one selection. */
export const filterKey = (filter: RecordFilter): string => (filter.by === 'rows' ? 'rows' : filter.column);

export const shortNumber = (value: number): string => String(Number(value.toPrecision(4)));

/** A condition as its chip says it: `quality 0.5 – 0.7`, `kind code or exercise`, `no licence`. */
export function filterWords(filter: RecordFilter): string {
  switch (filter.by) {
    case 'range':
      return `${columnTitle(filter.column)} ${shortNumber(filter.from)} – ${shortNumber(filter.to)}`;
    case 'values':
      return `${columnTitle(filter.column)} ${filter.values.map((value) => value ?? 'not given').join(' or ')}`;
    case 'rows':
      return `${filter.label}: ${count(filter.ordinals.length)} records`;
  }
}

const TITLES: Readonly<Record<string, string>> = {
  text: 'Text',
  decision: 'Reason',
  bytes: 'Size',
  license: 'Licence',
  kind: 'Kind',
  source: 'Source',
  id: 'Id',
};

/** A column's name as its header says it. */
export const columnTitle = (name: string): string => TITLES[name] ?? name.replace(/^meta\./, '');

/** Several bars next to each other as one condition. */
export function barsFilter(
  column: string,
  bins: readonly { readonly from: number; readonly to: number }[],
  first: number,
  last: number,
): RecordFilter {
  const [low, high] = first <= last ? [first, last] : [last, first];
  return {
    by: 'range',
    column,
    from: bins[low]!.from,
    to: bins[high]!.to,
    closed: high === bins.length - 1,
  };
}

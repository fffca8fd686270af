import fuzzysort from 'fuzzysort';
import type { LabClient } from '../../preload/contract/contract.ts';
import {
  COMMAND_NAMES,
  commandOf,
  type CommandGroup,
  type CommandName,
} from '../../preload/contract/commands.ts';
import { dataRoute, formatRoute } from './route.ts';

/** One line of the command palette. */
export type PaletteItem = {
  /** Kept in the list of what was used last. */
  readonly id: string;
  readonly title: string;
  /** What tells it apart, in muted letters: a state, a number, a date. */
  readonly detail: string;
  readonly group: string;
  readonly keys: string | null;
  readonly also: string;
  readonly does: { readonly command: CommandName } | { readonly href: string };
};

const GROUPS: readonly CommandGroup[] = ['Go to', 'Do', 'Window', 'Help'];

/** All commands but the one that opens the palette, group by group. */
export const commandItems: readonly PaletteItem[] = GROUPS.flatMap((group) =>
  COMMAND_NAMES.filter((name) => commandOf(name).group === group && name !== 'palette.open').map((name) => {
    const { title, keys, also } = commandOf(name);
    return {
      id: name,
      title,
      detail: '',
      group,
      keys: keys ?? null,
      also: also ?? '',
      does: { command: name },
    };
  }),
);

type Thing = { readonly id: string; readonly title: string; readonly detail: string; readonly href: string };

const things = (group: string, kind: string, list: readonly Thing[]): PaletteItem[] =>
  list.map(({ id, title, detail, href }) => ({
    id: `${kind}:${id}`,
    title,
    detail,
    group,
    keys: null,
    also: `${kind} ${id}`,
    does: { href },
  }));

/** Everything of the project that has a name and a place; what cannot be listed now is left out. */
export async function projectItems(client: LabClient): Promise<PaletteItem[]> {
  const [runs, datasets, evaluations, reports] = await Promise.all([
    client.call('runs.list').catch(() => []),
    client.call('datasets.list').catch(() => []),
    client.call('evaluations.list').catch(() => []),
    client.call('reports.list').catch(() => []),
  ]);
  return [
    ...things(
      'Runs',
      'run',
      runs.map(({ id, name, state, step }) => ({
        id,
        title: name,
        detail: `${state}, step ${step.toLocaleString('en')}`,
        href: formatRoute({ view: 'run', id, compare: [] }),
      })),
    ),
    ...things(
      'Data',
      'dataset',
      datasets.map(({ id, name, records, operation }) => ({
        id,
        title: name,
        detail: `${records.toLocaleString('en')} records, ${operation}`,
        href: formatRoute(dataRoute(id)),
      })),
    ),
    ...things(
      'Evaluations',
      'evaluation',
      evaluations.map(({ id, runName, benchmark, state }) => ({
        id,
        title: `${runName} on ${benchmark}`,
        detail: state,
        href: formatRoute({
          view: 'evaluation',
          evaluation: id,
          task: null,
          sample: null,
          compare: null,
          show: 'problems',
        }),
      })),
    ),
    ...things(
      'Reports',
      'report',
      reports.map(({ id, title }) => ({
        id,
        title,
        detail: '',
        href: formatRoute({ view: 'report', report: id }),
      })),
    ),
  ];
}

export type Ranked = { readonly item: PaletteItem; readonly marks: ReadonlySet<number> };

const SHOWN = 60;
const none: ReadonlySet<number> = new Set();

/**
 * What fits the words, best first. Without words: what was used last, then everything in its order. A hit in the title
 * counts before one in the other words, and of equals the one used last comes first.
 */
export function rank(items: readonly PaletteItem[], query: string, recent: readonly string[]): Ranked[] {
  const lastUsed = (item: PaletteItem): number => {
    const place = recent.indexOf(item.id);
    return place < 0 ? 0 : recent.length - place;
  };
  if (query.trim() === '') {
    const used = items.filter((item) => lastUsed(item) > 0).sort((a, b) => lastUsed(b) - lastUsed(a));
    const rest = items.filter((item) => lastUsed(item) === 0);
    return [...used, ...rest].slice(0, SHOWN).map((item) => ({ item, marks: none }));
  }
  const found = fuzzysort.go(query.trim(), items, {
    keys: ['title', 'also', 'detail'],
    limit: SHOWN,
    threshold: 0.2,
    scoreFn: (hit) => {
      const [title, also, detail] = [0, 1, 2].map((key) => hit[key]?.score ?? 0);
      return Math.max(title!, also! * 0.7, detail! * 0.6) + 0.02 * Math.min(5, lastUsed(hit.obj));
    },
  });
  return found.map((hit) => ({ item: hit.obj, marks: new Set(hit[0]?.indexes ?? []) }));
}

const REMEMBERED = 8;

/** The list of what was used last, with one more. */
export const remember = (recent: readonly string[], id: string): string[] =>
  [id, ...recent.filter((old) => old !== id)].slice(0, REMEMBERED);

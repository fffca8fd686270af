import type { LineageNode, LineageView } from '../../../preload/contract/lineage.ts';
import { dataRoute, formatRoute } from '../../bridge/route.ts';

const BOX_WIDTH = 148;
const BOX_HEIGHT = 40;
const COLUMN = 190;
const ROW = 52;

export type NodePlace = { readonly node: LineageNode; readonly x: number; readonly y: number };
export type EdgePlace = {
  readonly key: string;
  readonly fromId: string;
  readonly toId: string;
  readonly from: NodePlace;
  readonly to: NodePlace;
};

/** A thing, all that it was made from, and all that was made from it; null where it is not in the lineage. */
export function related({ columns, edges }: LineageView, id: string): ReadonlySet<string> | null {
  if (!columns.some((column) => column.some((node) => node.id === id))) return null;
  const found = new Set([id]);
  const follow = (start: string, end: 'from' | 'to'): void => {
    for (const edge of edges) {
      const [here, there] = end === 'to' ? [edge.from, edge.to] : [edge.to, edge.from];
      if (here !== start || found.has(there)) continue;
      found.add(there);
      follow(there, end);
    }
  };
  follow(id, 'from');
  const above = new Set(found);
  found.clear();
  found.add(id);
  follow(id, 'to');
  for (const one of above) found.add(one);
  // What a run below it needs beside it: the tokenizer, the other data of a mixture.
  for (const edge of edges) {
    const needed = columns.flat().find((node) => node.id === edge.from);
    if (found.has(edge.to) && needed?.kind === 'tokenizer') found.add(edge.from);
  }
  return found;
}

/** Where everything stands, column by column; only what is in `wanted`, where it is given. */
export function placesOf({ columns, edges }: LineageView, wanted: ReadonlySet<string> | null) {
  const kept = columns
    .map((column) => column.filter(({ id }) => wanted === null || wanted.has(id)))
    .filter((column) => column.length > 0);
  const rows = Math.max(1, ...kept.map((column) => column.length));
  const places = kept.flatMap((column, at): NodePlace[] =>
    column.map((node, index) => ({
      node,
      x: at * COLUMN,
      // Each column is centred, so that edges stay short.
      y: ((rows - column.length) / 2 + index) * ROW,
    })),
  );
  const byId = new Map(places.map((place) => [place.node.id, place]));
  const drawn = edges.flatMap(({ from: fromId, to: toId }): EdgePlace[] => {
    const [from, to] = [byId.get(fromId), byId.get(toId)];
    return from && to ? [{ key: `${fromId} ${toId}`, fromId, toId, from, to }] : [];
  });
  return {
    places,
    edges: drawn,
    width: (kept.length - 1) * COLUMN + BOX_WIDTH,
    height: rows * ROW,
  };
}

/** A line from the right side of one box to the left side of another. */
export function edgePath({ from, to }: EdgePlace): string {
  const [x1, y1] = [from.x + BOX_WIDTH, from.y + BOX_HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + BOX_HEIGHT / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** The address of the page that shows it. */
export function pageOf({ page }: LineageNode): string | null {
  if (page === null) return null;
  const { view, id } = page;
  switch (view) {
    case 'data':
      return formatRoute(dataRoute(id));
    case 'quality':
      return formatRoute({ view, dataset: id, at: null });
    case 'run':
      return formatRoute({ view: 'run', id, compare: [] });
    case 'evaluation':
      return formatRoute({ view, evaluation: id, task: null, sample: null, compare: null, show: 'problems' });
    case 'report':
      return formatRoute({ view: 'report', report: id });
  }
}

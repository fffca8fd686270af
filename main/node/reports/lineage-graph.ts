import { lineageColumns, type Lineage, type LineageNode } from '../../core/evaluation/lineage.ts';
import { html, type Markup } from './markup.ts';

const width = 976;
const gap = 22;
const boxHeight = 42;
const rowHeight = 56;
/** Width of a character of the two lines in a box, in units of the drawing. */
const titleCharacter = 6.2;
const noteCharacter = 5.5;

type Place = { readonly x: number; readonly y: number };

const fit = (text: string, room: number, character: number): string => {
  const most = Math.max(3, Math.floor(room / character));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
};

/** From raw source at the left to scores at the right, every thing a box, every making a line; then the same in words. */
export function lineageGraph(lineage: Lineage): Markup {
  const columns = lineageColumns(lineage);
  if (columns.length === 0) return html``;
  const rows = Math.max(...columns.map((column) => column.length));
  const height = rows * rowHeight;
  const boxWidth = Math.min(180, (width - (columns.length - 1) * gap) / columns.length);
  const step = columns.length === 1 ? 0 : (width - boxWidth) / (columns.length - 1);
  const places = new Map<string, Place>();
  columns.forEach((column, at) => {
    column.forEach((node, index) => {
      const y = ((index + 0.5) / column.length) * height - boxHeight / 2;
      places.set(node.id, { x: at * Math.min(step, boxWidth + 120), y });
    });
  });
  const lines = lineage.edges.flatMap(({ from, to }) => {
    const [start, end] = [places.get(from), places.get(to)];
    return start && end ? [line(start, end, boxWidth)] : [];
  });
  return html`<svg
      class="lineage"
      viewBox="-1 -1 ${width + 2} ${height + 2}"
      role="img"
      aria-label="From raw source to score; the list below says the same in words."
    >
      ${lines} ${columns.flat().map((node) => box(node, places.get(node.id)!, boxWidth))}
    </svg>
    ${inWords(lineage)}`;
}

function line(start: Place, end: Place, boxWidth: number): Markup {
  const [x1, y1] = [start.x + boxWidth, start.y + boxHeight / 2];
  const [x2, y2] = [end.x, end.y + boxHeight / 2];
  const middle = (x1 + x2) / 2;
  const path = [
    `M${at(x1)} ${at(y1)}C${at(middle)} ${at(y1)}`,
    `${at(middle)} ${at(y2)}`,
    `${at(x2)} ${at(y2)}`,
  ];
  return html`<path class="edge" d="${path.join(' ')}" />`;
}

function box({ kind, title, note }: LineageNode, { x, y }: Place, boxWidth: number): Markup {
  const room = boxWidth - 14;
  return html`<g class="node ${kind}">
    <title>${title}: ${note}</title>
    <rect x="${at(x)}" y="${at(y)}" width="${at(boxWidth)}" height="${boxHeight}" rx="6" />
    <text class="title" x="${at(x + 8)}" y="${at(y + 17)}">${fit(title, room, titleCharacter)}</text>
    <text class="note" x="${at(x + 8)}" y="${at(y + 33)}">${fit(note, room, noteCharacter)}</text>
  </g>`;
}

const at = (value: number): string => value.toFixed(1);

function inWords({ nodes, edges }: Lineage): Markup {
  const titles = new Map(nodes.map(({ id, title }) => [id, title]));
  return html`<details class="sample">
    <summary>The same in words</summary>
    <ul>
      ${nodes.map(({ id, title, note }) => {
        const parents = edges.filter(({ to }) => to === id).flatMap(({ from }) => titles.get(from) ?? []);
        return html`<li>
          <strong>${title}</strong>${parents.length === 0 ? '' : html` from ${parents.join(', ')}`}: ${note}
          ${/^[0-9a-f]{64}$/.test(id) ? html`<span class="hash">${id.slice(0, 12)}…</span>` : ''}
        </li>`;
      })}
    </ul>
  </details>`;
}

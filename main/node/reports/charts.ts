import type { LossPoint, ReportedRow } from '../../core/evaluation/report.ts';
import { count, interval, percent, rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';

const scoreWidth = 340;
const scoreHeight = 22;

const at = (fraction: number) => (fraction * scoreWidth).toFixed(1);

/** A bar from 0 to the rate, with the 95 % interval as a line across its end; 0 to 100 % is the full width. */
export function scoreBar(row: ReportedRow, index: number): Markup {
  const { rate, low, high } = row.score;
  const middle = scoreHeight / 2;
  return html`<svg
    class="score s${index}"
    viewBox="-1 0 ${scoreWidth + 2} ${scoreHeight}"
    width="${scoreWidth}"
    height="${scoreHeight}"
    role="img"
    aria-label="${rowTitle(row.name)}: ${percent(rate)}, 95 % interval ${interval(row.score)}"
  >
    ${[0, 0.25, 0.5, 0.75, 1].map((tick) => html`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="0" y2="${scoreHeight}" />`)}
    <rect class="bar" x="0" y="${middle - 5}" width="${at(rate)}" height="10" />
    <line class="whisker" x1="${at(low)}" x2="${at(high)}" y1="${middle}" y2="${middle}" />
    ${[low, high].map((end) => html`<line class="whisker" x1="${at(end)}" x2="${at(end)}" y1="${middle - 5}" y2="${middle + 5}" />`)}
    <circle class="mark" cx="${at(rate)}" cy="${middle}" r="3.5" />
  </svg>`;
}

export function scoreAxis(): Markup {
  const anchors = ['start', 'middle', 'middle', 'middle', 'end'];
  return html`<svg
    class="axis"
    viewBox="-1 0 ${scoreWidth + 2} 16"
    width="${scoreWidth}"
    height="16"
    aria-hidden="true"
  >
    ${[0, 0.25, 0.5, 0.75, 1].map((tick, i) => html`<text x="${at(tick)}" y="12" text-anchor="${anchors[i]!}">${String(100 * tick)}${i === 4 ? ' %' : ''}</text>`)}
  </svg>`;
}

/** More points than this cannot be seen in the width of a page. */
const maxPoints = 600;

/** Means of equal runs of points, so that a long curve keeps its shape and its noise is not aliased. */
function thin(points: readonly LossPoint[]): { step: number; loss: number }[] {
  const size = Math.max(1, Math.ceil(points.length / maxPoints));
  const thinned: { step: number; loss: number }[] = [];
  for (let i = 0; i < points.length; i += size) {
    const run = points.slice(i, i + size);
    thinned.push({
      step: run.reduce((sum, p) => sum + p.step, 0) / run.length,
      loss: run.reduce((sum, p) => sum + p.loss, 0) / run.length,
    });
  }
  return thinned;
}

/** A centred mean over a thirtieth of the curve: unlike a running one it does not lag where the loss falls fast. */
function smooth(points: readonly { step: number; loss: number }[]): { step: number; loss: number }[] {
  const half = Math.max(1, Math.round(points.length / 60));
  return points.map(({ step }, i) => {
    // Near an end the window shrinks on both sides, so that it stays centred.
    const reach = Math.min(half, i, points.length - 1 - i);
    const window = points.slice(i - reach, i + reach + 1);
    return { step, loss: window.reduce((sum, point) => sum + point.loss, 0) / window.length };
  });
}

const plot = { width: 900, height: 340, left: 52, right: 170, top: 12, bottom: 40 };

/** A step of 1, 2 or 5 times a power of ten that cuts a span into about `wanted` parts. */
function niceStep(span: number, wanted: number): number {
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (rough / power >= 5 ? 5 : rough / power >= 2 ? 2 : 1);
}

/** Moves labels apart so that none lies on another, keeping their order. */
function spread(wanted: readonly { index: number; y: number }[], gap: number): Map<number, number> {
  const sorted = [...wanted].sort((a, b) => a.y - b.y);
  const placed = new Map<number, number>();
  let floor = -Infinity;
  for (const { index, y } of sorted) {
    const here = Math.max(y, floor);
    placed.set(index, here);
    floor = here + gap;
  }
  return placed;
}

/** Loss against step for every row: raw values as a thin line under the smoothed one, held-out loss as dots. */
export function lossChart(rows: readonly ReportedRow[]): Markup {
  const curves = rows
    .map((row, index) => ({ row, index, raw: thin(row.loss) }))
    .filter(({ raw }) => raw.length > 1);
  if (curves.length === 0) return html`<p class="muted">No loss was recorded.</p>`;
  const all = curves.flatMap(({ raw }) => raw);
  const lastStep = Math.max(...all.map(({ step }) => step));
  const highest = Math.max(...all.map(({ loss }) => loss));
  const yStep = niceStep(highest, 6);
  const top = Math.ceil(highest / yStep) * yStep;
  const xStep = niceStep(lastStep, 6);
  const x = (step: number) => plot.left + (step / lastStep) * (plot.width - plot.left - plot.right);
  const y = (loss: number) =>
    plot.height - plot.bottom - (loss / top) * (plot.height - plot.top - plot.bottom);
  const path = (points: readonly { step: number; loss: number }[]) =>
    points
      .map(({ step, loss }, i) => `${i === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(loss).toFixed(1)}`)
      .join('');
  const ends = spread(
    curves.map(({ raw, index }) => ({ index, y: y(smooth(raw).at(-1)!.loss) })),
    17,
  );
  const ticks = (step: number, end: number) =>
    Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
  const digits = Math.max(0, -Math.floor(Math.log10(yStep) + 1e-9));
  return html`<svg
    class="loss"
    viewBox="0 0 ${plot.width} ${plot.height}"
    role="img"
    aria-label="Training loss of each model against step; the table gives the last values."
  >
    ${ticks(yStep, top).map(
      (value) =>
        html`<line
            class="grid"
            x1="${plot.left}"
            x2="${plot.width - plot.right}"
            y1="${y(value).toFixed(1)}"
            y2="${y(value).toFixed(1)}"
          />
          <text x="${plot.left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end"
            >${value.toFixed(digits)}</text
          >`,
    )}
    ${ticks(xStep, lastStep).map((value) => html`<text x="${x(value).toFixed(1)}" y="${plot.height - plot.bottom + 18}" text-anchor="middle">${count(value)}</text>`)}
    <text class="unit" x="${plot.left}" y="${plot.height - 4}">training step</text>
    <text class="unit" transform="translate(12 ${plot.top + 110}) rotate(-90)" text-anchor="middle">
      loss, nats per token
    </text>
    ${curves.map(({ raw, index }) => html`<path class="raw s${index}" d="${path(raw)}" />`)}
    ${curves.map(({ raw, index }) => html`<path class="smooth s${index}" d="${path(smooth(raw))}" />`)}
    ${curves.map(({ row, index }) =>
      row.loss
        .filter((point) => point.heldOut !== undefined)
        .map(
          (point) =>
            html`<circle
              class="held s${index}"
              cx="${x(point.step).toFixed(1)}"
              cy="${y(Math.min(top, point.heldOut!)).toFixed(1)}"
              r="3"
            />`,
        ),
    )}
    ${curves.map(
      ({ row, raw, index }) =>
        html`<text
          class="end s${index}"
          x="${(x(raw.at(-1)!.step) + 8).toFixed(1)}"
          y="${(ends.get(index)! + 4).toFixed(1)}"
          >${rowTitle(row.name)}</text
        >`,
    )}
  </svg>`;
}

import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
} from 'chart.js';
import annotationPlugin from 'chartjs-plugin-annotation';
import zoomPlugin from 'chartjs-plugin-zoom';
import { tick } from '../controls/format.ts';
import { crosshair, endLabels, type EndLabel, type Reading } from './chart-plugins.ts';
import { resolveColour, seriesVariable, withAlpha } from './colours.ts';
import { scoreAnnotations, type ScoreMark } from './score-marks.ts';
import { AXIS_TITLES, select, smooth, type Metric, type XAxis } from './series.ts';
import type { MetricPoint } from '../../preload/contract/runs.ts';

Chart.register(
  LineController,
  LineElement,
  PointElement,
  LinearScale,
  LogarithmicScale,
  zoomPlugin,
  annotationPlugin,
);

export type ChartSeries = {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly points: readonly MetricPoint[];
  /** Evaluated checkpoints, to be marked where the run stood then. */
  readonly marks: readonly ScoreMark[];
};

export type ChartView = {
  readonly series: readonly ChartSeries[];
  readonly metric: Metric;
  readonly xAxis: XAxis;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly smoothing: number;
};

export type NamedReading = { readonly x: number; readonly rows: readonly ReadingRow[] };
export type ReadingRow = {
  readonly name: string;
  readonly colour: number;
  readonly what: string;
  readonly value: number;
};

export type ChartEvents = {
  readonly onread: (reading: NamedReading | null) => void;
  /** The stretch of the x axis that is shown after a zoom or a pan. */
  readonly onrange: (range: { readonly from: number; readonly to: number }) => void;
};

type Line = ChartDataset<'line', { x: number; y: number }[]>;
type Role = { readonly series: ChartSeries; readonly what: string };

const FEW_POINTS = 25;
const SANS = "12px 'Source Sans 3 Variable', sans-serif";

/** Whether two views are drawn alike: of what is long, the same arrays. */
const sameView = (one: ChartView, other: ChartView): boolean =>
  one.metric === other.metric &&
  one.xAxis === other.xAxis &&
  one.logX === other.logX &&
  one.logY === other.logY &&
  one.smoothing === other.smoothing &&
  one.series.length === other.series.length &&
  one.series.every(({ id, name, colour, points, marks }, index) => {
    const its = other.series[index]!;
    return (
      id === its.id &&
      name === its.name &&
      colour === its.colour &&
      points === its.points &&
      marks === its.marks
    );
  });

/** One live line chart on a canvas. `update` draws only what is drawn otherwise; nothing is built anew while it trains. */
export class LineChart {
  readonly #chart: Chart<'line', { x: number; y: number }[]>;
  readonly #host: HTMLElement;
  #labels: readonly EndLabel[] = [];
  #roles: readonly Role[] = [];
  #shown: { readonly view: ChartView; readonly dark: boolean } | null = null;
  /** What the theme's custom properties come to: each is asked for once, as the page is laid out anew for an answer. */
  readonly #colours = new Map<string, string>();

  constructor(canvas: HTMLCanvasElement, host: HTMLElement, events: ChartEvents) {
    this.#host = host;
    const ink = () => this.#colour('--ink');
    const ranged = ({ chart }: { chart: Chart }) => {
      const scale = chart.scales['x'];
      if (scale !== undefined) events.onrange({ from: scale.min, to: scale.max });
    };
    this.#chart = new Chart<'line', { x: number; y: number }[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        maintainAspectRatio: false,
        events: ['mousemove', 'mouseout', 'click', 'touchstart', 'touchmove'],
        layout: { padding: { right: 120, top: 8 } },
        elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 0 }, line: { tension: 0 } },
        plugins: {
          annotation: { annotations: {}, animations: {} },
          zoom: {
            zoom: {
              drag: { enabled: true, threshold: 6 },
              wheel: { enabled: true, modifierKey: 'ctrl' },
              pinch: { enabled: true },
              mode: 'x',
              onZoomComplete: ranged,
            },
            pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPanComplete: ranged },
          },
        },
      },
      plugins: [
        crosshair(ink, (reading) => {
          events.onread(reading === null ? null : this.#name(reading));
        }),
        endLabels(() => this.#labels, ink, SANS),
      ],
    });
  }

  #name(reading: Reading): NamedReading {
    const rows = this.#roles.flatMap(({ series, what }, index) => {
      const value = reading.values[index] ?? null;
      return value === null ? [] : [{ name: series.name, colour: series.colour, what, value }];
    });
    return { x: reading.x, rows };
  }

  #colour(variable: string): string {
    const known = this.#colours.get(variable) ?? resolveColour(this.#host, variable);
    this.#colours.set(variable, known);
    return known;
  }

  update(view: ChartView, dark: boolean): void {
    if (this.#shown?.dark !== dark) this.#colours.clear();
    else if (sameView(this.#shown.view, view)) return;
    this.#shown = { view, dark };
    const log = { x: view.logX, y: view.logY };
    const lines: Line[] = [];
    const roles: Role[] = [];
    const labels: EndLabel[] = [];
    for (const series of view.series) {
      const colour = this.#colour(seriesVariable(series.colour));
      const add = (what: string, line: Line) => {
        lines.push(line);
        roles.push({ series, what });
      };
      const raw = select(series.points, view.xAxis, view.metric, log);
      // A line of one point has no length; so few are marked.
      const pointRadius = raw.length < FEW_POINTS ? 2 : 0;
      add('raw', {
        data: raw as { x: number; y: number }[],
        borderColor: withAlpha(colour, view.smoothing > 0 ? 0.35 : 1),
        borderWidth: view.smoothing > 0 ? 1 : 1.5,
        pointRadius,
        pointBackgroundColor: colour,
      });
      if (view.smoothing > 0) {
        add('smoothed', {
          data: smooth(raw, view.smoothing) as { x: number; y: number }[],
          borderColor: colour,
          borderWidth: 2,
        });
      }
      labels.push({ text: series.name, colour, datasetIndex: lines.length - 1 });
      if (view.metric === 'loss') {
        add('held-out', {
          data: select(series.points, view.xAxis, 'heldOutLoss', log) as { x: number; y: number }[],
          borderColor: colour,
          borderWidth: 1,
          borderDash: [4, 4],
          pointRadius: 3.5,
          pointBackgroundColor: this.#colour('--paper'),
          pointBorderColor: colour,
          pointBorderWidth: 1.5,
        });
      }
    }
    this.#roles = roles;
    this.#labels = labels;
    this.#chart.data.datasets = lines;
    this.#mark(view);
    this.#axes(view);
    this.#chart.update('none');
  }

  #mark(view: ChartView): void {
    const look = {
      ink: this.#colour('--ink'),
      ground: this.#colour('--paper'),
      font: "'Source Sans 3 Variable', sans-serif",
    };
    let above = 0;
    const annotations = view.series.map(({ id, marks, points, colour }) => {
      const its = { ...look, colour: this.#colour(seriesVariable(colour)), above };
      above += marks.length;
      return scoreAnnotations(id, marks, points, view.xAxis, its);
    });
    this.#chart.options.plugins!.annotation!.annotations = Object.assign({}, ...annotations) as never;
  }

  #axes(view: ChartView): void {
    const muted = this.#colour('--muted');
    const grid = this.#colour('--hairline');
    const axis = (log: boolean, title: string, whole: boolean) => ({
      type: log ? ('logarithmic' as const) : ('linear' as const),
      title: {
        display: true,
        text: title,
        color: muted,
        font: { family: "'Source Sans 3 Variable', sans-serif", size: 12 },
      },
      grid: { color: grid, tickColor: grid },
      border: { color: grid },
      ticks: {
        color: muted,
        maxRotation: 0,
        autoSkipPadding: 24,
        ...(whole ? { precision: 0 } : {}),
        font: { family: "'Source Sans 3 Variable', sans-serif", size: 12 },
        callback: (value: string | number) => tick(Number(value)),
      },
    });
    const previous = this.#chart.options.scales?.['x'];
    const zoomed =
      this.#chart.isZoomedOrPanned() && previous?.type === (view.logX ? 'logarithmic' : 'linear');
    const kept = zoomed ? { min: this.#chart.scales['x']!.min, max: this.#chart.scales['x']!.max } : {};
    const longest = Math.max(0, ...view.series.map((series) => series.name.length));
    this.#chart.options.layout = { padding: { right: Math.min(190, 28 + longest * 6.6), top: 8 } };
    this.#chart.options.scales = {
      x: {
        ...axis(view.logX, AXIS_TITLES[view.xAxis], view.xAxis !== 'seconds'),
        bounds: 'data',
        ...(view.logX ? {} : { beginAtZero: true }),
        ...kept,
      },
      y: axis(view.logY, AXIS_TITLES[view.metric], false),
    };
  }

  resetZoom(): void {
    this.#chart.resetZoom('none');
    const x = this.#chart.options.scales?.['x'];
    if (x !== undefined) {
      delete x.min;
      delete x.max;
    }
    this.#chart.update('none');
  }

  /** The picture on paper, not on nothing: a transparent PNG cannot be read on a dark page. */
  toPng(): string {
    const source = this.#chart.canvas;
    const copy = document.createElement('canvas');
    copy.width = source.width;
    copy.height = source.height;
    const context = copy.getContext('2d')!;
    context.fillStyle = this.#colour('--paper');
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(source, 0, 0);
    return copy.toDataURL('image/png');
  }

  destroy(): void {
    this.#chart.destroy();
  }
}

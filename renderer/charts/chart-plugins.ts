import type { Chart, ChartEvent, Plugin } from 'chart.js';
import { spreadLabels } from './label-places.ts';
import { nearest, type XY } from './series.ts';

export type Reading = {
  readonly x: number;
  /** One value for each data set, null where it has none near x; in the data sets' order. */
  readonly values: readonly (number | null)[];
};

/** A vertical line under the pointer, and what every series has there. */
export function crosshair(ink: () => string, onread: (reading: Reading | null) => void): Plugin<'line'> {
  let at: number | null = null;

  function read(chart: Chart): Reading | null {
    const scale = chart.scales['x'];
    if (at === null || scale === undefined) return null;
    const x = scale.getValueForPixel(at);
    if (x === undefined) return null;
    const values = chart.data.datasets.map((dataset) => {
      const data = dataset.data as unknown as readonly XY[];
      const point = data[nearest(data, x)];
      if (point === undefined) return null;
      // A series that ended long before says nothing about this x.
      const span = scale.max - scale.min;
      return Math.abs(point.x - x) > span * 0.05 ? null : point.y;
    });
    return { x, values };
  }

  return {
    id: 'crosshair',
    afterEvent(chart, args) {
      const event: ChartEvent = args.event;
      const inside = args.inChartArea && event.type !== 'mouseout';
      const next = inside ? event.x : null;
      if (next === at) return;
      at = next;
      args.changed = true;
      onread(read(chart));
    },
    afterDatasetsDraw(chart) {
      if (at === null) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.strokeStyle = ink();
      ctx.lineWidth = 1;
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      ctx.moveTo(at, chartArea.top);
      ctx.lineTo(at, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}

export type EndLabel = { readonly text: string; readonly colour: string; readonly datasetIndex: number };

/** Each line's name at its right end instead of a legend. */
export function endLabels(
  labels: () => readonly EndLabel[],
  ink: () => string,
  font: string,
): Plugin<'line'> {
  return {
    id: 'endLabels',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      const xScale = chart.scales['x'];
      const yScale = chart.scales['y'];
      if (xScale === undefined || yScale === undefined) return;
      const visible = labels().flatMap((label) => {
        const data = (chart.data.datasets[label.datasetIndex]?.data ?? []) as unknown as readonly XY[];
        const end = data.findLast((point) => point.x <= xScale.max) ?? null;
        return end === null ? [] : [{ label, y: yScale.getPixelForValue(end.y) }];
      });
      const placed = spreadLabels(
        visible.map(({ y }) => y),
        chartArea.top + 6,
        chartArea.bottom - 6,
      );
      ctx.save();
      ctx.font = font;
      ctx.textBaseline = 'middle';
      visible.forEach(({ label }, index) => {
        const y = placed[index]!;
        ctx.fillStyle = label.colour;
        ctx.fillRect(chartArea.right + 6, y - 4, 8, 8);
        // Names in ink, not in the series colour: some of the eight are too light to read as text.
        ctx.fillStyle = ink();
        ctx.fillText(label.text, chartArea.right + 18, y);
      });
      ctx.restore();
    },
  };
}

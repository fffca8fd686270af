import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import { percent } from '../controls/format.ts';
import { nearestStep, type XAxis } from './series.ts';
import type { MetricPoint } from '../../preload/contract/runs.ts';

/** A checkpoint that was evaluated: where it stands on its run's curve, and what it reached. */
export type ScoreMark = {
  readonly step: number;
  readonly passAt1: number;
  /** The highest of its run. */
  readonly best: boolean;
};

type Look = {
  readonly colour: string;
  readonly ink: string;
  readonly ground: string;
  readonly font: string;
  /** How many labels of other runs stand above its first one. */
  readonly above: number;
};

/** Lines of labels; what comes after the last begins at the top again. */
const LINES = 6;

/**
 * A dashed line with the score at each evaluated checkpoint; the best of a run has a full line and says so.
 * A mark without a point near its step has no place on an axis of tokens or time and is left out.
 */
export function scoreAnnotations(
  id: string,
  marks: readonly ScoreMark[],
  points: readonly MetricPoint[],
  xAxis: XAxis,
  look: Look,
): Record<string, AnnotationOptions> {
  return Object.fromEntries(
    marks.flatMap((mark, index) => {
      const at = nearestStep(points, mark.step);
      const x = xAxis === 'step' ? mark.step : at?.[xAxis];
      if (x === undefined || x === null) return [];
      const annotation: AnnotationOptions<'line'> = {
        type: 'line',
        scaleID: 'x',
        value: x,
        borderColor: look.colour,
        borderWidth: mark.best ? 2 : 1,
        ...(mark.best ? {} : { borderDash: [4, 4] }),
        label: {
          display: true,
          content: mark.best ? `best: ${percent(mark.passAt1)}` : percent(mark.passAt1),
          position: 'start',
          // Each stands on a line of its own, so that close checkpoints and those of two runs at one step can be read.
          yAdjust: ((look.above + index) % LINES) * 20,
          backgroundColor: look.ground,
          borderColor: look.colour,
          borderWidth: 1,
          borderRadius: 3,
          color: look.ink,
          font: { family: look.font, size: 11, weight: mark.best ? 'bold' : 'normal' },
          padding: { x: 5, y: 2 },
        },
      };
      return [[`${id} ${index}`, annotation]];
    }),
  );
}

import { closeSync, existsSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StepMetric } from '../../core/training/run.ts';

const lineSchema = z.object({ step: z.number().int(), loss: z.number(), heldOutLoss: z.number().optional() });

/** One point of a loss curve, nats per token. */
export type CurvePoint = { readonly step: number; readonly loss: number; readonly heldOut?: number };

/** The measurements of a run beside its checkpoints, so that its curve survives whoever was watching. */
export type MetricLog = { add(metric: StepMetric): void; close(): void };

const logPath = (runFolder: string): string => join(runFolder, 'metrics.jsonl');

/**
 * Takes up the log of a run that goes on from `startStep`; what was measured after that step is measured again. The
 * file is the log: nothing is held in memory, however many steps there are.
 */
export function openMetricLog(runFolder: string, startStep: number): MetricLog {
  const path = logPath(runFolder);
  const file = openSync(path, 'a');
  let end = 0;
  for (const { point, after } of readPoints(path)) {
    if (point.step > startStep) break;
    end = after;
  }
  ftruncateSync(file, end);
  return {
    add(metric) {
      writeSync(file, `${JSON.stringify(metric)}\n`);
    },
    close() {
      closeSync(file);
    },
  };
}

/** The whole curve of a run since step 1: every held-out measurement, and about `most` of the other points. */
export function readCurve(runFolder: string, most: number): CurvePoint[] {
  const path = logPath(runFolder);
  if (!existsSync(path)) return [];
  let count = 0;
  for (const _ of readPoints(path)) count += 1;
  const every = Math.max(1, Math.ceil(count / most));
  const points: CurvePoint[] = [];
  let index = 0;
  for (const { point } of readPoints(path)) {
    if (index++ % every === 0 || point.heldOut !== undefined) points.push(point);
  }
  return points;
}

type PlacedPoint = {
  readonly point: CurvePoint;
  /** Where its line ends, in bytes. */
  readonly after: number;
};

/** The points of a log, read piece by piece. A line that was cut short by a crash counts as not written. */
function* readPoints(path: string): Generator<PlacedPoint> {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(1 << 16);
    let rest = Buffer.alloc(0);
    let start = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      let text = Buffer.concat([rest, piece.subarray(0, read)]);
      for (let line = text.indexOf(10); line >= 0; line = text.indexOf(10)) {
        start += line + 1;
        const point = pointOf(text.toString('utf8', 0, line));
        if (point !== null) yield { point, after: start };
        text = text.subarray(line + 1);
      }
      rest = text;
    }
  } finally {
    closeSync(file);
  }
}

function pointOf(line: string): CurvePoint | null {
  try {
    const { step, loss, heldOutLoss } = lineSchema.parse(JSON.parse(line));
    return { step, loss, ...(heldOutLoss === undefined ? {} : { heldOut: heldOutLoss }) };
  } catch {
    return null;
  }
}

import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StepMetric } from '../../core/training/run.ts';
import { writeFileDurably } from '../files/durable-file.ts';

const lineSchema = z.object({ step: z.number().int(), loss: z.number(), heldOutLoss: z.number().optional() });

/** One point of a loss curve, nats per token. */
export type CurvePoint = { readonly step: number; readonly loss: number; readonly heldOut?: number };

/** The measurements of a run beside its checkpoints, so that its curve survives whoever was watching. */
export type MetricLog = {
  add(metric: StepMetric): void;
  /** The whole curve since step 1; every held-out measurement, and about `most` of the other points. */
  curve(most: number): CurvePoint[];
  close(): void;
};

/** Takes up the log of a run that goes on from `startStep`; what was measured after that step is measured again. */
export function openMetricLog(runFolder: string, startStep: number): MetricLog {
  const path = join(runFolder, 'metrics.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const points: CurvePoint[] = [];
  const kept: string[] = [];
  for (const line of lines) {
    const point = pointOf(line);
    if (point === null || point.step > startStep) continue;
    points.push(point);
    kept.push(line);
  }
  writeFileDurably(path, kept.map((line) => `${line}\n`).join(''));
  const file = openSync(path, 'a');
  return {
    add(metric) {
      writeSync(file, `${JSON.stringify(metric)}\n`);
      points.push(curvePoint(metric));
    },
    curve(most) {
      const every = Math.max(1, Math.ceil(points.length / most));
      return points.filter((point, at) => at % every === 0 || point.heldOut !== undefined);
    },
    close() {
      closeSync(file);
    },
  };
}

function curvePoint({
  step,
  loss,
  heldOutLoss,
}: {
  step: number;
  loss: number;
  heldOutLoss?: number | undefined;
}): CurvePoint {
  return { step, loss, ...(heldOutLoss === undefined ? {} : { heldOut: heldOutLoss }) };
}

/** A line that was cut short by a crash counts as not written. */
function pointOf(line: string): CurvePoint | null {
  try {
    return curvePoint(lineSchema.parse(JSON.parse(line)));
  } catch {
    return null;
  }
}

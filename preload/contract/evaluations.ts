import { z } from 'zod';

export type EvaluationSummary = {
  readonly id: string;
  readonly runId: string;
  readonly runName: string;
  /** `hornbook` or the name of an imported benchmark. */
  readonly benchmark: string;
  readonly problems: number;
  readonly passed: number;
  readonly passAt1: number;
  readonly ci95: readonly [number, number];
  readonly isolation: string;
  readonly createdAt: number;
};

export type EvaluationSample = {
  readonly taskId: string;
  readonly sample: number;
  readonly prompt: string;
  /** As the model wrote it. */
  readonly raw: string;
  /** As it was judged, after cutting. */
  readonly completion: string;
  readonly verdict: string;
  readonly detail: string;
  readonly elapsedMs: number;
  readonly difficulty: number | null;
};

export const evaluationIdInput = z.object({ id: z.string().min(1) });

export type ReportSummary = {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly path: string;
  readonly bytes: number;
};
export const reportIdInput = z.object({ id: z.string().min(1) });

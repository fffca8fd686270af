import { z } from 'zod';
import type { RecordKind } from '../../main/core/corpus/record.ts';

export type DatasetSummary = {
  readonly id: string;
  /** `raw`, `kept`, `dropped`, `textbooks`, `exercises`, … */
  readonly name: string;
  readonly kind: RecordKind | 'mixed';
  readonly records: number;
  readonly bytes: number;
  readonly hash: string;
  readonly operation: string;
  readonly parents: readonly string[];
  readonly createdAt: number;
  /** Names of numeric columns beyond the record's own: scores of earlier stages. */
  readonly scores: readonly string[];
};

export type DatasetRow = {
  readonly id: string;
  readonly kind: RecordKind;
  readonly source: string;
  readonly bytes: number;
  /** The first lines, for the list. */
  readonly preview: string;
  readonly scores: Readonly<Record<string, number | null>>;
};

export type DatasetPage = {
  readonly rows: readonly DatasetRow[];
  /** Rows that match the query in all. */
  readonly total: number;
};

export type DatasetRecord = DatasetRow & {
  readonly text: string;
  readonly license: string | null;
  readonly meta: Readonly<Record<string, unknown>>;
  /** Why it was kept or dropped, in words. */
  readonly decision?: string | null;
};

export type Histogram = {
  readonly column: string;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
};

export const datasetIdInput = z.object({ id: z.string().min(1) });
export const datasetPageInput = z.object({
  id: z.string().min(1),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
  /** Plain text that the record must hold; empty for all. */
  query: z.string().max(1_000).default(''),
  sort: z.object({ column: z.string().min(1), descending: z.boolean() }).optional(),
  /** Bounds on a score column, as set by clicking a histogram bar. */
  range: z.object({ column: z.string().min(1), from: z.number(), to: z.number() }).optional(),
});
export const datasetRecordInput = z.object({ id: z.string().min(1), recordId: z.string().min(1) });
export const histogramInput = z.object({ id: z.string().min(1), column: z.string().min(1) });

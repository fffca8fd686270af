import { z } from 'zod';
import type { RecordKind } from '../../main/core/corpus/record.ts';
import type { LineageOutputs } from './lineage.ts';
import { lineageInputs } from './lineage.ts';
import type { DatasetChanges, DatasetComparison, MapSample, RecordProvenance, SqlAnswer } from './inspect.ts';

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

/** A column that the table can show, sort by and filter by. */
export type DatasetColumn = {
  /** `bytes`, `quality`, `meta.topic`, … */
  readonly name: string;
  readonly holds: 'number' | 'text';
  /** Where it comes from: the record itself, a score of some stage, or what the source said about it. */
  readonly of: 'record' | 'score' | 'meta';
};

export type CellValue = string | number | null;

export type DatasetRow = {
  readonly id: string;
  /** Its place in the dataset, from 0. */
  readonly ordinal: number;
  readonly kind: RecordKind;
  readonly source: string;
  readonly bytes: number;
  /** The first lines, for the list. */
  readonly preview: string;
  readonly scores: Readonly<Record<string, number | null>>;
  /** What was asked for beyond these, by column. */
  readonly values: Readonly<Record<string, CellValue>>;
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

/** The most frequent values of a text column. */
export type TopValues = {
  readonly column: string;
  readonly values: readonly { readonly value: string | null; readonly count: number }[];
  /** How many different values there are; a missing one is none. */
  readonly distinct: number;
};

const id = z.string().min(1);
const column = z.string().min(1).max(200);

/** One condition on the rows; all of a list must hold. */
export const recordFilter = z.discriminatedUnion('by', [
  /** `from ≤ value < to`, and `to` itself where `closed`: the last bar of a histogram holds its end. */
  z.object({
    by: z.literal('range'),
    column,
    from: z.number(),
    to: z.number(),
    closed: z.boolean().default(false),
  }),
  z.object({ by: z.literal('values'), column, values: z.array(z.string().nullable()).min(1).max(100) }),
  /** A selection by hand, on the map or in the table. */
  z.object({
    by: z.literal('rows'),
    label: z.string().max(100),
    ordinals: z.array(z.number().int().min(0)).max(50_000),
  }),
]);
export type RecordFilter = z.output<typeof recordFilter>;

const recordQuery = {
  /** Text that the record or its source must hold; empty for all. */
  query: z.string().max(1_000).default(''),
  /** The query is a regular expression. */
  regex: z.boolean().default(false),
  filters: z.array(recordFilter).max(50).default([]),
};

export const datasetIdInput = z.object({ id });
export const datasetPageInput = z.object({
  id,
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
  ...recordQuery,
  sort: z.object({ column, descending: z.boolean() }).optional(),
  /** Columns to fetch beyond those that every row has. */
  columns: z.array(column).max(60).default([]),
});
export const datasetRecordInput = z.object({ id, recordId: id });
export const datasetColumnInput = z.object({ id, column });

export const EXPORT_FORMATS = ['parquet', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The calls of this subject: what they take … */
export const datasetInputs = {
  ...lineageInputs,
  'datasets.list': z.undefined(),
  'datasets.columns': datasetIdInput,
  'datasets.page': datasetPageInput,
  'datasets.record': datasetRecordInput,
  'datasets.histogram': datasetColumnInput,
  'datasets.values': datasetColumnInput,
  'datasets.provenance': datasetRecordInput,
  'datasets.sql': z.object({ id, sql: z.string().max(20_000) }),
  'datasets.changes': datasetIdInput,
  'datasets.compare': z.object({ first: id, second: id }),
  'datasets.map': z.object({ id, limit: z.number().int().min(3).max(3_000).default(1_200), ...recordQuery }),
  'datasets.export': z.object({
    id,
    format: z.enum(EXPORT_FORMATS),
    /** A file; a name alone, or none, means one in the project's exports. */
    path: z.string().max(2_000).optional(),
    ...recordQuery,
  }),
  'datasets.exported': z.object({ fileName: z.string().min(1), offset: z.number().int().min(0) }),
} as const;

/** … and what they give. */
export type DatasetOutputs = LineageOutputs & {
  'datasets.list': readonly DatasetSummary[];
  'datasets.columns': readonly DatasetColumn[];
  'datasets.page': DatasetPage;
  'datasets.record': DatasetRecord;
  'datasets.histogram': Histogram;
  'datasets.values': TopValues;
  'datasets.provenance': RecordProvenance;
  /** One SELECT over the table `data`, and over the others by their ids. */
  'datasets.sql': SqlAnswer;
  'datasets.changes': DatasetChanges;
  'datasets.compare': DatasetComparison;
  'datasets.map': MapSample;
  /** `fileName` where it lies in the project's exports, from where a browser can fetch it. */
  'datasets.export': {
    readonly path: string;
    readonly records: number;
    readonly bytes: number;
    readonly fileName: string | null;
  };
  /** A piece of an exported file, and where the next begins; null after the last. */
  'datasets.exported': { readonly base64: string; readonly next: number | null };
};

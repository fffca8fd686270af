import { z } from 'zod';

export const LINEAGE_KINDS = [
  'source',
  'dataset',
  'classifier',
  'tokenizer',
  'run',
  'checkpoint',
  'evaluation',
  'report',
] as const;
export type LineageKind = (typeof LINEAGE_KINDS)[number];

/** One thing on the way from raw source to report. */
export type LineageNode = {
  /** Its hash, or a name where it has none; unique within the lineage. */
  readonly id: string;
  readonly kind: LineageKind;
  readonly title: string;
  /** A few words under the title: `554 records`, `57 steps`. */
  readonly note: string;
  readonly hash: string | null;
  /** What it was made with; null where nothing is known. */
  readonly parameters: unknown;
  /** The page that shows it; null where there is none. */
  readonly page: {
    readonly view: 'data' | 'quality' | 'run' | 'evaluation' | 'report';
    readonly id: string;
  } | null;
};

export type LineageView = {
  /** From left to right; within a column from top to bottom. */
  readonly columns: readonly (readonly LineageNode[])[];
  /** Which node was made from which, by their ids. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

export const lineageInputs = { 'lineage.view': z.undefined() } as const;
export type LineageOutputs = { 'lineage.view': LineageView };

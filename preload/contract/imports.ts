import { z } from 'zod';
import type { ParameterProblem } from '../../main/core/operation-field.ts';

/** Something that was read and not taken. */
export type RejectView = {
  readonly file: string;
  readonly at: { readonly unit: 'line' | 'row' | 'story' | 'object'; readonly number: number } | null;
  /** One word: `empty`, `binary`, `minified`, `invalid-json`, … */
  readonly reason: string;
  /** One sentence. */
  readonly why: string;
  /** The beginning of what was refused; empty where there is nothing to show. */
  readonly excerpt: string;
};

export type RejectPage = {
  readonly rejects: readonly RejectView[];
  /** With the reason asked for, or all of them. */
  readonly total: number;
  /** How many of each reason there are, without those of which there is none. */
  readonly counts: Readonly<Record<string, number>>;
};

/** What an import would take, found out by reading the beginning. */
export type ImportPreview =
  | {
      readonly state: 'ready';
      /** Files by what they are read as, most of them first. */
      readonly formats: readonly {
        readonly format: string;
        readonly files: number;
        readonly bytes: number;
        /** The first of them. */
        readonly example: string;
      }[];
      /** Columns of the first rows, and which is taken for what; null where texts are files. */
      readonly columns: {
        readonly names: readonly string[];
        readonly text: string;
        readonly id: string | null;
        readonly source: readonly string[];
        readonly license: string | null;
      } | null;
      /** The first three records. */
      readonly records: readonly {
        readonly id: string;
        readonly source: string;
        readonly license: string | null;
        readonly meta: Readonly<Record<string, unknown>>;
        readonly bytes: number;
        /** The beginning of its text. */
        readonly text: string;
      }[];
      /** The first that were refused on the way there. */
      readonly rejects: readonly RejectView[];
    }
  | { readonly state: 'refused'; readonly problems: readonly ParameterProblem[] };

/** The same parameters that the operation `import` takes. */
const importPreviewInput = z.object({ parameters: z.record(z.string(), z.unknown()) });
const rejectPageInput = z.object({
  id: z.string().min(1),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
  reason: z.string().optional(),
});

export const importInputs = {
  'imports.preview': importPreviewInput,
  'imports.rejects': rejectPageInput,
} as const;

export type ImportOutputs = {
  /** Reads the beginning of what would be imported; nothing is written. */
  'imports.preview': ImportPreview;
  /** What an import left out of this dataset. */
  'imports.rejects': RejectPage;
};

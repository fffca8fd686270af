import type { Values } from './columns.ts';
import type { Refusal, Place } from './refusal.ts';

/** What a reader finds in a file: a row, a text, or something broken. */
export type Entry =
  | { readonly row: Values; readonly at: Place; readonly excerpt: () => string }
  | { readonly text: string; readonly at: Place | null; readonly encoding: string }
  | Broken;

export type Broken = {
  readonly at: Place | null;
  readonly reason: Refusal;
  /** The end of a sentence that begins with the place: `is not JSON (…)`. */
  readonly why: string;
  readonly excerpt: string;
};

/** Entries come some at a time, so that waiting costs little. */
export type Entries = AsyncGenerator<readonly Entry[]>;

export type ReadOptions = {
  /** UTF-8 bytes of one record. */
  readonly largestBytes: number;
  /** Between the texts of one file; null to see for itself. */
  readonly separator: string | null;
  /** Bytes read from the disk since the last call. */
  readonly onRead: (bytes: number) => void;
};

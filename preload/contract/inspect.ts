import type { CellValue, DatasetRow, DatasetSummary } from './datasets.ts';

/** The answer to one SELECT. */
export type SqlAnswer =
  | {
      readonly state: 'rows';
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly (CellValue | boolean)[])[];
      /** There were more rows than are shown. */
      readonly more: boolean;
      readonly elapsedMs: number;
    }
  | {
      readonly state: 'refused';
      readonly message: string;
      /** The character at which it goes wrong, from 0; null where it is about the whole. */
      readonly position: number | null;
    };

/** From source to use: everything that is known of how one record came to be where it is. */
export type RecordProvenance = {
  /** What is measured of a Python text; none for prose. */
  readonly features: readonly { readonly name: string; readonly about: string; readonly value: number }[];
  /** The label that the rubric gives it, and the criteria that hold. */
  readonly rubric: {
    readonly label: number;
    readonly criteria: readonly { readonly name: string; readonly reason: string; readonly points: number }[];
  } | null;
  /** Every dataset of the project that holds it, oldest first. */
  readonly passages: readonly {
    readonly datasetId: string;
    readonly datasetName: string;
    readonly operation: string;
    readonly createdAt: number;
    readonly recordId: string;
    readonly decision: string | null;
    readonly scores: Readonly<Record<string, number | null>>;
    readonly sameText: boolean;
  }[];
  /** Groups of duplicates that it belongs to. */
  readonly duplicates: readonly {
    readonly kept: { readonly datasetId: string; readonly recordId: string };
    readonly dropped: readonly {
      readonly datasetId: string;
      readonly recordId: string;
      readonly reason: string;
    }[];
  }[];
  /** Runs that trained on a dataset that holds it. */
  readonly runs: readonly {
    readonly id: string;
    readonly name: string;
    readonly colour: number;
    readonly datasetId: string;
    readonly datasetName: string;
  }[];
};

/** Before and after the step that made a dataset. */
export type DatasetChanges = {
  readonly operation: string;
  readonly parameters: unknown;
  readonly before: readonly DatasetSummary[];
  /** Parents that are no longer in the project. */
  readonly missingParents: number;
  /** What the step made: what was kept, and what was dropped. */
  readonly made: readonly {
    readonly role: string;
    readonly dataset: DatasetSummary;
    readonly reasons: readonly {
      readonly reason: string;
      readonly records: number;
      readonly bytes: number;
    }[];
    readonly samples: readonly DatasetRow[];
  }[];
  /** Records whose text is another than before. */
  readonly changed: {
    readonly records: number;
    readonly samples: readonly { readonly id: string; readonly before: string; readonly after: string }[];
  };
};

/** How many of something are in both datasets, and in one alone. */
export type Overlap = { readonly both: number; readonly onlyFirst: number; readonly onlySecond: number };

export type DatasetComparison = {
  readonly byId: Overlap;
  /** Different texts; equal ones count once. */
  readonly byText: Overlap;
  /** Numbers that both have, counted over the same bars. */
  readonly columns: readonly {
    readonly column: string;
    readonly edges: readonly number[];
    readonly first: readonly number[];
    readonly second: readonly number[];
  }[];
  readonly examples: {
    readonly onlyFirst: readonly DatasetRow[];
    readonly onlySecond: readonly DatasetRow[];
    readonly both: readonly {
      readonly first: DatasetRow;
      readonly second: DatasetRow;
      readonly sameText: boolean;
    }[];
  };
};

/** Records as points of many dimensions, to be laid out on a plane. */
export type MapSample = {
  /** What the points stand for, in words: which embedding, or which words. */
  readonly about: string;
  /** In the order of the vectors. */
  readonly rows: readonly DatasetRow[];
  /** Records that match in all; `rows` are spread evenly over them. */
  readonly total: number;
  readonly width: number;
  /** [rows · width] little-endian 32-bit floats. */
  readonly vectors: string;
};

import { z } from 'zod';

/** What was left out of a dataset because it repeats something, and lies beside it to be looked at. */
export type CopyReport = {
  /** Of the dataset of what was dropped. */
  readonly datasetId: string;
  /** `groups`: records that repeat each other. `pairs`: records too close to a problem. */
  readonly kind: 'groups' | 'pairs';
  /** Of the dataset that was looked through; the dropped one's own where it is gone. */
  readonly name: string;
  readonly dropped: number;
  /** Groups or pairs. */
  readonly found: number;
  readonly createdAt: number;
};

export type CopyMember = {
  readonly id: string;
  /** The member that it was found to repeat, and the share of their shingles that both have. */
  readonly like: string;
  readonly similarity: number;
  readonly why: string;
};

/** Records that count as one: the first is kept, because it came first. */
export type CopyGroup = { readonly kept: string; readonly members: readonly CopyMember[] };

export type DetectorName = 'ngram' | 'syntax' | 'order' | 'embedding';

/** What all detectors say of a record and a problem. */
export type ClosePairRow = {
  readonly recordId: string;
  readonly taskId: string;
  /** Past the thresholds of these. */
  readonly by: readonly DetectorName[];
  readonly longestRun: number;
  readonly run: string;
  readonly matchRate: number;
  readonly orderedRate: number;
  /** Of the normalised embeddings; null where none were compared. */
  readonly distance: number | null;
};

export type CopyThresholds = {
  readonly ngram: number;
  readonly matchRate: number;
  readonly anyOrder: boolean;
  readonly distance: number | null;
  readonly checkpoint: string | null;
};

/** Two texts to be read side by side; null where one is not in the project any more. */
export type TextPair = { readonly left: string | null; readonly right: string | null };

type PartScore = { readonly problems: number; readonly full: number; readonly retrained: number };

/** One finished study of pruning and retraining, as the paper's table. */
export type PruneStudy = {
  readonly id: string;
  readonly dataset: string;
  readonly benchmark: string;
  readonly preset: string;
  readonly tokens: number;
  readonly seed: number;
  readonly rows: readonly {
    readonly tau: number;
    readonly removed: number;
    readonly kept: number;
    readonly similar: PartScore;
    readonly notSimilar: PartScore;
    readonly total: PartScore;
  }[];
};

const page = z.object({
  dataset: z.string().min(1),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
  /** Text that the ids or words of a row must hold; empty for all. */
  query: z.string().max(1_000).default(''),
});

export const copyInputs = {
  'copies.reports': z.undefined(),
  'copies.groups': page,
  'copies.pairs': page,
  'copies.texts': z.object({
    dataset: z.string().min(1),
    /** The record on the right; on the left stands the problem or the other record. */
    record: z.string().min(1),
    with: z.union([z.object({ record: z.string().min(1) }), z.object({ task: z.string().min(1) })]),
  }),
  'copies.studies': z.undefined(),
} as const;

export type CopyOutputs = {
  'copies.reports': readonly CopyReport[];
  'copies.groups': { readonly rows: readonly CopyGroup[]; readonly total: number };
  'copies.pairs': {
    readonly rows: readonly ClosePairRow[];
    readonly total: number;
    readonly thresholds: CopyThresholds;
  };
  'copies.texts': TextPair;
  'copies.studies': readonly PruneStudy[];
};

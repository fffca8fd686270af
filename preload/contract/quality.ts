import { z } from 'zod';
import type { ClassifierFigures } from '../../main/core/corpus/quality-classifier.ts';

export type { ClassifierFigures };

export type QualityClassifierView = {
  readonly name: string;
  readonly hash: string;
  readonly features: 'syntax' | 'embedding' | 'both';
  readonly figures: ClassifierFigures;
};

/** A scored dataset, with all that a threshold's consequences can be told from. */
export type QualityView = {
  readonly id: string;
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  /** For thresholds 0, 0.001 … 1: records and bytes of quality at or above. */
  readonly keptRecords: readonly number[];
  readonly keptBytes: readonly number[];
  /** Null where the dataset does not say how it was scored. */
  readonly classifier: QualityClassifierView | null;
  /** What each feature is, in words. */
  readonly featureWords: Readonly<Record<string, string>>;
};

export type NearRecord = {
  readonly id: string;
  readonly source: string;
  readonly bytes: number;
  readonly quality: number;
  readonly preview: string;
};

const id = z.string().min(1);

export const qualityInputs = {
  'quality.view': z.object({ id }),
  'quality.near': z.object({
    id,
    threshold: z.number().min(0).max(1),
    count: z.number().int().min(1).max(20).default(3),
  }),
} as const;

export type QualityOutputs = {
  'quality.view': QualityView;
  /** The records nearest to the line on both sides, nearest first. */
  'quality.near': { readonly above: readonly NearRecord[]; readonly below: readonly NearRecord[] };
};

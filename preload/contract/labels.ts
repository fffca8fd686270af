import { z } from 'zod';
import type { LabelMeaning } from '../../main/core/corpus/annotation.ts';
import type { LabelAgreement } from '../../main/core/corpus/label-agreement.ts';

export type { LabelAgreement, LabelMeaning };

/** A sample that a person labels. */
export type LabelSession = {
  readonly id: string;
  readonly name: string;
  readonly annotator: string;
  /** The dataset that was sampled, as it was called. */
  readonly dataset: string;
  /** Its id, where it is still in the project. */
  readonly datasetId: string | null;
  readonly seed: number;
  readonly createdAt: number;
  readonly texts: number;
  readonly labelled: number;
  readonly skipped: number;
};

export type LabelItem = {
  readonly recordId: string;
  readonly source: string;
  readonly state: 'pending' | 'labelled' | 'skipped';
  readonly label: number | null;
  /** When it was last spoken of, milliseconds since 1970. */
  readonly at: number | null;
};

export type LabelSessionView = LabelSession & {
  /** In the order in which they are asked. */
  readonly items: readonly LabelItem[];
  readonly question: string;
  readonly scale: readonly LabelMeaning[];
  readonly guidelines: readonly string[];
};

/** Labels that can be compared: a session, or a dataset of labels. */
export type LabelSource = {
  readonly kind: 'session' | 'dataset';
  readonly id: string;
  readonly name: string;
  readonly texts: number;
};

export type AgreementView = {
  readonly annotators: readonly [string, string];
  readonly agreement: LabelAgreement;
  /** Both coefficients in words. */
  readonly words: string;
};

const id = z.string().regex(/^[\w+-][\w.+-]*$/);
const source = z.object({ kind: z.enum(['session', 'dataset']), id });
export const saidSchema = z.union([
  z.object({ kind: z.literal('label'), label: z.number().int().min(1).max(5) }),
  z.object({ kind: z.enum(['skip', 'undone']) }),
]);
export type Said = z.output<typeof saidSchema>;

export const labelInputs = {
  'labels.sessions': z.undefined(),
  'labels.sources': z.undefined(),
  'labels.create': z.object({
    dataset: id,
    name: z.string().trim().min(1).max(80),
    annotator: z.string().trim().min(1).max(80),
    texts: z.number().int().min(1).max(5_000),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
  }),
  'labels.session': z.object({ id }),
  'labels.text': z.object({ id, recordId: z.string() }),
  'labels.say': z.object({ id, recordId: z.string(), said: saidSchema }),
  'labels.agreement': z.object({ first: source, second: source }),
} as const;

export type LabelOutputs = {
  'labels.sessions': readonly LabelSession[];
  /** All that can be compared, sessions first. */
  'labels.sources': readonly LabelSource[];
  'labels.create': { readonly id: string };
  'labels.session': LabelSessionView;
  'labels.text': { readonly text: string };
  /** The text as it stands now; what was said is on the disk. */
  'labels.say': LabelItem;
  'labels.agreement': AgreementView;
};

import { z } from 'zod';
import type { OperationField, ParameterProblem, WeightedDataset } from '../../main/core/operation-field.ts';
import type { JobView } from './jobs.ts';

export type { OperationField, ParameterProblem, WeightedDataset };

/** Something that can be done with data: import, filter, dedup, mix, … */
export type OperationView = {
  readonly name: string;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** In the order in which a form shows them. */
  readonly fields: readonly OperationField[];
};

/** `refused`: nothing was started; each problem names its field where it has one. */
export type OperationStart =
  | { readonly state: 'started'; readonly job: JobView }
  | { readonly state: 'refused'; readonly problems: readonly ParameterProblem[] };

/** A dataset that an operation made. */
export type MadeDataset = {
  /** `dataset`, `kept`, `dropped`, … */
  readonly role: string;
  /** Its id where it lies in the project, else its folder. */
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly records: number;
  readonly bytes: number;
};

export type OperationReport = {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null while it runs, and where it did not finish. */
  readonly result: {
    /** One sentence for a person. */
    readonly summary: string;
    readonly datasets: readonly MadeDataset[];
    /** Why records were left out, most frequent first. */
    readonly reasons: readonly {
      readonly reason: string;
      readonly records: number;
      readonly bytes: number;
    }[];
    /** It was there already, made from the same inputs. */
    readonly takenUp: boolean;
    /** Whatever else this operation found. */
    readonly details?: unknown;
  } | null;
};

export const operationStartInput = z.object({
  name: z.string().min(1),
  parameters: z.record(z.string(), z.unknown()),
});
export const operationReportInput = z.object({ jobId: z.string().min(1) });

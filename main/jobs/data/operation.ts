import type { z } from 'zod';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { OperationField } from '../../core/operation-field.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import type { DatasetDescription, DatasetExtras } from '../../node/datasets/write-dataset.ts';
import type { BodyEvent } from '../child.ts';

export type OperationParameters = Readonly<Record<string, unknown>>;

/** A dataset to be made: `out` is what the person called it. */
export type DatasetOrder = Omit<DatasetDescription, 'name'> & {
  readonly out: string;
  /** What it is to the operation: `dataset` (the one result), `kept`, `dropped`, … */
  readonly role: string;
};

/** What an operation works with, in a job of a project as on the command line. */
export type OperationContext = {
  /** Aborted when it is asked to stop: `signal.throwIfAborted()` between records. */
  readonly signal: AbortSignal;
  /** Null on the command line, where datasets are folders. */
  readonly projectDir: string | null;
  /**
   * A folder for what the operation needs to go on after a stop. The same operation on the same inputs finds the same
   * folder again; it is removed when the operation is done. Made when first asked for.
   */
  checkpointDir(): string;
  /** Opens the value of a `dataset` field, checking every byte. */
  openDataset(reference: string): Promise<Dataset>;
  /** The problems of one value of a `benchmarks` field. */
  readProblems(reference: string): Promise<readonly Problem[]>;
  /** The absolute path of a `path` or `model` field's value. */
  resolvePath(reference: string): string;
  /** Called as often as is handy; what is shown is thinned. */
  progress(report: {
    readonly doing: string;
    readonly done: number;
    /** 0 where it is not known. */
    readonly total: number;
    readonly unit: string;
  }): void;
  /** A sentence for the log. */
  note(sentence: string): void;
  /**
   * Writes a dataset and announces it with its parents. One that an interrupted run of the same operation on the same
   * inputs finished is taken as it is, and the records are not asked for.
   */
  makeDataset(
    order: DatasetOrder,
    records: AsyncIterable<ScoredRecord> | Iterable<ScoredRecord>,
    extras?: DatasetExtras,
  ): Promise<DatasetManifest>;
  /** Anything else that the journal knows: a run, its metrics, another artifact. */
  emit(event: BodyEvent): void;
};

/** Why records were left out, how many, and the bytes of their text. */
export type Reason = { readonly reason: string; readonly records: number; readonly bytes: number };

/** What an operation says at its end; the datasets it made are known from `makeDataset`. */
export type OperationOutcome = {
  /** One sentence for a person. */
  readonly summary: string;
  readonly reasons: readonly Reason[];
  readonly details?: Json;
  /** Paths in the project that it made beside datasets; when one is gone, the operation runs again. */
  readonly needs?: readonly string[];
};

type About = {
  /** One word, as on the command line. */
  readonly name: string;
  /** As a heading: `Filter by quality`. */
  readonly title: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** One for every parameter, in the order of the form. */
  readonly fields: readonly OperationField[];
  /** Raised when it comes to do something else with the same parameters. */
  readonly version: number;
};

export type Operation = About & {
  readonly parameters: z.ZodType<OperationParameters>;
  /** What decides the outcome beyond the parameters and what they name. */
  identity(context: OperationContext, parameters: OperationParameters): Promise<Json>;
  run(context: OperationContext, parameters: OperationParameters): Promise<OperationOutcome>;
};

/** An operation whose `run` gets its parameters as its schema types them. */
export function operation<Schema extends z.ZodType<OperationParameters>>(
  about: About & {
    readonly parameters: Schema;
    readonly identity?: (context: OperationContext, parameters: z.output<Schema>) => Promise<Json>;
    readonly run: (context: OperationContext, parameters: z.output<Schema>) => Promise<OperationOutcome>;
  },
): Operation {
  const { identity, run, parameters: schema } = about;
  return {
    ...about,
    identity: async (context, parameters) =>
      identity === undefined ? null : identity(context, schema.parse(parameters)),
    run: (context, parameters) => run(context, schema.parse(parameters)),
  };
}

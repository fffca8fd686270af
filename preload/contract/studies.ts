import { z } from 'zod';
import type { StudyMeasure, StudySeries } from '../../main/core/study/findings.ts';
import type { JobView } from './jobs.ts';

export type { StudyMeasure, StudySeries };

export type StudySummary = {
  /** The id of its job. */
  readonly id: string;
  readonly name: string;
  readonly state: JobView['state'];
  readonly models: number;
  readonly finished: number;
  readonly datasets: readonly string[];
  readonly startedAt: number;
};

/** One model of a study; what was measured is null while it is not there yet. */
export type StudyModelView = {
  readonly key: string;
  readonly dataset: string;
  readonly preset: string;
  readonly tokens: number;
  readonly seed: number;
  readonly result: {
    readonly run: string;
    readonly parameters: number;
    readonly seconds: number;
    readonly heldOutLoss: number | null;
    readonly solutionLoss: { readonly bitsPerByte: number; readonly ci95: readonly [number, number] };
    readonly answers: {
      readonly passAt1: number;
      readonly ci95: readonly [number, number];
      readonly evaluation: string;
    } | null;
  } | null;
};

export type StudyDetails = {
  readonly id: string;
  readonly name: string;
  readonly job: JobView;
  readonly params: StudyStart;
  /** Names of the datasets by reference, in the order they were chosen; the first is what others are compared with. */
  readonly datasets: readonly { readonly reference: string; readonly name: string }[];
  readonly benchmark: { readonly name: string; readonly problems: number } | null;
  readonly models: readonly StudyModelView[];
  readonly findings: readonly {
    readonly measure: StudyMeasure;
    readonly series: readonly StudySeries[];
    /** One for each dataset that can be compared with the first, a plain sentence. */
    readonly sentences: readonly string[];
    /** The figure as SVG; null while nothing was measured. */
    readonly figure: string | null;
    /** What the figure shows, as CSV. */
    readonly table: string;
  }[];
};

export type StudyChoices = {
  readonly datasets: readonly { readonly id: string; readonly name: string; readonly bytes: number }[];
  readonly presets: readonly string[];
  readonly benchmarks: readonly { readonly id: string; readonly name: string }[];
};

export type StudyEstimate = {
  readonly models: number;
  /** Seen by all of them together. */
  readonly tokens: number;
  readonly flops: number;
  /** From the speed of this project's earlier runs of each preset; null where one was never trained here. */
  readonly minutes: number | null;
};

const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

const axes = z.object({
  datasets: z.array(z.string().min(1)).max(32),
  presets: z.array(z.string().min(1)).max(8),
  tokens: z.array(z.number()).max(32),
  seeds: z.array(seed).max(32),
});

const start = axes.extend({
  name: z.string().trim().min(1).max(120),
  benchmark: z.string().min(1).optional(),
  context: z.number().int().min(8).max(8_192).optional(),
  batch: z.number().int().min(1).max(4_096).optional(),
  rate: z.number().gt(0).max(1).optional(),
  vocabulary: z.number().int().min(257).max(65_536).optional(),
  answer: z.boolean().optional(),
  threads: z.number().int().positive().max(256).optional(),
});
export type StudyStart = z.infer<typeof start>;

const studyId = z.object({ id: z.string().min(1) });
const studyFigure = studyId.extend({ measure: z.enum(['solution-loss', 'held-out-loss', 'pass@1']) });

export const studyInputs = {
  'studies.list': z.undefined(),
  'studies.choices': z.undefined(),
  'studies.estimate': axes,
  'studies.start': start,
  'studies.get': studyId,
  'studies.figure': studyFigure,
} as const;

export type StudyOutputs = {
  'studies.list': readonly StudySummary[];
  'studies.choices': StudyChoices;
  'studies.estimate': StudyEstimate;
  'studies.start': JobView;
  'studies.get': StudyDetails;
  /** A figure as a vector PDF, where there is a Chromium to print it. */
  'studies.figure': { readonly base64: string };
};

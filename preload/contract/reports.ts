import { z } from 'zod';

export type ReportSummary = {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly path: string;
  readonly bytes: number;
};

export const REPORT_FORMATS = ['html', 'pdf', 'md', 'json', 'csv', 'latex'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What can be made of something, and why not where it cannot. */
export type ReportOffer = { readonly format: ReportFormat } & (
  | { readonly available: true }
  | {
      readonly available: false;
      /** What is missing and what to do, in a sentence. */
      readonly why: string;
    }
);

/** A report as a file that can be handed to a person; the same bytes lie in the project's `reports` folder. */
export type MadeReport = {
  readonly fileName: string;
  readonly mediaType: string;
  readonly base64: string;
  /** Where it was kept. */
  readonly path: string;
};

const id = z.string().min(1);

/** What to report on: evaluations side by side, or a recipe that ended and its report. */
export const reportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('evaluations'), ids: z.array(id).min(1).max(16) }),
  z.object({ kind: z.literal('report'), id }),
]);
export type ReportSource = z.output<typeof reportSource>;

export const reportIdInput = z.object({ id });
export const reportOffersInput = z.object({ source: reportSource });
export const reportMakeInput = z.object({ source: reportSource, format: z.enum(REPORT_FORMATS) });

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Ids are strings that cannot be mistaken for one another: only these functions make them. */
export type JobId = Branded<'job'>;
export type RunId = Branded<'run'>;
export type EvaluationId = Branded<'evaluation'>;
export type ReportId = Branded<'report'>;

export const jobId = (id: string): JobId => id as JobId;
export const runId = (id: string): RunId => id as RunId;
export const evaluationId = (id: string): EvaluationId => id as EvaluationId;
export const reportId = (id: string): ReportId => id as ReportId;

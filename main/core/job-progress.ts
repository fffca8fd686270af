/** Where a job is and how long it still takes. */
export type JobProgress = {
  readonly stage: string;
  /** What it is doing right now, in words: `training on filtered code`. */
  readonly doing: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Units a second over this session only. */
  readonly rate: number;
  /** Of this stage. */
  readonly etaSeconds: number | null;
  /** Of the whole job. */
  readonly jobEtaSeconds: number | null;
};

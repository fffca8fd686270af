import type { JobProgress } from '../../main/core/job-progress.ts';

export type { JobProgress };

export type JobState = 'running' | 'stopping' | 'done' | 'stopped' | 'failed' | 'interrupted';

export type JobView = {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** `interrupted`: its process is gone without a last word; it can be resumed. */
  readonly state: JobState;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly progress: JobProgress | null;
  readonly error: { readonly code: string; readonly message: string } | null;
};

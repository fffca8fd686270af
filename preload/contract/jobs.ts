import { z } from 'zod';
import type { JobProgress } from '../../main/core/job-progress.ts';
import type { JobState } from './job-states.ts';

export { isOpen, isResumable } from './job-states.ts';
export type { JobProgress, JobState };

/** What a job made, to open it. */
export type JobResult =
  | { readonly kind: 'recipe' }
  | { readonly kind: 'report' | 'evaluation' | 'dataset' | 'run'; readonly id: string };

export type JobView = {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** `interrupted`: its process is gone without a last word; it can be resumed. */
  readonly state: JobState;
  /** Place in line, from 1; null where it does not wait. */
  readonly queuePosition: number | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly progress: JobProgress | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Null while there is nothing to open. */
  readonly result: JobResult | null;
};

const nothing = z.undefined();
const id = z.string().min(1);
const jobIdInput = z.object({ id });

export const jobInputs = {
  'jobs.list': nothing,
  /** `save: false` ends it at once; what it did since its last checkpoint is lost. */
  'jobs.stop': z.object({ id, save: z.boolean().default(true) }),
  'jobs.pause': jobIdInput,
  'jobs.resume': jobIdInput,
  /** Before another job that waits, or to the end of the line. */
  'jobs.move': z.object({ id, before: id.nullable() }),
  'jobs.log': jobIdInput,
} as const;

export type JobOutputs = {
  /** All that are open, in the order of the line, and the latest that ended, newest first. */
  'jobs.list': readonly JobView[];
  'jobs.stop': JobView;
  'jobs.pause': JobView;
  'jobs.resume': JobView;
  'jobs.move': JobView;
  /** The last 64 KiB of the job's log. */
  'jobs.log': { readonly text: string };
};

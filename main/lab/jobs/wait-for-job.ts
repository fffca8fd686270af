import type { JobView } from '../../../preload/contract/jobs.ts';
import { isOpen } from '../../../preload/contract/job-states.ts';
import { Failure } from '../../core/failure.ts';
import { jobView, requireJob, stopJob } from './jobs.ts';
import type { LabParts } from '../lab.ts';

const LOOK_MS = 200;

export type Waiting = {
  /** Aborted: the job saves and stops. */
  readonly stop: AbortSignal;
  /** Aborted: the job's process is ended at once. */
  readonly kill: AbortSignal;
  /** Called a few times a second. */
  readonly onProgress: (job: JobView) => void;
};

/** Waits until a job has ended; aborting asks it to save and stop, or ends it. */
export async function waitForJob(parts: LabParts, { stop, kill, onProgress }: Waiting, id: string): Promise<JobView> {
  let asked = false;
  for (;;) {
    if (stop.aborted && !asked) {
      asked = true;
      await stopJob(parts, id);
    }
    if (kill.aborted) parts.supervisor.kill(id);
    await parts.follower.round();
    const job = jobView(await requireJob(parts, id));
    onProgress(job);
    if (!isOpen(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** @throws Failure saying how it ended and how to go on. */
export function assertDone(job: JobView, id: string): void {
  if (job.state === 'done') return;
  if (job.state === 'failed' || job.error?.code === 'job-crashed') {
    throw new Failure(job.error?.code ?? 'failed', job.error?.message ?? `${job.title} failed.`);
  }
  const how = job.state === 'stopped' || job.state === 'paused' ? `was ${job.state}` : 'was killed';
  throw new Failure(
    job.state === 'stopped' ? 'stopped' : 'job-killed',
    `${job.title} ${how}; what it finished is kept, and --resume ${id} goes on from there.`,
  );
}

import type { JobProgress, JobResult, JobState, JobView } from '../../preload/contract/jobs.ts';
import { formatRoute } from './route.ts';

/** Where a job's result is shown. */
export function resultHref(result: JobResult): string {
  switch (result.kind) {
    case 'recipe':
      return formatRoute({ view: 'recipe', stage: null });
    case 'report':
      return formatRoute({ view: 'report', report: result.id });
    case 'evaluation':
      return formatRoute({
        view: 'evaluation',
        evaluation: result.id,
        task: null,
        sample: null,
        compare: null,
        show: 'problems',
      });
    case 'dataset':
      return `#/data/${encodeURIComponent(result.id)}`;
    case 'run':
      return formatRoute({ view: 'run', id: result.id, compare: [] });
  }
}

export type JobGroups = {
  readonly running: readonly JobView[];
  /** In the order in which they will start. */
  readonly queued: readonly JobView[];
  /** Newest first. */
  readonly ended: readonly JobView[];
};

export function groupJobs(jobs: readonly JobView[]): JobGroups {
  const running = jobs.filter(({ state }) => state === 'running' || state === 'stopping');
  const queued = jobs.filter(({ state }) => state === 'queued');
  const ended = jobs.filter((job) => !running.includes(job) && !queued.includes(job));
  return { running, queued, ended };
}

/** Seconds until the job is done, as well as is known: of the whole job, else of what it does now. */
export const secondsLeft = (progress: JobProgress | null): number | null =>
  progress === null ? null : (progress.jobEtaSeconds ?? progress.etaSeconds);

/** What a person hears of a job that has just come to an end; null of one that was ended by hand or goes on. */
export type Notice = {
  readonly job: JobView;
  readonly outcome: 'done' | 'failed';
  readonly title: string;
  readonly text: string;
};

const OPEN: readonly JobState[] = ['queued', 'running', 'stopping'];

/** Jobs that ended by themselves between two looks at the list. One seen for the first time is no news. */
export function noticesOf(before: readonly JobView[], after: readonly JobView[]): Notice[] {
  const known = new Map(before.map((job) => [job.id, job.state]));
  return after.flatMap((job): Notice[] => {
    const was = known.get(job.id);
    if (was === undefined || !OPEN.includes(was)) return [];
    if (job.state === 'done') {
      return [{ job, outcome: 'done', title: `${job.title} is done`, text: '' }];
    }
    if (job.state === 'failed' || job.state === 'interrupted') {
      const title = `${job.title} ${job.state === 'failed' ? 'failed' : 'was interrupted'}`;
      return [{ job, outcome: 'failed', title, text: job.error?.message ?? 'Its log may say why.' }];
    }
    return [];
  });
}

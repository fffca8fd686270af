import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { JobOutputs, JobProgress, JobResult, JobView } from '../../../preload/contract/jobs.ts';
import { isResumable } from '../../../preload/contract/job-states.ts';
import { Failure } from '../../core/failure.ts';
import { jobPaths } from '../../jobs/job-folder.ts';
import type { JobRequest } from '../../jobs/protocol.ts';
import { jobId } from '../../node/store/ids.ts';
import { listQueuedJobs } from '../../node/store/queries/job-queue.ts';
import { findJob, listEndedJobs, listJobsInState, updateJobIn } from '../../node/store/queries/jobs.ts';
import type { JobRow } from '../../node/store/schema.ts';
import { resultsOfJobs } from './job-results.ts';
import type { LabParts } from '../lab.ts';

/** Every call about jobs. */
export function jobCalls(parts: LabParts): {
  readonly [Name in keyof JobOutputs]: (input: ParsedInput<Name>) => Promise<JobOutputs[Name]>;
} {
  return {
    'jobs.list': () => listJobViews(parts),
    'jobs.stop': ({ id, save }) => stopJob(parts, id, save ? 'save' : 'kill'),
    'jobs.pause': ({ id }) => stopJob(parts, id, 'pause'),
    'jobs.resume': ({ id }) => resumeJob(parts, id),
    'jobs.move': async ({ id, before }) => {
      await parts.queue.move(jobId(id), before === null ? null : jobId(before));
      return oneJobView(parts, id);
    },
    'jobs.log': ({ id }) => jobLog(parts, id),
  };
}

export function jobView(row: JobRow, queuePosition: number | null = null, result: JobResult | null = null): JobView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    queuePosition,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as JobProgress),
    error: row.error === null ? null : (JSON.parse(row.error) as JobView['error']),
    result,
  };
}

export async function requireJob(parts: LabParts, id: string): Promise<JobRow> {
  const row = await findJob(parts.store.db, jobId(id));
  if (!row) throw new Failure('job-not-found', `There is no job ${JSON.stringify(id)} in this project.`);
  return row;
}

/** Ended jobs that are listed; a project has hundreds after a while, and nobody reads past these. */
const ENDED_SHOWN = 100;

/** Running ones, then the line in its order, then those that ended, newest first. */
export async function listJobViews(parts: LabParts): Promise<JobView[]> {
  const { db } = parts.store;
  const running = await listJobsInState(db, ['running', 'stopping']);
  const queued = await listQueuedJobs(db);
  const rows = [...running, ...queued, ...(await listEndedJobs(db, ENDED_SHOWN))];
  const results = await resultsOfJobs(parts, rows);
  const place = (row: JobRow): number | null => (row.state === 'queued' ? queued.indexOf(row) + 1 : null);
  return rows.map((row) => jobView(row, place(row), results.get(row.id) ?? null));
}

async function oneJobView(parts: LabParts, id: string): Promise<JobView> {
  const row = await requireJob(parts, id);
  const queued = await listQueuedJobs(parts.store.db);
  const at = queued.findIndex((other) => other.id === row.id);
  return jobView(row, at < 0 ? null : at + 1, (await resultsOfJobs(parts, [row])).get(row.id) ?? null);
}

/** Starts a job, or puts it in line behind those that run and wait. */
export async function startJob(parts: LabParts, request: JobRequest, title: string): Promise<JobView> {
  const file = parts.supervisor.prepare(request, title);
  await parts.queue.add(file);
  return oneJobView(parts, file.id);
}

/**
 * Ends a job; one that waits leaves the line, one that has ended stays as it is. To pause is to save and stop, with the
 * intent to go on: a process that is merely halted would keep its memory, not survive the machine, look dead to its
 * heartbeat's readers, and be impossible on Windows; a job that saved costs nothing and resumes to the same result.
 */
export async function stopJob(
  parts: LabParts,
  id: string,
  how: 'save' | 'pause' | 'kill' = 'save',
): Promise<JobView> {
  const { db } = parts.store;
  const row = await requireJob(parts, id);
  const state = how === 'pause' ? 'paused' : 'stopped';
  const left = { state, queue_position: null, ended_at: Date.now() } as const;
  if (!(await updateJobIn(db, row.id, ['queued'], left))) {
    const intent = how === 'save' ? null : how;
    const asked = await updateJobIn(db, row.id, ['running', 'stopping'], { state: 'stopping', intent });
    if (asked && how === 'kill') parts.supervisor.kill(id);
    else if (asked) parts.supervisor.stop(id);
  }
  for (const subject of ['jobs', 'recipe', 'evaluations'] as const) parts.changes.announce({ subject });
  return oneJobView(parts, id);
}

/** Goes on with a job that was paused, stopped, failed or interrupted, in its own folder, before all that wait. */
export async function resumeJob(parts: LabParts, id: string): Promise<JobView> {
  const row = await requireJob(parts, id);
  if (row.state === 'running' || row.state === 'stopping') {
    throw new Failure('job-running', `${row.title} is already running.`);
  }
  if (row.state === 'done') {
    throw new Failure('job-done', `${row.title} is finished; there is nothing to resume.`);
  }
  if (isResumable(row) || row.state === 'queued') await parts.queue.resume(parts.supervisor.read(id));
  return oneJobView(parts, id);
}

const LOOK_MS = 200;

/** Asks all that runs to save and stop, and starts no more; the line stays as it is for the next time. */
export async function saveJobs(parts: LabParts, withinMs: number): Promise<void> {
  parts.queue.hold();
  const running = () => listJobsInState(parts.store.db, ['running', 'stopping']);
  for (const { id } of await running()) await stopJob(parts, id);
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && (await running()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const LOG_BYTES = 64 * 1024;

/** The end of what the job's process printed. */
export async function jobLog(parts: LabParts, id: string): Promise<{ text: string }> {
  await requireJob(parts, id);
  const path = jobPaths(parts.supervisor.jobDir(id)).log;
  if (!existsSync(path)) return { text: '' };
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, LOG_BYTES));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return { text: bytes.toString('utf8', 0, read) };
  } finally {
    closeSync(file);
  }
}

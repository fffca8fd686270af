import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { JobProgress, JobView } from '../../preload/contract/jobs.ts';
import { Failure } from '../core/failure.ts';
import { jobPaths } from '../jobs/job-folder.ts';
import type { JobRequest } from '../jobs/protocol.ts';
import { jobId } from '../node/store/ids.ts';
import { findJob, listJobs, updateJob } from '../node/store/queries/jobs.ts';
import type { JobRow } from '../node/store/schema.ts';
import type { LabParts } from './lab.ts';

export function jobView(row: JobRow): JobView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as JobProgress),
    error: row.error === null ? null : (JSON.parse(row.error) as JobView['error']),
  };
}

export async function requireJob(parts: LabParts, id: string): Promise<JobRow> {
  const row = await findJob(parts.store.db, jobId(id));
  if (!row) throw new Failure('job-not-found', `There is no job ${JSON.stringify(id)} in this project.`);
  return row;
}

export async function listJobViews(parts: LabParts): Promise<JobView[]> {
  return (await listJobs(parts.store.db)).map(jobView);
}

export async function startJob(parts: LabParts, request: JobRequest, title: string): Promise<JobView> {
  const file = parts.supervisor.start(request, title);
  await parts.follower.add(file);
  return jobView(await requireJob(parts, file.id));
}

/** Asks a job to save and stop. One that is not running stays as it is. */
export async function stopJob(parts: LabParts, id: string): Promise<JobView> {
  const row = await requireJob(parts, id);
  if (row.state === 'running') {
    await updateJob(parts.store.db, row.id, { state: 'stopping' });
    parts.supervisor.stop(id);
    parts.changes.announce({ subject: 'jobs' });
    parts.changes.announce({ subject: 'recipe' });
  }
  return jobView(await requireJob(parts, id));
}

/** Goes on with a job that was stopped, failed or interrupted, in its own folder. */
export async function resumeJob(parts: LabParts, id: string): Promise<JobView> {
  const row = await requireJob(parts, id);
  if (row.state === 'running' || row.state === 'stopping') {
    throw new Failure('job-running', `${row.title} is already running.`);
  }
  if (row.state === 'done') {
    throw new Failure('job-done', `${row.title} is finished; there is nothing to resume.`);
  }
  await parts.follower.add(parts.supervisor.resume(id));
  return jobView(await requireJob(parts, id));
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

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { writeFileDurably } from '../node/files/durable-file.ts';
import type { JobRequest } from './protocol.ts';
import { JOB_KINDS } from './protocol.ts';

/** `job.json`: what was asked, fixed when the job was made. A resume starts from the same file. */
export type JobFile = JobRequest & {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
};

const jobFileSchema = z.object({
  id: z.string().min(1),
  title: z.string(),
  createdAt: z.number(),
  kind: z.enum(JOB_KINDS),
  params: z.record(z.string(), z.unknown()),
});

/** Where the parts of a job lie. */
export const jobPaths = (jobDir: string) => ({
  request: join(jobDir, 'job.json'),
  events: join(jobDir, 'events.jsonl'),
  log: join(jobDir, 'log.txt'),
  heartbeat: join(jobDir, 'heartbeat.json'),
  /** Its presence asks the job to save and stop, where signals do not exist. */
  stop: join(jobDir, 'stop'),
});

/** A job lies in `PROJECT/jobs/ID`. */
export const projectOfJob = (jobDir: string): string => dirname(dirname(jobDir));

export function writeJobFile(jobDir: string, file: JobFile): void {
  mkdirSync(jobDir, { recursive: true });
  writeFileDurably(jobPaths(jobDir).request, JSON.stringify(file, null, 2) + '\n');
}

export function readJobFile(jobDir: string): JobFile {
  const path = jobPaths(jobDir).request;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('job-not-found', `There is no job in ${jobDir}: its job.json cannot be read.`, {
      cause,
    });
  }
  try {
    return jobFileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure('job-damaged', `${path} is not a job request; start the job anew.`, { cause });
  }
}

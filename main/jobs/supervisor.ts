import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../core/failure.ts';
import { jobEntry } from './entries.ts';
import type { JobFile } from './job-folder.ts';
import { jobPaths, readJobFile, writeJobFile } from './job-folder.ts';
import type { JobExit, JobHost, JobProcess } from './job-host.ts';
import { childProcessHost, killGroup } from './job-host.ts';
import { isJobAlive, readHeartbeat } from './liveness.ts';
import type { JobKind, JobRequest } from './protocol.ts';

export type Supervisor = {
  /** Makes the job's folder; nothing runs yet. */
  prepare(request: JobRequest, title: string): JobFile;
  /** What was asked, as the job's folder holds it. */
  read(id: string): JobFile;
  /** Starts the job's process in its folder; one that ran before finds its finished stages there. */
  launch(id: string): void;
  /** Asks the job to save and stop; ends it when the grace has passed. */
  stop(id: string): void;
  kill(id: string): void;
  isAlive(id: string): boolean;
  /** How the job's process last ended, if this lab started it and it has. */
  lastExit(id: string): JobExit | null;
  jobDir(id: string): string;
  /** Ids of all jobs of the project, oldest first. */
  list(): string[];
  /** Lets go of all jobs without ending them. */
  close(): void;
};

export type SupervisorOptions = {
  /** Folder that holds one folder for each job. */
  readonly jobsDir: string;
  readonly host?: JobHost;
  readonly entryOf?: (kind: JobKind) => string;
  readonly now?: () => number;
  /** What a job's process gets beside this process's environment: keys, which stand in no file. */
  readonly environmentOf?: (file: JobFile) => Readonly<Record<string, string>>;
  /** Time to save a checkpoint after being asked to stop, milliseconds. */
  readonly graceMs?: number;
};

export function openSupervisor(options: SupervisorOptions): Supervisor {
  const { jobsDir, host = childProcessHost, entryOf = jobEntry, now = Date.now, graceMs = 60_000 } = options;
  const environmentOf = options.environmentOf ?? (() => ({}));
  const own = new Map<string, JobProcess>();
  const exits = new Map<string, JobExit>();
  const graces = new Map<string, NodeJS.Timeout>();
  const jobDir = (id: string): string => {
    if (!/^[0-9a-z-]+$/.test(id))
      throw new Failure('job-not-found', `There is no job ${JSON.stringify(id)}.`);
    return join(jobsDir, id);
  };

  const run = (file: JobFile): void => {
    const folder = jobDir(file.id);
    const paths = jobPaths(folder);
    rmSync(paths.stop, { force: true });
    const child = host.start(entryOf(file.kind), folder, paths.log, environmentOf(file));
    if (child.pid !== undefined) {
      // Written for the child, so that another lab on this project sees it as alive from the first moment.
      writeFileSync(paths.heartbeat, JSON.stringify({ pid: child.pid, at: now(), memoryBytes: 0, cpuMs: 0 }));
    }
    own.set(file.id, child);
    void child.exited.then((exit) => {
      exits.set(file.id, exit);
      if (own.get(file.id) === child) own.delete(file.id);
      clearTimeout(graces.get(file.id));
      graces.delete(file.id);
    });
  };

  const isAlive = (id: string): boolean => own.has(id) || isJobAlive(jobDir(id), now());

  const kill = (id: string): void => {
    const child = own.get(id);
    if (child) child.kill();
    else if (isAlive(id)) killGroup(readHeartbeat(jobDir(id))!.pid);
  };

  return {
    prepare(request, title) {
      const file: JobFile = { ...request, id: newJobId(now()), title, createdAt: now() };
      writeJobFile(jobDir(file.id), file);
      return file;
    },
    read: (id) => readJobFile(jobDir(id)),
    launch(id) {
      const file = readJobFile(jobDir(id));
      if (isAlive(id)) throw new Failure('job-running', `${file.title} is already running.`);
      run(file);
    },
    stop(id) {
      if (!isAlive(id)) return;
      writeFileSync(jobPaths(jobDir(id)).stop, '');
      const child = own.get(id);
      if (child) child.stop();
      else signal(readHeartbeat(jobDir(id))?.pid);
      if (!graces.has(id)) {
        const timer = setTimeout(() => {
          kill(id);
        }, graceMs);
        graces.set(id, timer.unref());
      }
    },
    kill,
    isAlive,
    lastExit: (id) => exits.get(id) ?? null,
    jobDir,
    list() {
      return readdirSync(jobsDir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && /^[0-9a-z-]+$/.test(entry.name))
        .map((entry) => entry.name)
        .sort();
    },
    close() {
      for (const timer of graces.values()) clearTimeout(timer);
      graces.clear();
      own.clear();
    },
  };
}

function signal(pid: number | undefined): void {
  if (pid === undefined || process.platform === 'win32') return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** Sorts by time: `20261123-001530-1f9c`. */
function newJobId(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15).replace('T', '-');
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Failure } from '../core/failure.ts';

/** The operating system's side of a running job. */
export type JobProcess = {
  /** Undefined where it is known only later; the job's own heartbeat then says it. */
  readonly pid: number | undefined;
  /** Asks it to save and stop. */
  stop(): void;
  /** Ends it now, with everything it started. */
  kill(): void;
  readonly exited: Promise<JobExit>;
};

/** How a process ended: by itself with a code, or by a signal. */
export type JobExit = { readonly code: number | null; readonly signal: string | null };

/** How a job's process is made: a Node child here, a utility process in Electron. */
export type JobHost = {
  start(entry: string, jobDir: string, logPath: string): JobProcess;
};

/**
 * Jobs as detached children of this same Node: they outlive the lab, which finds them again by their
 * folders. Each leads a process group, so that what it started can be ended with it.
 */
export const childProcessHost: JobHost = {
  start(entry, jobDir, logPath) {
    const log = openSync(logPath, 'a');
    const child = spawn(process.execPath, [entry, jobDir], {
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
    });
    closeSync(log);
    child.unref();
    if (child.pid === undefined) {
      throw new Failure(
        'job-not-started',
        'The job could not be started: the system made no process for it.',
      );
    }
    const { pid } = child;
    const exited = new Promise<JobExit>((resolve) => {
      child.once('error', () => {
        resolve({ code: null, signal: null });
      });
      child.once('exit', (code, signal) => {
        killGroup(pid);
        resolve({ code, signal });
      });
    });
    return {
      pid,
      stop: () => {
        child.kill('SIGTERM');
      },
      kill: () => {
        killGroup(pid);
        child.kill('SIGKILL');
      },
      exited,
    };
  },
};

/** Ends what is left of a job's process group; an empty group is the usual case. */
export function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nothing left to end.
  }
}

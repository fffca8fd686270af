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

/**
 * A process that talks with the lab for as long as it is wanted, and ends with it: for what must not hold
 * the lab up but is no job, since it leaves nothing behind.
 */
export type Companion = {
  say(message: unknown): void;
  /** Ends it now, with everything it started. */
  end(): void;
  readonly exited: Promise<JobExit>;
};

/** How a job's process is made: a Node child here, a utility process in Electron. */
export type JobHost = {
  /** `environment` comes on top of this process's own. */
  start(
    entry: string,
    jobDir: string,
    logPath: string,
    environment: Readonly<Record<string, string>>,
  ): JobProcess;
  accompany(entry: string, logPath: string, hear: (message: unknown) => void): Companion;
};

/**
 * Jobs as detached children of this same Node: they outlive the lab, which finds them again by their
 * folders. Each leads a process group, so that what it started can be ended with it.
 */
export const childProcessHost: JobHost = {
  start(entry, jobDir, logPath, environment) {
    const log = openSync(logPath, 'a');
    const child = spawn(process.execPath, [entry, jobDir], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...environment },
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
  accompany(entry, logPath, hear) {
    const log = openSync(logPath, 'w');
    // A group of its own, so that its interpreters end with it.
    const child = spawn(process.execPath, [entry], {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      windowsHide: true,
    });
    closeSync(log);
    child.on('message', hear);
    const exited = new Promise<JobExit>((resolve) => {
      child.once('error', () => {
        resolve({ code: null, signal: null });
      });
      child.once('exit', (code, signal) => {
        if (child.pid !== undefined) killGroup(child.pid);
        resolve({ code, signal });
      });
    });
    return {
      say: (message) => {
        if (child.connected) child.send(message as object);
      },
      end: () => {
        if (child.pid !== undefined) killGroup(child.pid);
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

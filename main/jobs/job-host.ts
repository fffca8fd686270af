import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** The operating system's side of a running job. */
export type JobProcess = {
  readonly pid: number | undefined;
  /** Asks it to save and stop. */
  stop(): void;
  /** Ends it now, with everything it started. */
  kill(): void;
  readonly exited: Promise<void>;
};

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
    const exited = new Promise<void>((resolve) => {
      child.once('error', () => {
        resolve();
      });
      child.once('exit', () => {
        if (child.pid !== undefined) killGroup(child.pid);
        resolve();
      });
    });
    return {
      pid: child.pid,
      stop: () => {
        child.kill('SIGTERM');
      },
      kill: () => {
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

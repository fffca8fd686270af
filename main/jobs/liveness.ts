import { readFileSync } from 'node:fs';
import { jobPaths } from './job-folder.ts';

export type Heartbeat = {
  readonly pid: number;
  readonly at: number;
  readonly memoryBytes: number;
  /** Computing time of the process since it began, milliseconds. */
  readonly cpuMs: number;
};

export function readHeartbeat(jobDir: string): Heartbeat | null {
  try {
    const value = JSON.parse(readFileSync(jobPaths(jobDir).heartbeat, 'utf8')) as Partial<Heartbeat>;
    const { pid, at, memoryBytes = 0, cpuMs = 0 } = value;
    return typeof pid === 'number' && pid > 0 && typeof at === 'number'
      ? { pid, at, memoryBytes, cpuMs }
      : null;
  } catch {
    return null;
  }
}

/** Older than this, a heartbeat alone no longer proves that its process id was not given to another. */
const FRESH_MS = 60_000;

/**
 * Whether the process that a heartbeat names still runs this job. A process id alone proves little (it
 * may have been reused, or be a zombie that nobody collects), so on Linux the command line is asked too.
 */
export function isJobAlive(jobDir: string, now: number): boolean {
  const heartbeat = readHeartbeat(jobDir);
  if (!heartbeat || !processExists(heartbeat.pid)) return false;
  if (process.platform === 'linux') {
    const process = inspectLinux(heartbeat.pid);
    if (!process || process.zombie) return false;
    if (process.commandLine.includes(jobDir)) return true;
  }
  return now - heartbeat.at < FRESH_MS;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inspectLinux(pid: number): { zombie: boolean; commandLine: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold parentheses and spaces; the state follows the last one.
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    return {
      zombie: state === 'Z' || state === 'X',
      commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    };
  } catch {
    return null;
  }
}

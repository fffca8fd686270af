import { readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 1/100 s for every process, whatever its kernel's own rate. */
export const msPerTick = 10;

/**
 * The processor time that another process's main thread has used, milliseconds; null where the system does
 * not say (only Linux does in a file). It tells a program that runs too long from one that is kept waiting;
 * threads that compile WebAssembly in the background are not the program's doing.
 */
export function cpuMsOf(pid: number | undefined): number | null {
  return pid === undefined ? null : readCpuMs(`/proc/${String(pid)}/task/${String(pid)}/stat`);
}

/** The same for all threads of a process: those of a page's workers are known by no number. */
export function processCpuMsOf(pid: number | null): number | null {
  return pid === null ? null : readCpuMs(`/proc/${String(pid)}/stat`);
}

function readCpuMs(file: string): number | null {
  if (process.platform !== 'linux') return null;
  try {
    // The second field is the command in brackets and may hold anything, so fields count from the last one.
    const text = readFileSync(file, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return null;
  }
}

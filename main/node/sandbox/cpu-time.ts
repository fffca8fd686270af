import { readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 1/100 s for every process, whatever its kernel's own rate. */
const msPerTick = 10;

/**
 * The processor time that another process's main thread has used, milliseconds; null where the system does
 * not say (only Linux does in a file). It tells a program that runs too long from one that is kept waiting;
 * threads that compile WebAssembly in the background are not the program's doing.
 */
export function cpuMsOf(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null;
  try {
    // The second field is the command in brackets and may hold anything, so fields count from the last one.
    const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return null;
  }
}

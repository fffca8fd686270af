import { readdirSync, readFileSync } from 'node:fs';

export type GroupLoad = {
  /** Of all its processes since each began, milliseconds. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
};

/** The kernel's clock tick and page size; both are these on every Linux that Node runs on by default. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/**
 * What process groups use, by the id of their leader: a job leads a group, and its interpreters belong to it. Linux
 * alone says it cheaply; elsewhere the map is empty and the jobs' own heartbeats must do.
 */
export function groupLoads(leaders: ReadonlySet<number>, proc = '/proc'): ReadonlyMap<number, GroupLoad> {
  const loads = new Map<number, GroupLoad>();
  for (const { group, cpuMs, memoryBytes } of processesOf(leaders, proc)) {
    const known = loads.get(group) ?? { cpuMs: 0, memoryBytes: 0 };
    loads.set(group, { cpuMs: known.cpuMs + cpuMs, memoryBytes: known.memoryBytes + memoryBytes });
  }
  return loads;
}

export type GroupProcess = GroupLoad & { readonly pid: number; readonly group: number };

/** Every process of these groups; none but on Linux. */
export function processesOf(leaders: ReadonlySet<number>, proc = '/proc'): readonly GroupProcess[] {
  if (leaders.size === 0 || process.platform !== 'linux') return [];
  return readdirSync(proc).flatMap((name) => {
    const found = /^\d+$/.test(name) ? readProcess(`${proc}/${name}/stat`) : null;
    return found !== null && leaders.has(found.group) ? [{ pid: Number(name), ...found }] : [];
  });
}

function readProcess(path: string): (GroupLoad & { readonly group: number }) | null {
  try {
    return processOf(readFileSync(path, 'utf8'));
  } catch {
    // It ended between the listing and the look.
    return null;
  }
}

/** One line of `/proc/PID/stat` (proc_pid_stat(5)): fields 5, 14, 15 and 24. */
export function processOf(stat: string): (GroupLoad & { readonly group: number }) | null {
  // The name in parentheses may hold spaces and parentheses; the third field follows the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [group, user, system, pages] = [fields[2], fields[11], fields[12], fields[21]].map(Number);
  if (![group, user, system, pages].every(Number.isFinite)) return null;
  return { group: group!, cpuMs: (user! + system!) * TICK_MS, memoryBytes: pages! * PAGE_BYTES };
}

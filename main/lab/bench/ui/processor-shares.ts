import { readFileSync } from 'node:fs';
import { processesOf } from '../../../node/machine/process-groups.ts';

/** Shares of one core, in percent. */
export type Shares = {
  /** All together. */
  readonly percent: number;
  /** The processes that run the page: its code, its layout, and without a graphics card the drawing of its parts. */
  readonly page: number;
  /** The process that puts the drawn parts together into the picture: a graphics card's work where there is one. */
  readonly drawing: number;
  /** The rest of the browser: input, sockets, and the protocol that a measurement leads it by. */
  readonly browser: number;
  readonly lab: number;
};

type Part = Exclude<keyof Shares, 'percent'>;
/** As Chromium names the kinds of its processes on their command lines. */
const PARTS: Readonly<Record<string, Part>> = { renderer: 'page', 'gpu-process': 'drawing' };

/** What the lab and each part of the browser compute while something goes on; each leads a process group. */
export async function processorShares(
  groups: { readonly browser: number; readonly lab: number },
  during: () => Promise<unknown>,
): Promise<Shares> {
  const parts = new Map<number, Part>();
  const look = (): ReadonlyMap<number, number> => {
    const processes = processesOf(new Set(Object.values(groups)));
    for (const { pid, group } of processes)
      if (!parts.has(pid)) parts.set(pid, group === groups.lab ? 'lab' : partOf(pid));
    return new Map(processes.map(({ pid, cpuMs }) => [pid, cpuMs]));
  };
  const before = look();
  const begun = performance.now();
  await during();
  const after = look();
  const elapsedMs = performance.now() - begun;
  const of = (part?: Part): number => {
    const pids = [...after.keys()].filter((pid) => part === undefined || parts.get(pid) === part);
    const spentMs = pids.reduce((sum, pid) => sum + after.get(pid)! - (before.get(pid) ?? 0), 0);
    return (100 * spentMs) / elapsedMs;
  };
  return {
    percent: of(),
    page: of('page'),
    drawing: of('drawing'),
    browser: of('browser'),
    lab: of('lab'),
  };
}

function partOf(pid: number): Part {
  try {
    const kind = /--type=([\w-]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
    return PARTS[kind ?? ''] ?? 'browser';
  } catch {
    // It ended between two looks.
    return 'browser';
  }
}

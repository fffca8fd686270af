import { cpus, freemem, totalmem } from 'node:os';
import type { SystemLoad } from '../../../preload/contract/system.ts';
import { readHeartbeat } from '../../jobs/liveness.ts';
import { openGpuMeter } from '../../node/machine/gpu-load.ts';
import { groupLoads, type GroupLoad } from '../../node/machine/process-groups.ts';
import { listJobsInState } from '../../node/store/queries/jobs.ts';
import type { LabParts } from '../lab.ts';

const gpus = openGpuMeter();

type Moment = {
  /** Of the machine, all cores together, milliseconds. */
  readonly busyMs: number;
  readonly totalMs: number;
  /** Of the lab and of each of its jobs. */
  readonly ownMs: ReadonlyMap<string, number>;
};

let before: Moment = { ...processorTimes(), ownMs: new Map([['lab', labMs()]]) };

/** Several windows may ask at once; a difference over less than this says nothing, milliseconds of all cores. */
const LEAST_MS = 200;

/** What the machine does, and how much of it is this lab's doing, since it was last asked. */
export async function systemLoad(parts: LabParts): Promise<SystemLoad> {
  const jobs = await jobLoads(parts);
  const now: Moment = {
    ...processorTimes(),
    ownMs: new Map([['lab', labMs()], ...[...jobs].map(([id, { cpuMs }]) => [id, cpuMs] as const)]),
  };
  const shares = sharesBetween(before, now);
  if (now.totalMs - before.totalMs > LEAST_MS) before = now;
  const jobMemory = [...jobs.values()].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return {
    ...shares,
    memoryUsedBytes: totalmem() - freemem(),
    memoryTotalBytes: totalmem(),
    ownMemoryBytes: process.memoryUsage.rss() + jobMemory,
    gpus: await gpus.read(),
  };
}

/** A process that is new since then is counted from its beginning, one that is gone not at all. */
export function sharesBetween(before: Moment, now: Moment): { cpu: number; ownCpu: number } {
  const total = now.totalMs - before.totalMs;
  if (total <= 0) return { cpu: 0, ownCpu: 0 };
  const own = [...now.ownMs].reduce((sum, [id, ms]) => sum + Math.max(0, ms - (before.ownMs.get(id) ?? 0)), 0);
  const share = (ms: number): number => Math.min(1, Math.max(0, ms / total));
  return { cpu: share(now.busyMs - before.busyMs), ownCpu: share(own) };
}

/** A job with everything that it started, where the system says it; else the job's own process alone. */
async function jobLoads(parts: LabParts): Promise<ReadonlyMap<string, GroupLoad>> {
  const running = await listJobsInState(parts.store.db, ['running', 'stopping']);
  const beats = running.flatMap(({ id }) => {
    const beat = parts.supervisor.isAlive(id) ? readHeartbeat(parts.supervisor.jobDir(id)) : null;
    return beat === null ? [] : [{ id, beat }];
  });
  const groups = groupLoads(new Set(beats.map(({ beat }) => beat.pid)));
  return new Map(beats.map(({ id, beat }) => [id, groups.get(beat.pid) ?? beat]));
}

function labMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Milliseconds since the start of the machine, all cores together. */
function processorTimes(): { busyMs: number; totalMs: number } {
  let busyMs = 0;
  let totalMs = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    totalMs += all;
    busyMs += all - times.idle;
  }
  return { busyMs, totalMs };
}

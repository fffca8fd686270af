import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { EngineReport, SystemInfo, SystemLoad } from '../../preload/contract/system.ts';
import { findLaunch } from '../node/sandbox/launch.ts';
import { listJobsInState } from '../node/store/queries/jobs.ts';
import type { LabParts } from './lab.ts';
import { versionOfHornbook } from './version.ts';

// Not named `require`: the bundler declares that name itself.
const load = createRequire(import.meta.url);

export async function systemInfo(parts: LabParts): Promise<SystemInfo> {
  const processors = cpus();
  return Promise.resolve({
    version: versionOfHornbook(),
    door: parts.door,
    platform: `${process.platform} ${process.arch}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    projectPath: parts.project.path,
    isolation: isolationInForce(),
    engines: engineReports(),
  });
}

let found: string | null = null;

/** The isolation that programs of models are run in on this machine; it is found out once. */
function isolationInForce(): string {
  try {
    found ??= findLaunch().bubblewrap === null ? 'permission' : 'bubblewrap+permission';
  } catch {
    found = 'none: the sandbox cannot start';
  }
  return found;
}

/** What can train here. Whether a package is installed says it, without loading its native code. */
export function engineReports(): EngineReport[] {
  try {
    const { version } = load('onnxruntime-node/package.json') as { version: string };
    const threads = availableParallelism();
    const description = `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ONNX Runtime ${version}`;
    return [{ name: 'onnxruntime', available: true, description }];
  } catch {
    const description = 'onnxruntime-node is not installed; run npm ci.';
    return [{ name: 'onnxruntime', available: false, description }];
  }
}

let before = processorTimes();

export async function systemLoad(parts: LabParts): Promise<SystemLoad> {
  const now = processorTimes();
  const total = now.total - before.total;
  const cpu = total > 0 ? (now.busy - before.busy) / total : 0;
  // Several windows may ask at once; a difference over less than this says nothing.
  if (total > 200) before = now;
  const running = await listJobsInState(parts.store.db, ['running', 'stopping']);
  const jobs = running.reduce((sum, { id }) => sum + parts.supervisor.memoryBytes(id), 0);
  return {
    cpu,
    memoryUsedBytes: totalmem() - freemem(),
    memoryTotalBytes: totalmem(),
    ownMemoryBytes: process.memoryUsage.rss() + jobs,
  };
}

/** Milliseconds since the start of the machine, all cores together. */
function processorTimes(): { busy: number; total: number } {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  return { busy, total };
}

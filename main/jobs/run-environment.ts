import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { RunRecord } from '../node/checkpoints/run-record.ts';
import { versionOfHornbook } from '../node/version.ts';

/** What a training ran on and with, by name, as its page shows it. Nothing of it names the machine or its person. */
export function runEnvironment({ engine, engineName, threads }: RunRecord): Readonly<Record<string, string>> {
  const processors = cpus();
  return {
    Hornbook: versionOfHornbook(),
    Engine: `${engineName}: ${engine}`,
    Threads: String(threads),
    Processor: `${processors[0]?.model.trim() ?? 'unknown'}, ${String(processors.length)} threads of it`,
    Memory: `${(totalmem() / 1e9).toFixed(1)} GB`,
    System: `${platform()} ${release()}, ${arch()}`,
    Node: process.versions.node,
  };
}

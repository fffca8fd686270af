import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { EngineReport, SystemInfo } from '../../../preload/contract/system.ts';
import { isolationInForce } from '../evaluation/isolation.ts';
import type { LabParts } from '../lab.ts';
import { versionOfHornbook } from '../../node/version.ts';

// Not named `require`: the bundler declares that name itself.
const load = createRequire(import.meta.url);

export async function systemInfo(parts: LabParts): Promise<SystemInfo> {
  const processors = cpus();
  return {
    version: versionOfHornbook(),
    door: parts.door,
    platform: `${process.platform} ${process.arch}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    projectPath: parts.project.path,
    isolation: await isolationInForce(parts.pythonPages),
    engines: engineReports(),
  };
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

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../files/durable-file.ts';
import { cacheFolder } from '../../files/user-folders.ts';
import { engineNames, type EngineName } from '../open-engine.ts';
import type { NvidiaReport } from './nvidia.ts';
import { childResult, type ChildResult } from './protocol.ts';

/** What one engine did when it was last tried on this machine. */
export type EngineRecord = {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly triedAt: number;
  readonly result: ChildResult;
};

export type EngineRecords = Readonly<Partial<Record<EngineName, EngineRecord>>>;

const recordsFile = z.object({
  machine: z.string(),
  engines: z.partialRecord(
    z.enum(engineNames),
    z.object({ version: z.string(), triedAt: z.number(), result: childResult }),
  ),
});

/** Measurements can be made again, so they lie in the cache; `HORNBOOK_ENGINES` names another file. */
export function recordsPath(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['HORNBOOK_ENGINES'] || join(cacheFolder(environment), 'engines.json');
}

/** What was measured on this very machine; nothing where it was another one, or the file cannot be read. */
export function readRecords(machine: string, path = recordsPath()): EngineRecords {
  try {
    const file = recordsFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    return file.machine === machine ? (file.engines as EngineRecords) : {};
  } catch {
    return {};
  }
}

export function writeRecord(
  machine: string,
  name: EngineName,
  record: EngineRecord,
  path = recordsPath(),
): void {
  const engines = { ...readRecords(machine, path), [name]: record };
  mkdirSync(dirname(path), { recursive: true });
  writeFileDurably(path, `${JSON.stringify({ machine, engines }, null, 2)}\n`);
}

/** Names what a measurement depends on beside the engine's version: another card or processor measures anew. */
export function machineKey(nvidia: NvidiaReport): string {
  const processors = cpus();
  const parts = [
    process.platform,
    process.arch,
    process.version,
    processors[0]?.model ?? '',
    processors.length,
    totalmem(),
    nvidia,
    // Another Vulkan driver is another GPU.
    process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'] ?? '',
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

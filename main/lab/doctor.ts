import { availableParallelism, cpus, totalmem } from 'node:os';
import type { EngineReport } from '../../preload/contract/system.ts';
import type { Isolation } from '../core/evaluation/sandbox.ts';
import { engineReports } from './system.ts';
import { versionOfHornbook } from './version.ts';
import { openSandbox } from '../node/sandbox/open-sandbox.ts';
import { errorView } from './errors.ts';

export type Checkup = {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly engines: readonly EngineReport[];
  readonly sandbox: SandboxReport;
};

type SandboxReport =
  | { readonly available: true; readonly isolation: Isolation; readonly startSeconds: number }
  | { readonly available: false; readonly description: string };

/** The `doctor` command: what this machine has, and what is missing and why. */
export async function checkUp(): Promise<Checkup> {
  return {
    version: versionOfHornbook(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    engines: engineReports(),
    sandbox: await trySandbox(),
  };
}

/** Runs one program for real: that it starts is what one wants to know. */
async function trySandbox(): Promise<SandboxReport> {
  try {
    const started = performance.now();
    const sandbox = await openSandbox({ workers: 1 });
    try {
      const result = await sandbox.run({ source: 'assert 1 + 1 == 2\n' });
      if (result.verdict !== 'passed') return { available: false, description: `A first program ended with ${result.verdict}.` };
      return { available: true, isolation: sandbox.isolation, startSeconds: (performance.now() - started) / 1000 };
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    return { available: false, description: errorView(error).message };
  }
}

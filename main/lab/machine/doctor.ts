import { availableParallelism, cpus, totalmem } from 'node:os';
import type { EngineView, NvidiaView } from '../../../preload/contract/engines.ts';
import type { Isolation } from '../../core/evaluation/sandbox.ts';
import { examineEngines, measureEngine, tryUntried, type EngineCheck } from '../../node/engines/doctor/examine.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import { viewOf } from './engines.ts';
import { errorView } from '../errors.ts';
import { versionOfHornbook } from '../../node/version.ts';

export type Checkup = {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly nvidia: NvidiaView;
  /** What `--engine auto` takes. */
  readonly recommended: string;
  readonly engines: readonly (EngineView & {
    readonly available: boolean;
    /** Device, threads and version, or why it is missing or failed. */
    readonly description: string;
  })[];
  readonly sandbox: SandboxReport;
};

type SandboxReport =
  | { readonly available: true; readonly isolation: Isolation; readonly startSeconds: number }
  | { readonly available: false; readonly description: string };

export type CheckupOptions = {
  /** `all` measures every installed engine again, `untried` those that never were, `none` leaves it at what is known. */
  readonly measure: 'all' | 'untried' | 'none';
  readonly onNote: (sentence: string) => void;
};

/** The `doctor` command: what this machine has, what is missing and why, and how fast each engine trains. */
export async function checkUp({ measure, onNote }: CheckupOptions): Promise<Checkup> {
  const examination = await examineEngines();
  const note = ({ title }: EngineCheck): void => {
    onNote(`Measuring ${title} …`);
  };
  const engines: EngineCheck[] = measure === 'untried' ? await tryUntried(examination, note) : [];
  for (const check of measure === 'untried' ? [] : examination.engines) {
    const installed = check.state.state !== 'missing';
    if (measure === 'all' && installed) note(check);
    engines.push(measure === 'all' && installed ? await measureEngine(examination, check.name) : check);
  }
  const view = viewOf({ ...examination, engines }, new Set());
  return {
    version: versionOfHornbook(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    nvidia: view.nvidia,
    recommended: view.engines.find((engine) => engine.recommended)!.name,
    engines: view.engines.map((engine) => ({
      ...engine,
      available: engine.state.state === 'ready' || engine.state.state === 'untried',
      description: describe(engine),
    })),
    sandbox: await trySandbox(),
  };
}

function describe({ title, version, state }: EngineView): string {
  switch (state.state) {
    case 'ready':
      return state.description;
    case 'missing':
    case 'failed':
      return state.why;
    default:
      return `${title} ${version ?? ''}`.trim();
  }
}

/** Runs one program for real: that it starts is what one wants to know. */
async function trySandbox(): Promise<SandboxReport> {
  try {
    const started = performance.now();
    const sandbox = await openSandbox({ workers: 1 });
    try {
      const result = await sandbox.run({ source: 'assert 1 + 1 == 2\n' });
      if (result.verdict !== 'passed') {
        return { available: false, description: `A first program ended with ${result.verdict}.` };
      }
      return {
        available: true,
        isolation: sandbox.isolation,
        startSeconds: (performance.now() - started) / 1000,
      };
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    return { available: false, description: errorView(error).message };
  }
}

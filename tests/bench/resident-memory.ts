/**
 * Compares the memory estimate with the resident memory of real processes. As a command it prints docs/memory.md's
 * table: `node tests/bench/resident-memory.ts [nano micro mini small]`.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ModelConfig, PresetName } from '../../main/core/model/config.ts';
import { presets } from '../../main/core/model/config.ts';
import { estimateMemory, type MemoryShape } from '../../main/core/training/memory.ts';
import { physicalCores } from '../../main/node/engines/physical-cores.ts';

export type MemoryCase = {
  readonly config: ModelConfig;
  readonly shape: MemoryShape;
  readonly steps: number;
};

export type ResidentMemory = {
  readonly startedBytes: number;
  /** The most that was ever resident. */
  readonly peakBytes: number;
  /** Of the last step. */
  readonly seconds: number;
  readonly loss: number;
};

/** Trains in a process of its own and tells the most memory that was resident in it. */
export async function measureResident(item: MemoryCase): Promise<ResidentMemory> {
  const child = join(import.meta.dirname, 'resident-memory-child.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    child,
    JSON.stringify(item),
  ]);
  return JSON.parse(stdout) as ResidentMemory;
}

const shape = (changes: Partial<MemoryShape>): MemoryShape => ({
  batch: 1,
  context: 256,
  accumulate: 1,
  recompute: 'none',
  form: 'whole',
  ...changes,
});

const table: Partial<Record<PresetName, readonly MemoryShape[]>> = {
  nano: [
    shape({ batch: 32, context: 128, form: 'lanes' }),
    shape({ batch: 32, context: 128 }),
    shape({ batch: 32, context: 128, form: 'split' }),
    shape({ batch: 32, context: 128, recompute: 'block' }),
    shape({ batch: 8, context: 128, accumulate: 4, form: 'split' }),
  ],
  micro: [
    shape({ batch: 8, context: 256, form: 'lanes' }),
    shape({ batch: 8, context: 256, form: 'lanes', recompute: 'block' }),
    shape({ batch: 8, context: 256 }),
    shape({ batch: 8, context: 256, recompute: 'attention' }),
    shape({ batch: 8, context: 256, recompute: 'block' }),
    shape({ batch: 4, context: 512, recompute: 'none' }),
    shape({ batch: 4, context: 512, recompute: 'attention' }),
    shape({ batch: 4, context: 512, recompute: 'block', form: 'split' }),
  ],
  mini: [
    shape({ batch: 4, context: 256, form: 'lanes' }),
    shape({ batch: 2, context: 1024, form: 'lanes', recompute: 'attention' }),
    shape({ batch: 4, context: 256 }),
    shape({ batch: 4, context: 256, form: 'split', recompute: 'block' }),
    shape({ batch: 2, context: 1024, recompute: 'none' }),
    shape({ batch: 2, context: 1024, recompute: 'attention' }),
    shape({ batch: 2, context: 1024, recompute: 'block', form: 'split' }),
  ],
  small: [shape({ batch: 1, context: 1024, recompute: 'block', form: 'split' })],
};

async function main(names: readonly string[]): Promise<void> {
  const cell = (value: number): string => (value / 1e9).toFixed(2);
  console.log(
    '| preset | batch × context | micro-batches | recompute | form | estimate, GB | measured, GB | ratio | s/step |',
  );
  console.log('| - | - | - | - | - | - | - | - | - |');
  for (const name of names as PresetName[]) {
    for (const each of table[name] ?? []) {
      const config = presets[name];
      const measured = await measureResident({ config, shape: each, steps: name === 'small' ? 1 : 3 });
      const estimate = estimateMemory(config, each, physicalCores());
      const { batch, context, accumulate, recompute, form } = each;
      const size = `${String(batch)} × ${String(context)}`;
      const figures = [cell(estimate), cell(measured.peakBytes), (estimate / measured.peakBytes).toFixed(2)];
      const row = [name, size, accumulate, recompute, form, ...figures, measured.seconds.toFixed(2)];
      console.log(`| ${row.join(' | ')} |`);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const names = process.argv.slice(2);
  await main(names.length > 0 ? names : ['nano', 'micro', 'mini']);
}

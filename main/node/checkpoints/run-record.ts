import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelConfig } from '../../core/model/config.ts';
import { replaceText } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';
import { readChecked } from './read-state.ts';
import { planSchema } from './trainer-state.ts';

const modelSchema = z.object({
  vocabulary: z.number().int().positive(),
  width: z.number().int().positive(),
  layers: z.number().int().positive(),
  heads: z.number().int().positive(),
  feedForward: z.number().int().positive(),
  context: z.number().int().positive(),
  rotaryFraction: z.number().positive(),
  rotaryBase: z.number().positive(),
  layerNormEpsilon: z.number().positive(),
  initialDeviation: z.number().positive(),
}) satisfies z.ZodType<ModelConfig>;

/**
 * `run.json`: the configuration of a run, frozen before its first step. A resumed run takes everything from here, so
 * that it cannot become another run half way.
 */
export const runRecordSchema = z.object({
  version: z.literal(1),
  model: modelSchema,
  parameters: z.number().int().positive(),
  plan: planSchema,
  /** The name that `--engine` takes. Runs of before there was a choice had the one engine there was. */
  engineName: z.string().default('onnxruntime'),
  /** What that engine was: version, device, threads. */
  engine: z.string(),
  /** The share of work between threads decides the order of sums, so a resumed run keeps their number. */
  threads: z.number().int().positive(),
  evalEvery: z.number().int().nonnegative(),
  heldOutBatches: z.number().int().positive(),
  /** Resident memory that was expected at the peak of the largest phase, in bytes; null in older records. */
  memoryBytes: z.number().nonnegative().nullable().default(null),
  tokenizer: z.object({ path: z.string(), sha256: z.string() }),
  /** Weights that the run started from, in finetuning. */
  startedFrom: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  /** What the model writes at its checkpoints; null where it writes nothing. */
  samples: z
    .object({
      prompts: z.array(z.string().min(1)).min(1),
      maxNewTokens: z.number().int().positive(),
      /** Whether checkpoints are left out so that writing costs little of the training's time. */
      sparing: z.boolean(),
    })
    .nullable()
    .default(null),
  /** The run whose configuration or last checkpoint it began with. */
  origin: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('clone'), run: z.string() }),
      z.object({ kind: z.literal('extension'), run: z.string(), step: z.number().int().nonnegative() }),
    ])
    .nullable()
    .default(null),
});

export type RunRecord = z.infer<typeof runRecordSchema>;
export type SampleSettings = NonNullable<RunRecord['samples']>;
export type RunOrigin = NonNullable<RunRecord['origin']>;

const recordPath = (run: string): string => join(run, 'run.json');

/** Folder of a run's checkpoints. */
export const checkpointsFolder = (run: string): string => join(run, 'checkpoints');

export async function hasRunRecord(run: string): Promise<boolean> {
  return stat(recordPath(run)).then(
    (found) => found.isFile(),
    () => false,
  );
}

export function readRunRecord(run: string): Promise<RunRecord> {
  return readChecked(recordPath(run), runRecordSchema, 'bad-run');
}

/** Makes the run's folder and writes its record; the first thing to fail where the folder is not writable. */
export async function writeRunRecord(run: string, record: RunRecord): Promise<void> {
  await makeRunFolder(run);
  await replaceText(recordPath(run), `${JSON.stringify(record, null, 2)}\n`);
}

export async function makeRunFolder(run: string): Promise<void> {
  try {
    await mkdir(checkpointsFolder(run), { recursive: true });
  } catch (cause) {
    throw refusedWrite(checkpointsFolder(run), cause);
  }
}

import { z } from 'zod';
import type { StudyAxes } from '../../core/study/grid.ts';
import { Failure } from '../../core/failure.ts';
import { presets, type PresetName } from '../../core/model/config.ts';

const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];

const paramsSchema = z.object({
  name: z.string().trim().min(1).max(120),
  /** Ids of datasets in the project, or folders. */
  datasets: z.array(z.string().min(1)).min(1).readonly(),
  presets: z.array(z.enum(presetNames)).min(1).readonly(),
  tokens: z.array(z.number().int().min(1)).min(1).readonly(),
  seeds: z.array(seed).min(1).readonly(),
  /** Tokens that a model sees at once. */
  context: z.number().int().min(8).max(8_192).default(128),
  batch: z.number().int().min(1).max(4_096).default(8),
  rate: z.number().gt(0).max(1).default(3e-3),
  /** Folder of a `tokenizer.json`, relative to the project; one is learned from all datasets without it. */
  tokenizer: z.string().min(1).optional(),
  vocabulary: z.number().int().min(257).max(65_536).default(1_024),
  /** Id of the benchmark whose problems every model is asked. */
  benchmark: z.string().min(1).default('hornbook'),
  /** Also have every model answer the problems, which takes longer than its loss on the solutions. */
  answer: z.boolean().default(true),
  threads: z.number().int().positive().max(256).optional(),
});

/** What a study job is asked to do. */
export type StudyParams = z.infer<typeof paramsSchema> & StudyAxes;

/** @throws Failure `bad-settings` naming the first parameter that is out of its bounds. */
export function parseStudyParams(params: Readonly<Record<string, unknown>>): StudyParams {
  const parsed = paramsSchema.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Failure('bad-settings', `The study's ${issue.path.join('.')} is not right: ${issue.message}.`);
}

import { join } from 'node:path';
import { z } from 'zod';
import type { SampleVerdict, WrittenSample } from '../../core/evaluation/evaluation-file.ts';
import type { Isolation } from '../../core/evaluation/sandbox.ts';

/** Where the parts of an evaluation lie. The upper three are there only until it is whole. */
export const evaluationPaths = (folder: string) => ({
  /** What was asked; a folder with another request is refused. */
  request: join(folder, 'request.json'),
  completions: join(folder, 'completions.jsonl'),
  verdicts: join(folder, 'verdicts.jsonl'),
  samples: join(folder, 'samples.jsonl'),
  evaluation: join(folder, 'evaluation.json'),
});

/** A line of `verdicts.jsonl`. */
export type JudgedLine = SampleVerdict & { readonly isolation: Isolation };

const key = { taskId: z.string(), sample: z.number().int().min(0) };

const writtenSchema = z.object({
  ...key,
  raw: z.string(),
  pieces: z.array(z.number()),
  logProbabilities: z.array(z.number()),
  finishReason: z.string(),
  promptTokensCut: z.number(),
}) satisfies z.ZodType<WrittenSample>;

/** Written by the judge alone; what names it is checked, and the rest is kept as it is. */
const judgedSchema = z.looseObject({
  ...key,
  verdict: z.string(),
  detail: z.string(),
  elapsedMs: z.number(),
  trust: z.string(),
  isolation: z.string(),
});

export const parseWritten = (value: unknown): WrittenSample => writtenSchema.parse(value);
export const parseJudged = (value: unknown): JudgedLine => judgedSchema.parse(value) as unknown as JudgedLine;

/** What identifies one sample within an evaluation. */
export const sampleKey = (taskId: string, sample: number): string => `${taskId}\n${String(sample)}`;

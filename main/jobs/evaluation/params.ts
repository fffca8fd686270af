import { z } from 'zod';
import { ISOLATION_CHOICES } from '../../core/evaluation/sandbox.ts';
import { PROMPT_FORMS, SANITISERS } from '../../core/evaluation/settings.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';

const settingsSchema = z.object({
  samplesPerProblem: z.number().int().min(1).max(1_000),
  temperature: z.number().min(0).max(4),
  topP: z.number().gt(0).max(1),
  topK: z.number().int().min(0),
  maxNewTokens: z.number().int().min(1).max(100_000),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  promptForm: z.enum(PROMPT_FORMS),
  stopStrings: z.array(z.string().min(1)).readonly(),
  sanitise: z.enum(SANITISERS),
  timeLimitMs: z.number().int().min(1).max(600_000),
  timeFactor: z.number().min(0).max(1_000),
  without: z.array(z.string()).readonly(),
  isolation: z.enum(ISOLATION_CHOICES).optional(),
}) satisfies z.ZodType<EvaluationSettings>;

const paramsSchema = z.object({
  models: z
    .array(
      z.object({
        /** Relative to the project where it lies inside. */
        path: z.string().min(1),
        runId: z.string().min(1),
        runName: z.string().min(1),
        step: z.number().int().min(0).nullable(),
      }),
    )
    .min(1),
  /** Id of a benchmark in the project; `hornbook` is the lab's own. */
  benchmark: z.string().min(1),
  settings: settingsSchema,
  threads: z.number().int().positive().max(256).optional(),
  engine: z.string().min(1).optional(),
});

/** What an evaluation job is asked to do. */
export type EvaluationParams = z.infer<typeof paramsSchema>;

/** @throws Failure `bad-settings` naming the first setting that is out of its bounds. */
export function parseEvaluationParams(params: Readonly<Record<string, unknown>>): EvaluationParams {
  const parsed = paramsSchema.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Failure(
    'bad-settings',
    `The evaluation's ${issue.path.join('.')} is not right: ${issue.message}.`,
  );
}

/** An evaluation is named after its job; a job that measures several checkpoints adds the step. */
export function evaluationIdOf(job: string, { models }: EvaluationParams, index: number): string {
  return models.length === 1 ? job : `${job}-${String(models[index]!.step ?? index)}`;
}

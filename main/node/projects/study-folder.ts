import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../files/durable-file.ts';

const interval = z.tuple([z.number(), z.number()]).readonly();

/** What one model of a study gave. */
const resultSchema = z.object({
  /** Says everything that decides the result; a study takes up what another one made. */
  key: z.string(),
  dataset: z.string(),
  datasetHash: z.string(),
  preset: z.string(),
  tokensAsked: z.number(),
  seed: z.number(),
  run: z.string(),
  checkpointHash: z.string(),
  parameters: z.number(),
  /** Parameters that multiply: all but the token embedding. */
  multiplying: z.number(),
  /** Tokens it saw: whole steps of what was asked. */
  tokens: z.number(),
  seconds: z.number(),
  /** Nats a token, on the part of its own data that it did not see. */
  heldOutLoss: z.number().nullable(),
  /** Bits a byte of the benchmark's reference solutions, with its 95 % interval over problems. */
  solutionLoss: z.object({ bitsPerByte: z.number(), ci95: interval }),
  answers: z
    .object({
      passed: z.number(),
      problems: z.number(),
      passAt1: z.number(),
      ci95: interval,
      evaluation: z.string(),
    })
    .nullable(),
});
export type StudyResult = z.infer<typeof resultSchema>;

const planSchema = z.object({
  datasets: z.array(z.object({ reference: z.string(), name: z.string(), hash: z.string() })),
  /** Keys of the cells, in the order they are run. */
  cells: z.array(
    z.object({
      key: z.string(),
      dataset: z.string(),
      preset: z.string(),
      tokens: z.number(),
      seed: z.number(),
    }),
  ),
  tokenizer: z.object({ path: z.string(), sha256: z.string() }),
  benchmark: z.object({ id: z.string(), name: z.string(), hash: z.string(), problems: z.number() }),
});
export type StudyPlan = z.infer<typeof planSchema>;

const studiesFolder = (projectDir: string): string => join(projectDir, 'studies');
const planPath = (projectDir: string, job: string): string => join(studiesFolder(projectDir), `${job}.json`);
const resultPath = (projectDir: string, key: string): string =>
  join(studiesFolder(projectDir), 'models', `${key}.json`);

export function writeStudyPlan(projectDir: string, job: string, plan: StudyPlan): void {
  mkdirSync(studiesFolder(projectDir), { recursive: true });
  writeFileDurably(planPath(projectDir, job), `${JSON.stringify(plan, null, 2)}\n`);
}

/** Null before the job has written it, or where the file is not readable any more. */
export const readStudyPlan = (projectDir: string, job: string): StudyPlan | null =>
  readParsed(planPath(projectDir, job), planSchema);

/** Written once everything that it names is on disk. */
export function writeStudyResult(projectDir: string, result: StudyResult): void {
  mkdirSync(join(studiesFolder(projectDir), 'models'), { recursive: true });
  writeFileDurably(resultPath(projectDir, result.key), `${JSON.stringify(result, null, 2)}\n`);
}

export const readStudyResult = (projectDir: string, key: string): StudyResult | null =>
  readParsed(resultPath(projectDir, key), resultSchema);

/** Keys of every result there is, of whichever study. */
export function studyResultKeys(projectDir: string): ReadonlySet<string> {
  const folder = join(studiesFolder(projectDir), 'models');
  return new Set(existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.json$/, '')) : []);
}

/** A file that cannot be read counts as none: the model is made again. */
function readParsed<Value>(path: string, schema: z.ZodType<Value>): Value | null {
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

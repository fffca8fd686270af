import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer, Grade, Ungraded } from '../../core/evaluation/grading.ts';
import { Failure } from '../../core/failure.ts';
import type { TokenUse } from '../../core/teaching/budget.ts';
import { readAppendLog } from '../evaluation/append-log.ts';
import { writeFileDurably } from '../files/durable-file.ts';

/** Where the parts of a grading lie. */
export const gradingPaths = (folder: string) => ({
  request: join(folder, 'grading.json'),
  answers: join(folder, 'answers.jsonl'),
  grades: join(folder, 'grades.jsonl'),
});

const answerSchema = z.object({
  taskId: z.string(),
  candidate: z.string(),
  completion: z.string(),
  raw: z.string(),
}) satisfies z.ZodType<Answer>;

const about = {
  taskId: z.string(),
  candidate: z.string(),
  grader: z.string(),
  /** What asking took; a person's grade, and those of earlier versions, have none. */
  promptTokens: z.number().optional(),
  completionTokens: z.number().optional(),
};
const gradeSchema = z.union([
  z.object({
    ...about,
    grade: z.number().min(0).max(10),
    evaluation: z.string(),
    /** A person took this grade back; the log itself is only ever appended to. */
    withdrawn: z.boolean().optional(),
  }),
  /** The grader was asked, and paid, and said nothing that is a grade: it is not asked again. */
  z.object({ ...about, unusable: z.string() }),
]);

export type KeptAnswer = z.infer<typeof answerSchema>;
export const parseAnswer = (value: unknown): KeptAnswer => answerSchema.parse(value);
export type KeptGrade = z.infer<typeof gradeSchema>;
export const parseKeptGrade = (value: unknown): KeptGrade => gradeSchema.parse(value);

/** `grading.json`: what was asked, fixed at the first start. Graders are named, never with their keys. */
export type GradingRecord = {
  readonly formatVersion: 1;
  readonly problemsHash: string;
  readonly candidates: readonly { readonly name: string; readonly checkpointHash: string }[];
  readonly graders: readonly string[];
  readonly maxNewTokens: number;
  readonly seed: number;
};

/** Marks the folder as this grading's. @throws Failure `grading-differs` where it is another's. */
export function claimGrading(folder: string, record: GradingRecord): void {
  const path = gradingPaths(folder).request;
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileDurably(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    throw new Failure(
      'grading-differs',
      `${folder} holds a grading of other models, problems, graders or settings; choose another folder.`,
    );
  }
}

/** All that a grading's folder holds so far. */
export type KeptGrading = {
  readonly answers: readonly KeptAnswer[];
  readonly grades: readonly Grade[];
  readonly ungraded: readonly Ungraded[];
  /** What the graders took. */
  readonly spent: TokenUse;
};

/** @throws Failure `grading-not-found`. */
export function readGrading(folder: string): KeptGrading {
  const paths = gradingPaths(folder);
  if (!existsSync(paths.request)) {
    throw new Failure('grading-not-found', `There is no grading in ${folder}; start one with grade run.`);
  }
  const kept = readAppendLog(paths.grades, parseKeptGrade);
  const sum = (of: (grade: KeptGrade) => number | undefined): number =>
    kept.reduce((total, grade) => total + (of(grade) ?? 0), 0);
  return {
    answers: readAppendLog(paths.answers, parseAnswer),
    ...standing(kept),
    spent: {
      promptTokens: sum(({ promptTokens }) => promptTokens),
      completionTokens: sum(({ completionTokens }) => completionTokens),
    },
  };
}

/** The last word of each grader on each answer; a grade that was taken back is none. */
function standing(kept: readonly KeptGrade[]): Pick<KeptGrading, 'grades' | 'ungraded'> {
  const latest = new Map(kept.map((one) => [`${one.grader}\n${one.candidate}\n${one.taskId}`, one]));
  const grades: Grade[] = [];
  const ungraded: Ungraded[] = [];
  for (const one of latest.values()) {
    const { taskId, candidate, grader } = one;
    if ('unusable' in one) ungraded.push({ taskId, candidate, grader, reason: one.unusable });
    else if (one.withdrawn !== true) {
      grades.push({ taskId, candidate, grader, grade: one.grade, evaluation: one.evaluation });
    }
  }
  return { grades, ungraded };
}

const recordSchema = z.object({
  candidates: z.array(z.object({ name: z.string() })),
  graders: z.array(z.string()),
});

/** Who takes part in a grading, once it has begun; null before. */
export function readGradingRecord(folder: string): z.infer<typeof recordSchema> | null {
  const path = gradingPaths(folder).request;
  return existsSync(path) ? recordSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

import { basename, resolve } from 'node:path';
import type { Grade, GradingSummary } from '../core/evaluation/grading.ts';
import { MANUAL_GRADER, summariseGrades } from '../core/evaluation/grading.ts';
import { Failure } from '../core/failure.ts';
import { readOpenProblems, unconventionalProblems } from '../node/benchmarks/read-open-problems.ts';
import { hashFile, openCheckpoint } from '../node/checkpoints/read-checkpoint.ts';
import { openAppendLog } from '../node/evaluation/append-log.ts';
import { bootstrapRandom } from '../node/evaluation/conclude.ts';
import { loadModel } from '../node/generation/load-model.ts';
import { gradingPaths, parseKeptGrade, readGrading } from '../node/grading/folder.ts';
import { gradeModels } from '../node/grading/grade-models.ts';
import { openGraders } from '../node/grading/graders.ts';

export type { GradingSummary };

export type GradeCommand = {
  /** Checkpoint folders by the name they are reported under. */
  readonly models: readonly { readonly name: string; readonly path: string }[];
  /** The unconventional problems that come with Hornbook, unless a file is named. */
  readonly problemsPath?: string;
  readonly baseUrl?: string;
  /** Names of the grading models; one is asked three times over. */
  readonly graderModels: readonly string[];
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly out: string;
  readonly threads?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: 'writing' | 'grading', done: number, total: number) => void;
};

/** The `grade run` command: models answer problems without tests, and language models grade them blindly. */
export async function gradeCommand(command: GradeCommand): Promise<GradingSummary> {
  const problems = await readOpenProblems(command.problemsPath ?? unconventionalProblems());
  const candidates = await Promise.all(
    command.models.map(async ({ name, path }) => {
      const { path: folder } = await openCheckpoint(resolve(path));
      const checkpointHash = await hashFile(resolve(folder, 'model.safetensors')).catch(() => '');
      return { name, checkpointHash, open: () => loadModel(folder, { threads: command.threads }) };
    }),
  );
  const { signal, onProgress, maxNewTokens, seed } = command;
  return gradeModels(
    { folder: resolve(command.out), problems, candidates, graders: openGraders({ baseUrl: command.baseUrl, models: command.graderModels }), maxNewTokens, seed },
    { signal, onProgress },
  );
}

/** What a grading came to so far, manual grades beside the models'. */
export function showGrading(folder: string): GradingSummary & { readonly grades: readonly Grade[] } {
  const { grades } = readGrading(resolve(folder));
  if (grades.length === 0) {
    throw new Failure('grading-empty', `Nothing is graded in ${folder} yet; let grade run finish.`);
  }
  return { ...summariseGrades(grades, bootstrapRandom(1)), grades };
}

export type ManualGrade = {
  readonly taskId: string;
  readonly candidate: string;
  /** Null takes back the one that was given. */
  readonly grade: number | null;
  readonly evaluation: string;
};

/** Puts a person's grade beside the graders'; a second one replaces the first. */
export function gradeByHand(folder: string, manual: ManualGrade): GradingSummary {
  const path = resolve(folder);
  const { answers } = readGrading(path);
  const known = answers.some(
    ({ taskId, candidate }) => taskId === manual.taskId && candidate === manual.candidate,
  );
  if (!known) {
    throw new Failure(
      'answer-not-found',
      `${basename(path)} has no answer of ${manual.candidate} to ${manual.taskId}; grade show lists what it has.`,
    );
  }
  const { log } = openAppendLog(gradingPaths(path).grades, parseKeptGrade);
  const { grade, ...about } = manual;
  log.append({ ...about, grader: MANUAL_GRADER, grade: grade ?? 0, ...(grade === null ? { withdrawn: true } : {}) });
  log.close();
  return summariseGrades(readGrading(path).grades, bootstrapRandom(1));
}

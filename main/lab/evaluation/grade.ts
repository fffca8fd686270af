import { basename, resolve } from 'node:path';
import type { GradingSummary } from '../../core/evaluation/grading.ts';
import { MANUAL_GRADER, summariseGrades } from '../../core/evaluation/grading.ts';
import { Failure } from '../../core/failure.ts';
import type { TokenUse } from '../../core/teaching/budget.ts';
import { readOpenProblems, unconventionalProblems } from '../../node/benchmarks/read-open-problems.ts';
import { hashFile, openCheckpoint } from '../../node/checkpoints/read-checkpoint.ts';
import { openAppendLog } from '../../node/evaluation/append-log.ts';
import { bootstrapRandom } from '../../node/evaluation/conclude.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import { gradingPaths, parseKeptGrade, readGrading, type KeptGrading } from '../../node/grading/folder.ts';
import { gradeModels } from '../../node/grading/grade-models.ts';
import { openGraders } from '../../node/grading/graders.ts';

export type GradeCommand = {
  /** Checkpoint folders by the name they are reported under. */
  readonly models: readonly { readonly name: string; readonly path: string }[];
  /** The unconventional problems that come with Hornbook, unless a file is named. */
  readonly problemsPath?: string;
  readonly baseUrl?: string;
  /** Names of the server's models, or `.gguf` files; one is asked three times over. */
  readonly graderModels: readonly string[];
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly out: string;
  readonly threads?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: 'writing' | 'grading', done: number, total: number) => void;
};

/** What a grading came to, and what the graders took. */
export type GradedModels = GradingSummary & { readonly spent: TokenUse };

/** The `grade run` command: models answer problems without tests, and language models grade them blindly. */
export async function gradeCommand(command: GradeCommand): Promise<GradedModels> {
  const problems = await readOpenProblems(command.problemsPath ?? unconventionalProblems());
  const candidates = await Promise.all(
    command.models.map(async ({ name, path }) => {
      const { path: folder } = await openCheckpoint(resolve(path));
      const checkpointHash = await hashFile(resolve(folder, 'model.safetensors')).catch(() => '');
      return { name, checkpointHash, open: () => loadModel(folder, { threads: command.threads }) };
    }),
  );
  const { signal, onProgress, maxNewTokens, seed } = command;
  const folder = resolve(command.out);
  const { graders, close } = await openGraders({ baseUrl: command.baseUrl, models: command.graderModels });
  try {
    const request = { folder, problems, candidates, graders, maxNewTokens, seed };
    const summary = await gradeModels(request, { signal, onProgress });
    return { ...summary, spent: readGrading(folder).spent };
  } finally {
    await close();
  }
}

/** What a grading came to so far, manual grades beside the models'. */
export function showGrading(
  folder: string,
): GradedModels & Pick<KeptGrading, 'grades' | 'ungraded'> {
  const { grades, ungraded, spent } = readGrading(resolve(folder));
  if (grades.length + ungraded.length === 0) {
    throw new Failure('grading-empty', `Nothing is graded in ${folder} yet; let grade run finish.`);
  }
  return { ...summariseGrades({ grades, ungraded }, bootstrapRandom(1)), grades, ungraded, spent };
}

export type ManualGrade = {
  readonly taskId: string;
  readonly candidate: string;
  /** Null takes back the one that was given. */
  readonly grade: number | null;
  readonly evaluation: string;
};

/** Puts a person's grade beside the graders'; a second one replaces the first. */
export function gradeByHand(folder: string, manual: ManualGrade): GradedModels {
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
  const kept = readGrading(path);
  return { ...summariseGrades(kept, bootstrapRandom(1)), spent: kept.spent };
}

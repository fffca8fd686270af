import { z } from 'zod';
import { prepareCompletion } from '../../core/evaluation/cut-completion.ts';
import type { Answer, BlindAnswer, GradingSummary, OpenProblem } from '../../core/evaluation/grading.ts';
import { blindOrder, GRADER_SYSTEM, gradingPrompt, summariseGrades } from '../../core/evaluation/grading.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { greedySettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import { askForJson } from '../../core/teaching/teacher.ts';
import type { Json } from '../datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import { openAppendLog } from '../evaluation/append-log.ts';
import { bootstrapRandom } from '../evaluation/conclude.ts';
import { writeCompletions } from '../evaluation/write-completions.ts';
import type { LoadedModel } from '../generation/load-model.ts';
import { ASKED_AT_ONCE, type Grader } from './graders.ts';
import { claimGrading, gradingPaths, parseAnswer, parseKeptGrade, readGrading } from './folder.ts';

/** A model under a name that no grader hears. */
export type Candidate = {
  readonly name: string;
  readonly checkpointHash: string;
  /** Opened when its turn comes, and closed after it. */
  readonly open: () => Promise<LoadedModel>;
};

export type GradingRequest = {
  readonly folder: string;
  readonly problems: readonly OpenProblem[];
  readonly candidates: readonly Candidate[];
  readonly graders: readonly Grader[];
  readonly maxNewTokens: number;
  readonly seed: number;
};

export type GradingHooks = {
  readonly onProgress?: (doing: 'writing' | 'grading', done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

const GRADER_TOKENS = 400;

/** As `gradingPrompt` asks for it. */
const GRADE_FIELDS = { evaluation: 'text', grade: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } as const;
const replySchema = z.object({ evaluation: z.string().min(1), grade: z.coerce.number().min(0).max(10) });

/**
 * Has every candidate complete every problem greedily, then every grader grade all answers in one random order without
 * knowing whose they are. Answers and grades are on record as they come; called again it makes what is missing. What a
 * grader says that is no grade, three times in a row, is on record as that.
 */
export async function gradeModels(
  request: GradingRequest,
  hooks: GradingHooks = {},
): Promise<GradingSummary> {
  const { folder, problems, candidates, graders, maxNewTokens, seed } = request;
  if (new Set(candidates.map(({ name }) => name)).size < candidates.length) {
    throw new Failure('usage', 'Two of the models have the same name; name them apart.');
  }
  claimGrading(folder, {
    formatVersion: 1,
    problemsHash: sha256(canonicalJson(problems as unknown as Json)),
    candidates: candidates.map(({ name, checkpointHash }) => ({ name, checkpointHash })),
    graders: graders.map(({ name }) => name),
    maxNewTokens,
    seed,
  });
  const answers = await writeAnswers(request, hooks);
  await gradeAnswers(request, answers, hooks);
  return summariseGrades(readGrading(folder), bootstrapRandom(seed));
}

async function writeAnswers(
  { folder, problems, candidates, maxNewTokens, seed }: GradingRequest,
  { onProgress, signal }: GradingHooks,
): Promise<Answer[]> {
  const settings: EvaluationSettings = { ...greedySettings, maxNewTokens, seed };
  const asked = problems.map(({ taskId, prompt, entryPoint }) => ({
    prompt,
    problem: { kind: 'function', taskId, prompt, entryPoint, canonicalSolution: '', test: '' } as const,
  }));
  const { log, entries } = openAppendLog(gradingPaths(folder).answers, parseAnswer);
  const answers = [...entries];
  const total = problems.length * candidates.length;
  try {
    for (const { name, open } of candidates) {
      const has = (taskId: string): boolean =>
        answers.some((answer) => answer.candidate === name && answer.taskId === taskId);
      if (problems.every(({ taskId }) => has(taskId))) continue;
      const model = await open();
      try {
        const missing = { has, ...(signal === undefined ? {} : { signal }) };
        for await (const { taskId, raw } of writeCompletions(model, asked, settings, missing)) {
          const { completion } = prepareCompletion(raw, settings.stopStrings, settings.sanitise);
          const answer = { taskId, candidate: name, completion, raw };
          log.append(answer);
          answers.push(answer);
          onProgress?.('writing', answers.length, total);
        }
      } finally {
        await model.close();
      }
    }
  } finally {
    log.close();
  }
  return inOrder(answers, problems, candidates);
}

/** In an order that does not depend on which answer was finished first, so that the shuffle is the same again. */
function inOrder(
  answers: readonly Answer[],
  problems: readonly OpenProblem[],
  candidates: readonly Candidate[],
): Answer[] {
  return candidates.flatMap(({ name }) =>
    problems.map(({ taskId }) => answers.find((one) => one.candidate === name && one.taskId === taskId)!),
  );
}

async function gradeAnswers(
  { folder, problems, graders, seed }: GradingRequest,
  answers: readonly Answer[],
  { onProgress, signal }: GradingHooks,
): Promise<void> {
  const { log, entries } = openAppendLog(gradingPaths(folder).grades, parseKeptGrade);
  const known = new Set(entries.map((grade) => `${grade.grader}\n${grade.candidate}\n${grade.taskId}`));
  const prompts = new Map(problems.map((problem) => [problem.taskId, problem]));
  const waiting = graders.flatMap((grader) =>
    blindOrder(answers, seed + grader.seed)
      .filter((answer) => !known.has(`${grader.name}\n${answer.candidate}\n${answer.taskId}`))
      .map((answer) => ({ grader, answer })),
  );
  const total = graders.length * answers.length;
  let done = total - waiting.length;
  const gradeOne = async ({ grader, answer }: { grader: Grader; answer: BlindAnswer }): Promise<void> => {
    const { taskId, candidate, completion } = answer;
    const found = await askForJson(
      grader.teacher,
      {
        system: GRADER_SYSTEM,
        prompt: gradingPrompt(prompts.get(taskId)!, completion),
        temperature: 0.2,
        maxTokens: GRADER_TOKENS,
        seed: grader.seed + answer.place,
        fields: GRADE_FIELDS,
      },
      (value) => replySchema.parse(value),
      signal === undefined ? {} : { signal },
    );
    const { promptTokens, completionTokens } = found;
    const about = { taskId, candidate, grader: grader.name, promptTokens, completionTokens };
    log.append(found.state === 'read' ? { ...about, ...found.value } : { ...about, unusable: found.reason });
    done += 1;
    onProgress?.('grading', done, total);
  };
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < waiting.length) {
      signal?.throwIfAborted();
      await gradeOne(waiting[next++]!);
    }
  };
  try {
    // All settle before the log is closed: one that failed must not close it under the others.
    const atOnce = Math.min(ASKED_AT_ONCE, ...graders.map(({ teacher }) => teacher.places ?? ASKED_AT_ONCE));
    const settled = await Promise.allSettled(Array.from({ length: atOnce }, work));
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason as Error;
  } finally {
    log.close();
  }
}

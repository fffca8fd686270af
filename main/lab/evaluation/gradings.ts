import { existsSync } from 'node:fs';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { GradedAnswer, GradingDetails, GradingOutputs, GradingSummary } from '../../../preload/contract/gradings.ts';
import type { JobProgress } from '../../../preload/contract/jobs.ts';
import type { Answer, Grade, Ungraded } from '../../core/evaluation/grading.ts';
import { MANUAL_GRADER, summariseGrades } from '../../core/evaluation/grading.ts';
import { Failure } from '../../core/failure.ts';
import { gradingFolder, gradingParams } from '../../jobs/grading/grading.ts';
import { readOpenProblems, unconventionalProblems } from '../../node/benchmarks/read-open-problems.ts';
import { bootstrapRandom } from '../../node/evaluation/conclude.ts';
import { gradingPaths, readGrading, readGradingRecord } from '../../node/grading/folder.ts';
import { listJobsOfKind } from '../../node/store/queries/jobs.ts';
import type { JobRow } from '../../node/store/schema.ts';
import { findLlama } from '../../node/teachers/llama-package.ts';
import { knownEndpoint } from '../../node/teachers/settings.ts';
import { given } from '../given.ts';
import { gradeByHand } from './grade.ts';
import { requireJob, startJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { listModelChoices } from '../playground/models.ts';

/** Every call about grading problems that have no tests. */
export function gradingCalls(parts: LabParts): {
  readonly [Name in keyof GradingOutputs]: (input: ParsedInput<Name>) => Promise<GradingOutputs[Name]>;
} {
  return {
    'gradings.list': async () =>
      (await listJobsOfKind(parts.store.db, 'grading')).map((job) => summaryOf(parts, job)),
    'gradings.choices': async () => ({
      models: await listModelChoices(parts),
      problems: (await readOpenProblems(unconventionalProblems())).length,
      endpoint: knownEndpoint(process.env),
      llama: findLlama() !== null,
    }),
    'gradings.start': (input) => startGrading(parts, input),
    'gradings.get': ({ id }) => gradingDetails(parts, id),
    'gradings.grade': async ({ id, taskId, candidate, grade, note }) => {
      await requireGrading(parts, id);
      gradeByHand(gradingFolder(parts.project.path, id), { taskId, candidate, grade, evaluation: note });
      parts.changes.announce({ subject: 'evaluations' });
      return null;
    },
  };
}

async function requireGrading(parts: LabParts, id: string): Promise<JobRow> {
  const job = await requireJob(parts, id);
  if (job.kind === 'grading') return job;
  throw new Failure('grading-not-found', `There is no grading ${JSON.stringify(id)} in this project.`);
}

function summaryOf(parts: LabParts, job: JobRow): GradingSummary {
  const { models, graders } = gradingParams.parse(JSON.parse(job.params));
  const record = readGradingRecord(gradingFolder(parts.project.path, job.id));
  return {
    id: job.id,
    models: models.map(({ name }) => name),
    graders: record?.graders ?? graders.models,
    state: job.state,
    startedAt: job.started_at,
    progress: job.progress === null ? null : (JSON.parse(job.progress) as JobProgress),
    error: job.error === null ? null : (JSON.parse(job.error) as GradingSummary['error']),
  };
}

async function startGrading(parts: LabParts, input: ParsedInput<'gradings.start'>) {
  const choices = await listModelChoices(parts);
  const models = input.models.map((path) => {
    const choice = choices.find((one) => one.path === path);
    if (choice === undefined) {
      throw new Failure('model-not-found', `There is no checkpoint at ${path} in this project; choose another.`);
    }
    return { name: choice.latest ? choice.runName : `${choice.runName}, step ${String(choice.step)}`, path };
  });
  const twice = models.find(({ name }, at) => models.findIndex((one) => one.name === name) !== at);
  if (twice !== undefined) {
    throw new Failure('usage', `Two models have the name ${twice.name}; grade them one after the other.`);
  }
  const { keyVariable } = knownEndpoint(process.env);
  const params = {
    models,
    graders: {
      models: input.graders,
      ...given({ baseUrl: input.address, keyVariable: keyVariable ?? undefined }),
    },
    maxNewTokens: input.maxNewTokens,
    seed: input.seed,
  };
  const names = models.map(({ name }) => name).join(', ');
  return startJob(parts, { kind: 'grading', params }, `Grades for ${names}`);
}

async function gradingDetails(parts: LabParts, id: string): Promise<GradingDetails> {
  const job = await requireGrading(parts, id);
  const summary = summaryOf(parts, job);
  const folder = gradingFolder(parts.project.path, id);
  const problems = await readOpenProblems(unconventionalProblems());
  const { answers, grades, ungraded, spent } = existsSync(gradingPaths(folder).request)
    ? readGrading(folder)
    : { answers: [], grades: [], ungraded: [], spent: { promptTokens: 0, completionTokens: 0 } };
  const key = ({ taskId, candidate }: Pick<Grade, 'taskId' | 'candidate'>): string => `${candidate}\n${taskId}`;
  const [written, told, untold] = [
    new Map(answers.map((answer) => [key(answer), answer])),
    Map.groupBy(grades, key),
    Map.groupBy(ungraded, key),
  ];
  const graded = problems.map(({ taskId, prompt, topics }) => ({
    taskId,
    prompt,
    topics,
    answers: summary.models.flatMap((candidate) => {
      const at = key({ taskId, candidate });
      const answer = written.get(at);
      return answer === undefined ? [] : [gradedAnswer(answer, told.get(at) ?? [], untold.get(at) ?? [])];
    }),
  }));
  const isGraded = grades.length + ungraded.length > 0;
  const agreement = isGraded ? summariseGrades({ grades, ungraded }, bootstrapRandom(1)) : null;
  return { ...summary, problems: graded, agreement, spent };
}

function gradedAnswer(
  { candidate, completion }: Answer,
  all: readonly Grade[],
  ungraded: readonly Ungraded[],
): GradedAnswer {
  const told = ({ grader, grade, evaluation }: Grade) => ({ grader, grade, evaluation });
  const grades = all.filter(({ grader }) => grader !== MANUAL_GRADER).map(told);
  const manual = all.find(({ grader }) => grader === MANUAL_GRADER);
  const mean = grades.length === 0 ? null : grades.reduce((sum, { grade }) => sum + grade, 0) / grades.length;
  return {
    candidate,
    completion,
    grades,
    ungraded: ungraded.map(({ grader, reason }) => ({ grader, reason })),
    mean,
    manual: manual === undefined ? null : told(manual),
  };
}

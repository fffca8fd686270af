import { join, resolve } from 'node:path';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import type { Teacher } from '../../core/teaching/teacher.ts';
import { sha256 } from '../../node/datasets/canonical-json.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { openCheckpoint } from '../../node/checkpoints/read-checkpoint.ts';
import { endpointSettings } from '../../node/teachers/settings.ts';
import { openTeacher, type AskedTeacher, type TeacherChoice } from '../../node/teachers/open-teacher.ts';
import {
  openPrompt,
  openPromptLibrary,
  type OpenPrompt,
  type PromptLibrary,
} from '../../node/teaching/prompt-library.ts';
import { SCORE_COLUMNS, recordOf, type LessonKind } from '../../node/teaching/read-lesson.ts';
import { runTeaching } from '../../node/teaching/run-teaching.ts';
import { tally, type TeachingResult } from '../../node/teaching/teaching-result.ts';
import { diversityOf } from './measure-diversity.ts';
import type { OperationContext } from './operation.ts';
import type { TeachParameters } from './teach-fields.ts';

/** Who is asked, with every path absolute. @throws Failure `teacher-unknown` where the one that was chosen is not named. */
export function chosenTeacher(
  context: Pick<OperationContext, 'resolvePath'>,
  parameters: TeachParameters,
): TeacherChoice {
  const { teacher, address, model, keyVariable, gguf, checkpoint } = parameters;
  const missing = (what: string): Failure =>
    new Failure('teacher-unknown', `The teacher is not named; ${what}.`);
  switch (teacher) {
    case 'curriculum':
      return { kind: 'curriculum' };
    case 'endpoint':
      return {
        kind: 'endpoint',
        ...(address === undefined ? {} : { baseUrl: address }),
        ...(model === undefined ? {} : { model }),
        ...(keyVariable === undefined ? {} : { keyVariable }),
      };
    case 'gguf':
      if (gguf === undefined) throw missing('name the file of a GGUF model');
      return { kind: 'gguf', path: context.resolvePath(gguf) };
    case 'checkpoint':
      if (checkpoint === undefined) throw missing('choose a checkpoint');
      return { kind: 'checkpoint', path: context.resolvePath(checkpoint) };
  }
}

/** The prompts that a teaching of this project, or of this command, is asked with. */
export function promptsFor(
  { projectDir, resolvePath }: Pick<OperationContext, 'projectDir' | 'resolvePath'>,
  prompts: string | undefined,
): PromptLibrary {
  return openPromptLibrary(prompts === undefined ? join(projectDir ?? '.', 'prompts') : resolvePath(prompts));
}

/** The prompt that was named, else the one for this kind of teacher. @throws Failure `prompt-file` for another use. */
export function promptFor(
  library: PromptLibrary,
  kind: LessonKind,
  form: 'chat' | 'continuation',
  named: string | undefined,
): OpenPrompt {
  const use = kind === 'textbooks' ? 'textbook' : 'exercise';
  const opened = openPrompt(library, named ?? (form === 'chat' ? `${use}.md` : `${use}-continuation.md`));
  const { file, use: saidUse, form: saidForm } = opened.prompt;
  if (saidUse !== use)
    throw new Failure('prompt-file', `The prompt ${file} is for a ${saidUse}, and ${kind} are asked for.`);
  if (saidForm !== form) {
    const needs = form === 'chat' ? 'answers what it is asked' : 'only goes on with a beginning';
    throw new Failure(
      'prompt-file',
      `The prompt ${file} says answer: ${saidForm}, and this teacher ${needs}; choose a prompt with answer: ${form}.`,
    );
  }
  return opened;
}

/** Lessons that a language model writes. */
export async function teachByAsking(
  context: OperationContext,
  sandbox: Sandbox,
  kind: LessonKind,
  choice: AskedTeacher,
  parameters: TeachParameters,
): Promise<TeachingResult> {
  const library = promptsFor(context, parameters.prompts);
  const form = choice.kind === 'checkpoint' ? 'continuation' : 'chat';
  // What can be wrong with the prompts is found before a model is loaded for them.
  const prompt = promptFor(library, kind, form, parameters.prompt);
  const repair = parameters.repair && form === 'chat' ? openPrompt(library, 'repair.md') : null;
  context.progress({ doing: 'opening the teacher', done: 0, total: 0, unit: '' });
  const teacher = await openTeacher(choice, process.env, {
    silenceMs: 1000 * parameters.patience,
    atOnce: parameters.atOnce,
  });
  try {
    return await askAll(context, sandbox, kind, { teacher, prompt, repair }, parameters);
  } finally {
    await teacher.close?.();
  }
}

type Located = Pick<OperationContext, 'projectDir' | 'resolvePath'>;

/**
 * Where a teaching's answers lie: in a project under what decides them, elsewhere beside the dataset. It can be told
 * without asking anybody, so that the window finds them while they are written.
 */
export async function teachingFolder(
  context: Located,
  kind: LessonKind,
  parameters: TeachParameters,
): Promise<string> {
  const { projectDir, resolvePath } = context;
  const { answers, out, prompts, seed } = parameters;
  if (answers !== undefined) return resolvePath(answers);
  if (projectDir === null) return `${resolve(resolvePath(out))}-teaching`;
  const choice = chosenTeacher(context, parameters);
  const form = choice.kind === 'checkpoint' ? 'continuation' : 'chat';
  const prompt = promptFor(promptsFor(context, prompts), kind, form, parameters.prompt);
  const who =
    choice.kind === 'endpoint'
      ? endpointSettings(choice, process.env)
      : choice.kind === 'checkpoint'
        ? (await openCheckpoint(choice.path)).path
        : choice;
  const key = sha256(JSON.stringify([kind, who, prompt.prompt.file, prompt.hash, seed])).slice(0, 12);
  return join(projectDir, 'teaching', `${kind}-${key}`);
}

async function askAll(
  context: OperationContext,
  sandbox: Sandbox,
  kind: LessonKind,
  asked: { readonly teacher: Teacher; readonly prompt: OpenPrompt; readonly repair: OpenPrompt | null },
  parameters: TeachParameters,
): Promise<TeachingResult> {
  const { teacher, prompt } = asked;
  const { count, seed, atOnce, out, promptPrice, completionPrice, moneyCap, tokenCap, license } = parameters;
  const folder = await teachingFolder(context, kind, parameters);
  const teaching = await runTeaching(
    {
      ...asked,
      folder,
      kind,
      count,
      seed,
      atOnce,
      price: { promptPerMillion: promptPrice, completionPerMillion: completionPrice },
      caps: { tokens: tokenCap ?? null, money: moneyCap ?? null },
    },
    sandbox,
    {
      signal: context.signal,
      onProgress: (done, total) => {
        context.progress({ doing: 'writing and running', done, total, unit: 'lessons' });
      },
      onNote: context.note,
    },
  );
  const { file, form } = prompt.prompt;
  const withTests = parameters.withTests === true;
  const provenance = { teacher: teacher.name, prompt: file, form, license: license ?? null, withTests };
  const counted = tally();
  const [kept, aside]: [ScoredRecord[], ScoredRecord[]] = [[], []];
  for (const { lesson, answer, outcome } of teaching.lessons) {
    counted.add(outcome.verdict === 'kept' ? null : outcome.cause, outcome);
    (outcome.verdict === 'kept' ? kept : aside).push(recordOf(kind, provenance, lesson, answer, outcome));
  }
  const order = {
    operation: `teach ${kind}`,
    parameters: {
      teacher: teacher.name,
      prompt: { file, sha256: prompt.hash },
      repaired: asked.repair === null ? null : asked.repair.hash,
      asked: teaching.lessons.length,
      seed,
      ...(withTests ? { withTests } : {}),
    },
    parents: [],
    scoreColumns: SCORE_COLUMNS[kind],
  };
  await context.makeDataset({ ...order, out, role: 'dataset' }, kept);
  if (aside.length > 0)
    await context.makeDataset({ ...order, out: `${out}-dropped`, role: 'dropped' }, aside);
  return {
    lessons: kind,
    teacher: teacher.name,
    prompt: file,
    answers: folder,
    asked: teaching.lessons.length,
    ...counted.counts,
    causes: counted.causes(),
    sentBack: teaching.sentBack,
    repaired: teaching.repaired,
    combinations: teaching.combinations,
    beyondBudget: teaching.beyondBudget,
    diversity: await diversityOf(
      context,
      kept.map(({ text }) => text),
      parameters.embedder,
    ),
    spent: teaching.spent,
  };
}

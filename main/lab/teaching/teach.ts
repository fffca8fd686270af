import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { JobProgress } from '../../core/job-progress.ts';
import type { MadeDataset, OperationResult } from '../../jobs/data/run-operation.ts';
import { installLlama } from '../../node/teachers/llama-package.ts';
import { teacherChoice } from '../../node/teachers/open-teacher.ts';
import type { LessonKind } from '../../node/teaching/read-lesson.ts';
import type { TeachingResult } from '../../node/teaching/teaching-result.ts';
import { runOperationHere } from '../data/run-operation-here.ts';
import { chooseProject } from '../project/project.ts';

export { installLlama };

export type TeachCommand = {
  readonly lessons: LessonKind;
  /** `curriculum`, `endpoint`, an address, a `.gguf` file or a folder of a checkpoint. */
  readonly teacher: string;
  readonly model?: string;
  readonly keyVariable?: string;
  /** The rest as the operation has them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onNote: (sentence: string) => void;
};

export type TaughtDatasets = {
  readonly summary: string;
  readonly dataset: MadeDataset;
  /** What was kept aside; null where nothing was. */
  readonly dropped: MadeDataset | null;
} & TeachingResult;

/** The `teach` command: the operation of that name, in this process. */
export async function teachCommand(command: TeachCommand): Promise<TaughtDatasets> {
  const { lessons, teacher, model, keyVariable, parameters, ...hooks } = command;
  const result = await runOperationHere({
    ...hooks,
    name: `teach-${lessons}`,
    parameters: { ...teacherParameters(teacher, { model, keyVariable }), ...withPrompts(parameters) },
  });
  return { summary: result.summary, ...madeOf(result), ...(result.details as unknown as TeachingResult) };
}

function teacherParameters(
  said: string,
  { model, keyVariable }: { readonly model: string | undefined; readonly keyVariable: string | undefined },
): Record<string, unknown> {
  const choice = teacherChoice(
    said,
    {
      ...(model === undefined ? {} : { model }),
      ...(keyVariable === undefined ? {} : { keyVariable }),
    },
    (path) => resolve(path),
  );
  if (choice.kind !== 'endpoint' && model !== undefined) {
    throw new Failure('usage', `--model names a model of a server; the teacher ${said} is none.`);
  }
  switch (choice.kind) {
    case 'curriculum':
      return { teacher: 'curriculum' };
    case 'endpoint':
      return { teacher: 'endpoint', address: choice.baseUrl, model, keyVariable };
    default:
      return { teacher: choice.kind, [choice.kind]: choice.path };
  }
}

/** Prompts that were edited in the window hold on the command line too. */
function withPrompts(parameters: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const edited = join(chooseProject(undefined), 'prompts');
  return parameters['prompts'] === undefined && existsSync(edited) ? { ...parameters, prompts: edited } : parameters;
}

function madeOf({ datasets }: OperationResult): Pick<TaughtDatasets, 'dataset' | 'dropped'> {
  return {
    dataset: datasets.find(({ role }) => role === 'dataset')!,
    dropped: datasets.find(({ role }) => role === 'dropped') ?? null,
  };
}

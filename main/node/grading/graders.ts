import { Failure } from '../../core/failure.ts';
import type { Teacher } from '../../core/teaching/teacher.ts';
import { openTeacher, type AskedTeacher } from '../teachers/open-teacher.ts';

/** A grader: a teacher under a name of its own, since three graders may be one model asked three times. */
export type Grader = { readonly name: string; readonly teacher: Teacher; readonly seed: number };

/** Who grades: models of one OpenAI-compatible server, or of files here. What is missing the environment has to say. */
export type GraderChoice = {
  readonly baseUrl?: string | undefined;
  /** Names of the server's models, or `.gguf` files; one is asked three times over. */
  readonly models: readonly string[];
  /** Environment variable that holds the key. */
  readonly keyVariable?: string | undefined;
};

export type OpenGraders = { readonly graders: readonly Grader[]; close(): Promise<void> };

/** Answers that are graded side by side. */
export const ASKED_AT_ONCE = 4;

/** Graders that one model makes, when only one is named: three, as three people would be asked. */
const times = ['first', 'second', 'third'];

/**
 * Opens each model that grades once. `close` frees them.
 *
 * @throws Failure `teacher-unknown`, `teacher-key-missing`, and for a file what `ggufTeacher` says.
 */
export async function openGraders(
  { baseUrl, models, keyVariable }: GraderChoice,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<OpenGraders> {
  const choiceOf = (model: string | undefined): AskedTeacher =>
    model?.endsWith('.gguf') === true
      ? { kind: 'gguf', path: model }
      : {
          kind: 'endpoint',
          ...(baseUrl === undefined ? {} : { baseUrl }),
          ...(model === undefined ? {} : { model }),
          ...(keyVariable === undefined ? {} : { keyVariable }),
        };
  const opened: Teacher[] = [];
  const close = async (): Promise<void> => {
    for (const teacher of opened) await teacher.close?.();
  };
  try {
    for (const model of models.length === 0 ? [undefined] : models) {
      opened.push(await openTeacher(choiceOf(model), environment, { atOnce: ASKED_AT_ONCE }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const [only] = opened;
  const graders =
    opened.length === 1
      ? times.map((time) => ({ name: `${only!.name}, ${time} time`, teacher: only! }))
      : opened.map((teacher) => ({ name: teacher.name, teacher }));
  if (new Set(graders.map(({ name }) => name)).size < graders.length) {
    await close();
    throw new Failure('usage', 'Two of the graders have the same name; name each once.');
  }
  return { graders: graders.map((grader, at) => ({ ...grader, seed: at * 1_000_003 })), close };
}

import { endpointOf, endpointSettings } from '../teachers/settings.ts';
import { openAiCompatible } from '../teachers/openai-compatible.ts';
import type { Grader } from './grade-models.ts';

/** Who grades: models of one OpenAI-compatible server. What is missing here the environment has to say. */
export type GraderChoice = {
  readonly baseUrl?: string | undefined;
  /** Names of the grading models; one is asked three times over. */
  readonly models: readonly string[];
  /** Environment variable that holds the key. */
  readonly keyVariable?: string | undefined;
};

/** Graders that one model makes, when only one is named: three, as three people would be asked. */
const times = ['first', 'second', 'third'];

/** @throws Failure `teacher-unknown`, `teacher-key-missing`. */
export function openGraders(
  { baseUrl, models, keyVariable }: GraderChoice,
  environment: NodeJS.ProcessEnv = process.env,
): Grader[] {
  const given = {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(keyVariable === undefined ? {} : { keyVariable }),
  };
  const asked = models.length > 1 ? models : times.map(() => models[0]);
  return asked.map((model, at) => {
    const settings = endpointSettings({ ...given, ...(model === undefined ? {} : { model }) }, environment);
    const teacher = openAiCompatible(endpointOf(settings, environment));
    const name = models.length > 1 ? teacher.name : `${teacher.name}, ${times[at]!} time`;
    return { name, teacher, seed: at * 1_000_003 };
  });
}

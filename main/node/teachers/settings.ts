import { Failure } from '../../core/failure.ts';
import type { Endpoint } from './openai-compatible.ts';

/** What may be written down of an endpoint: the key is named by its environment variable, never said. */
export type EndpointSettings = {
  readonly baseUrl: string;
  readonly model: string;
  /** Environment variable that holds the key; null where the server asks for none. */
  readonly keyVariable: string | null;
};

const URL_VARIABLE = 'HORNBOOK_TEACHER_URL';
const MODEL_VARIABLE = 'HORNBOOK_TEACHER_MODEL';
const KEY_VARIABLE = 'HORNBOOK_TEACHER_KEY';

/**
 * The endpoint that is meant: what was given, else `HORNBOOK_TEACHER_URL`, `HORNBOOK_TEACHER_MODEL` and
 * `HORNBOOK_TEACHER_KEY` (or `OPENAI_API_KEY`).
 *
 * @throws Failure `teacher-unknown` where the address or the model is nowhere.
 */
export function endpointSettings(
  given: Partial<EndpointSettings>,
  environment: Readonly<Record<string, string | undefined>>,
): EndpointSettings {
  const said = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
  const baseUrl = given.baseUrl ?? said(environment[URL_VARIABLE]);
  const model = given.model ?? said(environment[MODEL_VARIABLE]);
  if (baseUrl === undefined || model === undefined) {
    throw new Failure(
      'teacher-unknown',
      `A teacher needs an address and a model; set ${URL_VARIABLE} and ${MODEL_VARIABLE}, or name them in the command.`,
    );
  }
  const present = [KEY_VARIABLE, 'OPENAI_API_KEY'].find((name) => said(environment[name]) !== undefined);
  return { baseUrl, model, keyVariable: given.keyVariable ?? present ?? null };
}

/** The endpoint with its key, which is read at this moment and kept in memory alone. */
export function endpointOf(
  { baseUrl, model, keyVariable }: EndpointSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoint {
  const key = keyVariable === null ? null : environment[keyVariable];
  if (key === undefined || key === '') {
    throw new Failure(
      'teacher-key-missing',
      `The environment has no ${keyVariable!}; set it to the teacher's key.`,
    );
  }
  return { baseUrl, model, key };
}

/** What the environment says of an endpoint, for a form to begin with. The key is named, not told. */
export function knownEndpoint(environment: Readonly<Record<string, string | undefined>>): {
  readonly baseUrl: string | null;
  readonly model: string | null;
  readonly keyVariable: string | null;
} {
  const said = (name: string): string | null => environment[name] || null;
  return {
    baseUrl: said(URL_VARIABLE),
    model: said(MODEL_VARIABLE),
    keyVariable: [KEY_VARIABLE, 'OPENAI_API_KEY'].find((name) => said(name) !== null) ?? null,
  };
}

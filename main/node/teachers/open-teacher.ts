import { existsSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import type { Teacher } from '../../core/teaching/teacher.ts';
import { checkpointTeacher } from './checkpoint.ts';
import { ggufTeacher } from './gguf.ts';
import { openAiCompatible } from './openai-compatible.ts';
import { endpointOf, endpointSettings } from './settings.ts';

/** Who teaches, as a person names it. */
export type TeacherChoice =
  | { readonly kind: 'curriculum' }
  /** An OpenAI-compatible server; what is missing comes from the environment. */
  | {
      readonly kind: 'endpoint';
      readonly baseUrl?: string;
      readonly model?: string;
      /** Environment variable that holds the key. */
      readonly keyVariable?: string;
    }
  | { readonly kind: 'gguf'; readonly path: string }
  | { readonly kind: 'checkpoint'; readonly path: string };

export type AskedTeacher = Exclude<TeacherChoice, { kind: 'curriculum' }>;

/**
 * What `--teacher` means: `curriculum`; `endpoint` or an address; a `.gguf` file; the folder of a checkpoint or run.
 *
 * @throws Failure `teacher-unknown`.
 */
export function teacherChoice(
  said: string,
  endpoint: { readonly model?: string; readonly keyVariable?: string },
  resolvePath: (path: string) => string,
): TeacherChoice {
  if (said === 'curriculum') return { kind: 'curriculum' };
  if (said === 'endpoint') return { kind: 'endpoint', ...endpoint };
  if (/^https?:\/\//.test(said)) return { kind: 'endpoint', baseUrl: said, ...endpoint };
  const path = resolvePath(said);
  if (said.endsWith('.gguf')) return { kind: 'gguf', path };
  if (existsSync(path)) return { kind: 'checkpoint', path };
  throw new Failure(
    'teacher-unknown',
    `There is no teacher ${said}; it is curriculum, endpoint, the address of an OpenAI-compatible server, a .gguf file, or the folder of a checkpoint.`,
  );
}

/** A teacher that can be asked; `close` it where it has one. */
export async function openTeacher(
  choice: AskedTeacher,
  environment: Readonly<Record<string, string | undefined>>,
  options: {
    /** A server must begin to answer, and go on, within this time; milliseconds. */
    readonly silenceMs?: number;
    /** Requests that will be made side by side; a model that runs here makes room for them. */
    readonly atOnce?: number;
  } = {},
): Promise<Teacher> {
  switch (choice.kind) {
    case 'endpoint': {
      const endpoint = endpointOf(endpointSettings(choice, environment), environment);
      const { silenceMs } = options;
      return openAiCompatible({ ...endpoint, ...(silenceMs === undefined ? {} : { silenceMs }) });
    }
    case 'gguf':
      return ggufTeacher(choice.path, options.atOnce === undefined ? {} : { atOnce: options.atOnce });
    case 'checkpoint':
      return checkpointTeacher(choice.path);
  }
}

import type { Json } from '../../node/datasets/canonical-json.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import { endpointSettings } from '../../node/teachers/settings.ts';
import { openPrompt } from '../../node/teaching/prompt-library.ts';
import type { LessonKind } from '../../node/teaching/read-lesson.ts';
import { sentenceOf } from '../../node/teaching/teaching-result.ts';
import { CURRICULUM_VERSION } from '../recipe/synthetic.ts';
import { operation } from './operation.ts';
import { chosenTeacher, promptFor, promptsFor, teachByAsking } from './teach-asked.ts';
import { teachFromCurriculum } from './teach-curriculum.ts';
import { teachFields, teachParameters } from './teach-fields.ts';

const teaching = (kind: LessonKind, title: string, summary: string) =>
  operation({
    name: `teach-${kind}`,
    title,
    summary,
    version: 1,
    fields: teachFields(kind),
    parameters: teachParameters(kind),
    /** The texts behind the names: of the curriculum, or of the prompts, and who the environment names. */
    async identity(context, parameters): Promise<Json> {
      const choice = chosenTeacher(context, parameters);
      if (choice.kind === 'curriculum') return CURRICULUM_VERSION;
      const library = promptsFor(context, parameters.prompts);
      const form = choice.kind === 'checkpoint' ? 'continuation' : 'chat';
      return Promise.resolve({
        prompt: promptFor(library, kind, form, parameters.prompt).hash,
        repair: parameters.repair ? openPrompt(library, 'repair.md').hash : null,
        endpoint: choice.kind === 'endpoint' ? { ...endpointSettings(choice, process.env) } : null,
      });
    },
    async run(context, parameters) {
      const choice = chosenTeacher(context, parameters);
      const sandbox = await openSandbox({});
      try {
        const result =
          choice.kind === 'curriculum'
            ? await teachFromCurriculum(context, sandbox, kind, parameters)
            : await teachByAsking(context, sandbox, kind, choice, parameters);
        return {
          summary: sentenceOf(result),
          reasons: result.causes.map(({ cause, lessons }) => ({ reason: cause, records: lessons, bytes: 0 })),
          details: JSON.parse(JSON.stringify(result)) as Json,
        };
      } finally {
        await sandbox.close();
      }
    },
  });

export const teachTextbooks = teaching(
  'textbooks',
  'Teach textbooks',
  'Have a teacher write sections of a textbook, run every output they state, and keep those that hold.',
);

export const teachExercises = teaching(
  'exercises',
  'Teach exercises',
  'Have a teacher write exercises, run solutions, tests and wrong solutions, and keep those that hold.',
);

import type { CallInput } from '../../../preload/contract/contract.ts';
import type { LessonKind, PromptView, TeacherKind } from '../../../preload/contract/teaching.ts';

/** What stands in the form; numbers are text until they are read. */
export type TeachDraft = {
  lessons: LessonKind;
  teacher: TeacherKind;
  address: string;
  model: string;
  keyVariable: string;
  gguf: string;
  checkpoint: string;
  prompt: string;
  count: string;
  seed: string;
  atOnce: string;
  repair: boolean;
  withTests: boolean;
  promptPrice: string;
  answerPrice: string;
  moneyCap: string;
  tokenCap: string;
  out: string;
};

export const newDraft = (): TeachDraft => ({
  lessons: 'exercises',
  teacher: 'curriculum',
  address: '',
  model: '',
  keyVariable: '',
  gguf: '',
  checkpoint: '',
  prompt: '',
  count: '1000',
  seed: '1',
  atOnce: '4',
  repair: true,
  withTests: false,
  promptPrice: '',
  answerPrice: '',
  moneyCap: '',
  tokenCap: '',
  out: '',
});

export const teacherNames: Readonly<Record<TeacherKind, string>> = {
  curriculum: 'Built-in curriculum',
  endpoint: 'OpenAI-compatible server',
  gguf: 'GGUF model on this machine',
  checkpoint: 'Checkpoint of the lab',
};

export const teacherKinds = Object.keys(teacherNames) as TeacherKind[];

export const lessonNames: Readonly<Record<LessonKind, string>> = {
  textbooks: 'Textbooks',
  exercises: 'Exercises',
};

/** The prompts that suit what is asked of whom; the first is taken where none is chosen. */
export function promptsFor(
  { lessons, teacher }: Pick<TeachDraft, 'lessons' | 'teacher'>,
  prompts: readonly PromptView[],
): PromptView[] {
  const use = lessons === 'textbooks' ? 'textbook' : 'exercise';
  const form = teacher === 'checkpoint' ? 'continuation' : 'chat';
  const usual = form === 'chat' ? `${use}.md` : `${use}-continuation.md`;
  return prompts
    .filter((prompt) => prompt.use === use && prompt.form === form)
    .sort((one, other) => Number(other.file === usual) - Number(one.file === usual));
}

export type CheckedDraft =
  | {
      readonly ok: true;
      readonly start: CallInput<'teach.start'>;
      readonly estimate: CallInput<'teach.estimate'>;
    }
  | { readonly ok: false; readonly field: keyof TeachDraft; readonly message: string };

const wrong = (field: keyof TeachDraft, message: string): CheckedDraft => ({ ok: false, field, message });

/** A number of 0 or more, null for an empty field, and NaN for anything else. */
function amount(text: string): number | null {
  if (text.trim() === '') return null;
  const value = Number(text);
  return value >= 0 ? value : NaN;
}

/** The draft as the lab takes it, or the first thing that is wrong with it. */
export function checkDraft(draft: TeachDraft): CheckedDraft {
  const { lessons, teacher, prompt, repair } = draft;
  const count = Number(draft.count);
  if (!Number.isSafeInteger(count) || count < 1) {
    return wrong(
      'count',
      `Lessons is ${JSON.stringify(draft.count)}; it must be a whole number of 1 or more.`,
    );
  }
  const seed = Number(draft.seed);
  if (!Number.isSafeInteger(seed) || seed < 0 || draft.seed.trim() === '') {
    return wrong('seed', `Seed is ${JSON.stringify(draft.seed)}; it must be a whole number of 0 or more.`);
  }
  const parameters: Record<string, unknown> = { teacher, count, seed };
  if (draft.out.trim() !== '') parameters['out'] = draft.out.trim();
  const said = (name: keyof TeachDraft): void => {
    const value = String(draft[name]).trim();
    if (value !== '') parameters[name] = value;
  };
  if (teacher === 'endpoint') {
    if (draft.address !== '' && !/^https?:\/\//.test(draft.address)) {
      return wrong(
        'address',
        'The address must begin with http:// or https://, such as http://127.0.0.1:11434/v1.',
      );
    }
    for (const name of ['address', 'model', 'keyVariable'] as const) said(name);
  }
  if (teacher === 'gguf' && draft.gguf.trim() === '') return wrong('gguf', 'Name the file of a GGUF model.');
  if (teacher === 'checkpoint' && draft.checkpoint === '') return wrong('checkpoint', 'Choose a checkpoint.');
  if (teacher === 'gguf') said('gguf');
  if (teacher === 'checkpoint') said('checkpoint');
  const prices = { promptPrice: amount(draft.promptPrice), completionPrice: amount(draft.answerPrice) };
  const caps = { moneyCap: amount(draft.moneyCap), tokenCap: amount(draft.tokenCap) };
  if (teacher !== 'curriculum') {
    const atOnce = Number(draft.atOnce);
    if (!Number.isSafeInteger(atOnce) || atOnce < 1 || atOnce > 64) {
      return wrong('atOnce', `Requests at once is ${JSON.stringify(draft.atOnce)}; it must be 1 to 64.`);
    }
    const names = [
      ['promptPrice', 'answerPrice', 'moneyCap', 'tokenCap'],
      [prices.promptPrice, prices.completionPrice, caps.moneyCap, caps.tokenCap],
    ] as const;
    for (const [at, value] of names[1].entries()) {
      if (Number.isNaN(value)) return wrong(names[0][at]!, 'It must be a number of 0 or more, or empty.');
    }
    for (const [name, value] of Object.entries({ ...prices, ...caps }))
      if (value !== null) parameters[name] = value;
    Object.assign(parameters, { atOnce, repair: repair && teacher !== 'checkpoint' });
    said('prompt');
  }
  if (lessons === 'exercises' && draft.withTests) parameters['withTests'] = true;
  return {
    ok: true,
    start: { lessons, parameters },
    estimate: {
      lessons,
      teacher,
      count,
      promptPrice: prices.promptPrice ?? 0,
      answerPrice: prices.completionPrice ?? 0,
      ...(prompt === '' || teacher === 'curriculum' ? {} : { prompt }),
    },
  };
}

/** The same, for a single lesson: the first of the seed, which a longer teaching then takes as it is. */
export function trialOf({ lessons, parameters }: CallInput<'teach.start'>): CallInput<'teach.start'> {
  return { lessons, parameters: { ...parameters, count: 1, repair: false, out: `trial-${lessons}` } };
}

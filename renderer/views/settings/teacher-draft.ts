import type { SettingsOutputs, Teacher, TeacherView } from '../../../preload/contract/settings.ts';
import { teacherSchema } from '../../../preload/contract/settings.ts';

/** A teacher as it is being typed. */
export type TeacherDraft = {
  id: string | null;
  name: string;
  baseUrl: string;
  model: string;
  keyKind: Teacher['key']['kind'];
  variable: string;
  /** Typed and sent once; never shown again. */
  key: string;
  priceIn: string;
  priceOut: string;
};

export const newTeacher = (keychain: SettingsOutputs['settings.view']['keychain']): TeacherDraft => ({
  id: null,
  name: '',
  baseUrl: 'https://',
  model: '',
  keyKind: keychain.available ? 'keychain' : 'environment',
  variable: 'OPENAI_API_KEY',
  key: '',
  priceIn: '',
  priceOut: '',
});

export const draftOf = (teacher: TeacherView): TeacherDraft => ({
  id: teacher.id,
  name: teacher.name,
  baseUrl: teacher.baseUrl,
  model: teacher.model,
  keyKind: teacher.key.kind,
  variable: teacher.key.kind === 'environment' ? teacher.key.variable : 'OPENAI_API_KEY',
  key: '',
  priceIn: teacher.price === null ? '' : String(teacher.price.input),
  priceOut: teacher.price === null ? '' : String(teacher.price.output),
});

export type TeacherCheck =
  | { readonly ok: true; readonly teacher: Teacher; readonly key: string | undefined }
  | { readonly ok: false; readonly field: string; readonly message: string };

const WORDS: Readonly<Record<string, string>> = {
  name: 'The name',
  baseUrl: 'The address',
  model: 'The model',
  key: 'The variable',
  price: 'The price',
};

/** What the form says as the contract takes it, or the first thing that is wrong, in a sentence. */
export function checkTeacher(draft: TeacherDraft, taken: readonly string[]): TeacherCheck {
  const parsed = teacherSchema.safeParse({
    id: draft.id ?? freeId(draft.name, taken),
    name: draft.name,
    baseUrl: draft.baseUrl.trim(),
    model: draft.model,
    key:
      draft.keyKind === 'environment'
        ? { kind: 'environment', variable: draft.variable.trim() }
        : { kind: draft.keyKind },
    price: priceOf(draft),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const field = String(issue.path[0]);
    return { ok: false, field, message: `${WORDS[field] ?? field} ${lowerFirst(issue.message)}.` };
  }
  const key = draft.keyKind === 'keychain' && draft.key.trim() !== '' ? draft.key.trim() : undefined;
  return { ok: true, teacher: parsed.data, key };
}

function priceOf({ priceIn, priceOut }: TeacherDraft): Teacher['price'] {
  if (priceIn.trim() === '' && priceOut.trim() === '') return null;
  return { input: Number(priceIn), output: Number(priceOut) };
}

/** `gpt-5-mini`, `gpt-5-mini-2` where that is taken. */
export function freeId(name: string, taken: readonly string[]): string {
  const plain =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 56) || 'teacher';
  for (let number = 1; ; number++) {
    const id = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

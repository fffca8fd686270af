import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { readExerciseAnswer, type WrittenExercise } from '../../core/teaching/exercise-answer.ts';
import type { ReadAnswer } from '../../core/teaching/read-answer.ts';
import { readTextbookAnswer, type WrittenSection } from '../../core/teaching/textbook-answer.ts';
import type { ScoredRecord } from '../datasets/manifest.ts';
import type { Answered, LessonOutcome } from './ledger.ts';
import { checkExercise, checkSection } from './verify-lesson.ts';

export type LessonKind = 'textbooks' | 'exercises';

/** One lesson to ask for: its number, what fills the slots, and the filled prompt. */
export type Lesson = {
  readonly number: number;
  readonly slots: Readonly<Record<string, string>>;
  readonly system?: string;
  readonly prompt: string;
};

type Written =
  | { readonly kind: 'exercise'; readonly exercise: WrittenExercise }
  | { readonly kind: 'textbook'; readonly section: WrittenSection };

/**
 * The text that an answer makes: a bare model's goes on where its prompt ends, and where it ran out of room it goes as
 * far as it is whole, by lines in code and by paragraphs in prose.
 */
export function lessonText(
  kind: LessonKind,
  form: 'chat' | 'continuation',
  { prompt }: Pick<Lesson, 'prompt'>,
  { text, finish }: Pick<Answered, 'text' | 'finish'>,
): string {
  if (form === 'chat') return text;
  const all = `${prompt}${text}`;
  if (finish === 'stop') return all;
  const end = all.lastIndexOf(kind === 'exercises' ? '\n' : '\n\n');
  return end < prompt.length ? all : `${all.slice(0, end)}\n`;
}

function read(kind: LessonKind, text: string, lesson: Lesson): ReadAnswer<Written> {
  if (kind === 'textbooks') {
    const found = readTextbookAnswer(text);
    return found.state === 'read'
      ? { state: 'read', lesson: { kind: 'textbook', section: found.lesson } }
      : found;
  }
  const { name } = lesson.slots;
  const found = readExerciseAnswer(text, name === undefined ? {} : { entryPoint: name });
  return found.state === 'read'
    ? { state: 'read', lesson: { kind: 'exercise', exercise: found.lesson } }
    : found;
}

/** Reads an answer, runs it, and says whether it is kept. */
export async function judgeAnswer(
  sandbox: Sandbox,
  kind: LessonKind,
  form: 'chat' | 'continuation',
  lesson: Lesson,
  { attempt, finish, text }: Pick<Answered, 'attempt' | 'finish' | 'text'>,
): Promise<LessonOutcome> {
  const base = { lesson: lesson.number, attempt, mutants: 0, noticed: 0, stated: 0 };
  const aside = (cause: string, reason: string): LessonOutcome => ({
    ...base,
    verdict: 'aside',
    cause,
    reason,
  });
  if (finish === 'length' && text === '')
    return aside('an answer that was cut off', 'the question left the teacher no room for an answer');
  // A bare model stops nowhere by itself; a chat answer that was cut off lacks its end.
  if (finish === 'length' && form === 'chat')
    return aside('an answer that was cut off', 'the answer was cut off at its largest length');
  const found = read(kind, lessonText(kind, form, lesson, { text, finish }), lesson);
  if (found.state === 'unreadable') return aside('an answer in another form', found.reason);
  const written = found.lesson;
  const stated = written.kind === 'textbook' ? written.section.stated : 0;
  const { fault, mutants, noticed } =
    written.kind === 'textbook'
      ? await checkSection(sandbox, written.section)
      : await checkExercise(sandbox, written.exercise);
  const counts = { lesson: lesson.number, attempt, mutants, noticed, stated };
  return fault === null
    ? { ...counts, verdict: 'kept', cause: '', reason: '' }
    : { ...counts, verdict: 'aside', ...fault };
}

/** How lessons are recorded: whose they are, and under which terms. */
export type Provenance = {
  readonly teacher: string;
  readonly prompt: string;
  readonly form: 'chat' | 'continuation';
  readonly license: string | null;
  /** Texts end with the tests. */
  readonly withTests: boolean;
};

export const SCORE_COLUMNS: Readonly<Record<LessonKind, readonly string[]>> = {
  textbooks: ['stated'],
  exercises: ['noticed'],
};

/** The record of a kept answer, or, kept aside, the answer as it came. */
export function recordOf(
  kind: LessonKind,
  { teacher, prompt, form, license, withTests }: Provenance,
  lesson: Lesson,
  answer: Pick<Answered, 'text' | 'finish'>,
  outcome: LessonOutcome,
): ScoredRecord {
  const text = lessonText(kind, form, lesson, answer);
  const found = outcome.verdict === 'kept' ? read(kind, text, lesson) : null;
  const written = found?.state === 'read' ? found.lesson : null;
  const share = outcome.mutants === 0 ? null : outcome.noticed / outcome.mutants;
  const filled = written === null ? { text, meta: {} } : textAndMeta(written, withTests);
  return {
    id: `lesson-${String(lesson.number)}`,
    text: filled.text,
    kind: kind === 'textbooks' ? 'textbook' : 'exercise',
    source: teacher,
    ...(license === null ? {} : { license }),
    meta: { ...lesson.slots, prompt, ...(outcome.attempt > 0 ? { repaired: true } : {}), ...filled.meta },
    scores: { [SCORE_COLUMNS[kind][0]!]: kind === 'textbooks' ? outcome.stated : share },
    decision: outcome.verdict === 'kept' ? 'kept: it was run and holds' : `kept aside: ${outcome.reason}`,
  };
}

function textAndMeta(written: Written, withTests: boolean): Pick<ScoredRecord, 'text' | 'meta'> {
  if (written.kind === 'textbook') return { text: written.section.text, meta: {} };
  const { entryPoint, prompt, test } = written.exercise;
  return {
    text: exerciseText(written.exercise, withTests),
    meta: { entryPoint, promptCharacters: prompt.length, test },
  };
}

/**
 * What of an exercise is trained on. The tests stay behind in `meta`, where they were run, but for a model that is to
 * write tests itself.
 */
export const exerciseText = (
  { prompt, solution, test }: Pick<WrittenExercise, 'prompt' | 'solution' | 'test'>,
  withTests: boolean,
): string => `${prompt}${solution}${withTests ? `\n\n${test.trim()}\n` : ''}`;

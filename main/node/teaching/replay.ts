import { combinationAt, combinationCount, shuffledOrder } from '../../core/teaching/combinations.ts';
import { fillPrompt } from '../../core/teaching/prompt-file.ts';
import type { Answered, LedgerEntry, LessonOutcome } from './ledger.ts';
import type { OpenPrompt } from './prompt-library.ts';
import type { Lesson } from './read-lesson.ts';

/** The lessons of a seed in their order: no combination of the lists comes twice. */
export function lessonsOf({ prompt, axes }: OpenPrompt, seed: number) {
  const count = combinationCount(axes);
  const order = shuffledOrder(count, seed);
  return {
    /** How many different lessons the lists allow. */
    count,
    at(number: number): Lesson {
      const slots = combinationAt(axes, order(number));
      return { number, slots, ...fillPrompt(prompt, slots) };
    },
  };
}

/** Where one lesson stands. */
export type LessonState = {
  /** By attempt: 0 the first answer, 1 the repair. */
  readonly answers: readonly (Answered | undefined)[];
  readonly outcomes: readonly (LessonOutcome | undefined)[];
};

/** The last outcome with the answer it is about; null while there is none. */
export function latest({ answers, outcomes }: LessonState) {
  for (const attempt of [1, 0]) {
    const [answer, outcome] = [answers[attempt], outcomes[attempt]];
    if (answer !== undefined && outcome !== undefined) return { answer, outcome };
  }
  return null;
}

/** What a ledger's lines come to, lesson by lesson, and which requests nobody heard the answer of. */
export function replay(entries: readonly LedgerEntry[], outcomes: readonly LessonOutcome[]) {
  const lessons = new Map<
    number,
    { answers: (Answered | undefined)[]; outcomes: (LessonOutcome | undefined)[] }
  >();
  const stateOf = (lesson: number) => {
    let state = lessons.get(lesson);
    if (state === undefined) lessons.set(lesson, (state = { answers: [], outcomes: [] }));
    return state;
  };
  const open = new Map<string, Extract<LedgerEntry, { kind: 'asked' }>>();
  const lost: { promptTokens: number; completionTokens: number }[] = [];
  for (const entry of entries) {
    const key = `${String(entry.lesson)} ${String(entry.attempt)}`;
    if (entry.kind === 'asked') {
      // Asked again: the answer to the one before was lost.
      const before = open.get(key);
      if (before !== undefined) lost.push(before);
      open.set(key, entry);
    } else if (entry.kind === 'lost') lost.push(entry);
    else {
      open.delete(key);
      if (entry.kind === 'answered') stateOf(entry.lesson).answers[entry.attempt] = entry;
    }
  }
  for (const outcome of outcomes) stateOf(outcome.lesson).outcomes[outcome.attempt] = outcome;
  return { lessons: lessons as ReadonlyMap<number, LessonState>, lost: [...lost, ...open.values()] };
}

import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import { createMeter, type Caps, type MeterState, type Price } from '../../core/teaching/budget.ts';
import { fillPrompt } from '../../core/teaching/prompt-file.ts';
import type { Teacher } from '../../core/teaching/teacher.ts';
import { createAsker, type Question, type Reply } from './ask-lesson.ts';
import { openLedger, teachingPaths, type Answered, type Ledger, type LessonOutcome } from './ledger.ts';
import { openLiveView } from './live-view.ts';
import type { OpenPrompt } from './prompt-library.ts';
import { judgeAnswer, type Lesson, type LessonKind } from './read-lesson.ts';
import { latest, lessonsOf, replay, type LessonState } from './replay.ts';

export type TeachingRequest = {
  /** Where answers and outcomes are kept; the same folder goes on where it was left. */
  readonly folder: string;
  readonly kind: LessonKind;
  readonly teacher: Teacher;
  readonly prompt: OpenPrompt;
  /** The prompt with which what was kept aside is sent back, once; null: not in this session. */
  readonly repair: OpenPrompt | null;
  /** Lessons to ask for, the first of the seed's order. */
  readonly count: number;
  readonly seed: number;
  /** Requests under way at the same time. */
  readonly atOnce: number;
  readonly price: Price;
  readonly caps: Caps;
};

export type TeachingHooks = {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly onNote?: (sentence: string) => void;
};

export type TaughtLesson = {
  readonly lesson: Lesson;
  readonly answer: Answered;
  readonly outcome: LessonOutcome;
};

export type Teaching = {
  /** In the seed's order: the last outcome of each lesson that was answered. */
  readonly lessons: readonly TaughtLesson[];
  /** How many different lessons the lists allow; fewer than were asked for when they are used up. */
  readonly combinations: number;
  /** Lessons and repairs that there was no budget left for. */
  readonly beyondBudget: number;
  /** Answers that were sent back, and those that held then. */
  readonly sentBack: number;
  readonly repaired: number;
  readonly spent: MeterState;
};

/** This many requests that come to nothing one after another mean that the teacher is gone. */
const LOST_IN_A_ROW = 3;
/** How long answers under way may still take after a stop, so that they are not paid for in vain. */
const LAST_ANSWERS_MS = 20_000;

/**
 * Asks for lessons, many at once, reads and runs each answer as it comes, and sends back once what does not hold where a
 * repair prompt is given. Every answer is on the disk before it counts; what is there is never asked for again.
 *
 * @throws Failure `teacher-…` when the teacher refuses, or gives no answer several times; everything is kept.
 */
export async function runTeaching(
  request: TeachingRequest,
  sandbox: Sandbox,
  hooks: TeachingHooks,
): Promise<Teaching> {
  const { teacher, prompt, kind, seed } = request;
  const { file, maxTokens, temperature, topP } = prompt.prompt;
  const ledger = openLedger(request.folder, {
    formatVersion: 1,
    lessons: kind,
    teacher: teacher.name,
    prompt: file,
    promptHash: prompt.hash,
    maxTokens,
    temperature,
    topP,
    seed,
  });
  try {
    return await goOn(request, sandbox, hooks, ledger);
  } finally {
    ledger.close();
  }
}

async function goOn(
  request: TeachingRequest,
  sandbox: Sandbox,
  hooks: TeachingHooks,
  ledger: Ledger,
): Promise<Teaching> {
  const { teacher, prompt, kind, seed, atOnce } = request;
  const offered = lessonsOf(prompt, seed);
  const total = Math.min(request.count, offered.count);
  if (total < request.count) hooks.onNote?.(usedUp(prompt, offered.count, request.count));
  const { lessons: known, lost } = replay(ledger.entries, ledger.outcomes);
  const meter = createMeter(request.price, request.caps);
  for (const { answers } of known.values()) {
    for (const answer of answers) if (answer !== undefined) meter.add(answer, answer.estimated);
  }
  for (const use of lost) meter.add(use, true, true);

  const hard = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const soften = (): void => {
    timer = setTimeout(() => {
      hard.abort(hooks.signal.reason);
    }, LAST_ANSWERS_MS);
  };
  if (hooks.signal.aborted) soften();
  else hooks.signal.addEventListener('abort', soften, { once: true });
  const live = openLiveView(teachingPaths(ledger.folder).live, () => meter.state);
  const ask = createAsker({ teacher, ledger, meter, live, seed, now: Date.now, signal: hard.signal });

  const states = new Map<number, LessonState>(known);
  const run = {
    done: 0,
    beyondBudget: 0,
    lostInARow: 0,
    unanswered: 0,
    broken: false,
    gone: null as Failure | null,
  };
  const heard = (reply: Reply): Answered | null => {
    if (reply.state === 'no-budget') run.beyondBudget += 1;
    else if (reply.state === 'answered') run.lostInARow = 0;
    else {
      run.unanswered += 1;
      run.lostInARow += 1;
      const { code } = reply.failure;
      if (code === 'teacher-refused' || run.lostInARow >= LOST_IN_A_ROW) run.gone ??= reply.failure;
    }
    return reply.state === 'answered' ? reply.answer : null;
  };
  const form = prompt.prompt.form;
  /** One lesson to its end, as far as it is not there already. */
  const teach = async (number: number): Promise<void> => {
    const lesson = offered.at(number);
    const state = states.get(number);
    const [answers, outcomes] = [[...(state?.answers ?? [])], [...(state?.outcomes ?? [])]];
    const step = async (attempt: number, question: () => Question): Promise<LessonOutcome | null> => {
      const answer = (answers[attempt] ??= heard(await ask(question())) ?? undefined);
      if (answer === undefined) return null;
      const before = outcomes[attempt];
      if (before !== undefined) return before;
      const outcome = await judgeAnswer(sandbox, kind, form, lesson, answer);
      ledger.judge(outcome);
      return (outcomes[attempt] = outcome);
    };
    const first = await step(0, () => ({ lesson: number, attempt: 0, ...lesson, file: prompt.prompt }));
    const { repair } = request;
    if (first?.verdict === 'aside' && repair !== null && run.gone === null && !hooks.signal.aborted) {
      await step(1, () => ({
        lesson: number,
        attempt: 1,
        slots: lesson.slots,
        ...fillPrompt(repair.prompt, {
          request: lesson.prompt,
          answer: answers[0]!.text,
          reason: first.reason,
        }),
        file: repair.prompt,
      }));
    }
    states.set(number, { answers, outcomes });
    run.done += 1;
    hooks.onProgress?.(run.done, total);
  };

  let next = 0;
  const goesOn = (): boolean =>
    next < total && run.gone === null && run.beyondBudget === 0 && !run.broken && !hooks.signal.aborted;
  const work = async (): Promise<void> => {
    try {
      while (goesOn()) await teach(next++);
    } catch (error) {
      // What cannot be written down, on a full disk say, must not be asked for by the others.
      run.broken = true;
      throw error;
    }
  };
  // The first lesson of a slow model may take minutes.
  hooks.onProgress?.(0, total);
  try {
    // All settle before the ledger is closed: one that failed must not close it under the others.
    // A request that only waits for a place would count as under way, and as lost if the process were killed.
    const workers = Math.min(atOnce, teacher.places ?? Infinity);
    const settled = await Promise.allSettled(Array.from({ length: Math.max(1, workers) }, work));
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } finally {
    clearTimeout(timer);
    hooks.signal.removeEventListener('abort', soften);
    live.close();
  }
  hooks.signal.throwIfAborted();
  if (run.gone !== null) {
    throw stillThere(run.gone, [...states.values()].filter(({ answers }) => answers[0] !== undefined).length);
  }
  if (run.unanswered > 0) throw unanswered(run.unanswered, total);
  return conclude(offered, states, total, {
    beyondBudget: total - next + run.beyondBudget,
    meter: meter.state,
  });
}

function conclude(
  offered: ReturnType<typeof lessonsOf>,
  states: ReadonlyMap<number, LessonState>,
  total: number,
  { beyondBudget, meter }: { readonly beyondBudget: number; readonly meter: MeterState },
): Teaching {
  const lessons: TaughtLesson[] = [];
  let [sentBack, repaired] = [0, 0];
  for (let number = 0; number < total; number += 1) {
    const state = states.get(number);
    const last = state === undefined ? null : latest(state);
    if (last === null) continue;
    if (last.outcome.attempt > 0) {
      sentBack += 1;
      if (last.outcome.verdict === 'kept') repaired += 1;
    }
    lessons.push({ lesson: offered.at(number), ...last });
  }
  return { lessons, combinations: offered.count, beyondBudget, sentBack, repaired, spent: meter };
}

const words = (count: number): string => count.toLocaleString('en-US');

/** What to say when the lists do not make as many lessons as were asked for. */
export function usedUp({ prompt, axes }: OpenPrompt, combinations: number, asked: number): string {
  const product = axes.map(({ slot, values }) => `${words(values.length)} ${slot}`).join(' × ');
  return `The lists of ${prompt.file} make ${words(combinations)} different lessons (${product}), and ${words(asked)} were asked for; add lines to a list for more.`;
}

const stillThere = (failure: Failure, answered: number): Failure =>
  new Failure(
    failure.code,
    `${failure.message} ${words(answered)} answers are kept; going on asks for the others.`,
    { cause: failure },
  );

const unanswered = (count: number, total: number): Failure =>
  new Failure(
    'teacher-unanswered',
    `${words(count)} of ${words(total)} lessons got no answer; the others are kept, and going on asks for these again.`,
  );

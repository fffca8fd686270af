import { Failure } from '../../core/failure.ts';
import { estimatedTokens, type Meter, type Reservation } from '../../core/teaching/budget.ts';
import type { PromptFile } from '../../core/teaching/prompt-file.ts';
import { hashText } from '../../core/teaching/random.ts';
import type { Teacher } from '../../core/teaching/teacher.ts';
import type { Answered, Ledger } from './ledger.ts';
import type { LiveView } from './live-view.ts';

/** One request for one lesson. */
export type Question = {
  readonly lesson: number;
  /** 0: for the first time. 1: sent back for repair. */
  readonly attempt: number;
  readonly slots: Readonly<Record<string, string>>;
  readonly system?: string;
  readonly prompt: string;
  /** The file that says how it is asked. */
  readonly file: PromptFile;
};

export type Reply =
  | { readonly state: 'answered'; readonly answer: Answered }
  | { readonly state: 'no-budget' }
  | { readonly state: 'unanswered'; readonly failure: Failure };

type Parts = {
  readonly teacher: Teacher;
  readonly ledger: Ledger;
  readonly meter: Meter;
  readonly live: LiveView;
  readonly seed: number;
  readonly now: () => number;
  /** Aborts requests that are under way. */
  readonly signal: AbortSignal;
};

/** Asks questions within the meter's caps, and puts on record what was asked before it is asked. */
export function createAsker(parts: Parts) {
  const { teacher, ledger, meter, live, seed, now, signal } = parts;
  let underWay = 0;
  let waiting: (() => void)[] = [];

  /** Others that are under way may free what they set aside; once none is, there is no budget left. */
  const reserve = async (question: Question): Promise<Reservation | null> => {
    for (;;) {
      const promptTokens = estimatedTokens(`${question.system ?? ''}${question.prompt}`);
      const reservation = meter.reserve({ promptTokens, completionTokens: question.file.maxTokens });
      if (reservation !== null || underWay === 0) return reservation;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const release = (): void => {
    underWay -= 1;
    const resume = waiting;
    waiting = [];
    for (const go of resume) go();
  };

  type Came = Pick<Answered, 'text' | 'finish' | 'promptTokens' | 'completionTokens' | 'estimated'>;
  const keep = ({ lesson, attempt, slots }: Question, came: Came): Reply => {
    const answer: Answered = { kind: 'answered', lesson, attempt, slots: { ...slots }, ...came, at: now() };
    ledger.append(answer);
    return { state: 'answered', answer };
  };

  return async (question: Question): Promise<Reply> => {
    const { lesson, attempt, slots, system, prompt, file } = question;
    const reservation = await reserve(question);
    if (reservation === null) return { state: 'no-budget' };
    const promptTokens = estimatedTokens(`${system ?? ''}${prompt}`);
    underWay += 1;
    live.begin(lesson, attempt, slots);
    let text = '';
    try {
      ledger.append({ kind: 'asked', lesson, attempt, promptTokens, completionTokens: file.maxTokens });
      const answer = await teacher.ask(
        {
          ...(system === undefined ? {} : { system }),
          prompt,
          maxTokens: file.maxTokens,
          temperature: file.temperature,
          topP: file.topP,
          seed: hashText(`${String(seed)} ${String(lesson)} ${String(attempt)}`) >>> 1,
        },
        {
          signal,
          onText: (piece) => {
            text += piece;
            live.write(lesson, attempt, piece);
          },
          onRetry: (lost) => {
            text = '';
            live.wait(lesson, attempt, `${lost.reason}; again in ${(lost.waitMs / 1000).toFixed(1)} s`);
            // Refused outright costs nothing; a piece of an answer may.
            if (lost.text === '') return;
            const use = { promptTokens, completionTokens: estimatedTokens(lost.text) };
            ledger.append({ kind: 'lost', lesson, attempt, ...use });
            meter.add(use, true, true);
          },
        },
      );
      const estimated = answer.promptTokens === null || answer.completionTokens === null;
      const use = {
        promptTokens: answer.promptTokens ?? promptTokens,
        completionTokens: answer.completionTokens ?? estimatedTokens(answer.text),
      };
      const reply = keep(question, { text: answer.text, finish: answer.finish, ...use, estimated });
      reservation.settle(use, estimated);
      return reply;
    } catch (error) {
      if (error instanceof Failure && error.code === 'teacher-too-long') {
        reservation.lose({ promptTokens: 0, completionTokens: 0 });
        const nothing = { text: '', promptTokens: 0, completionTokens: 0 };
        return keep(question, { ...nothing, finish: 'length', estimated: false });
      }
      const use = { promptTokens, completionTokens: estimatedTokens(text) };
      reservation.lose(text === '' ? { promptTokens: 0, completionTokens: 0 } : use);
      if (!(error instanceof Failure) || !error.code.startsWith('teacher-')) throw error;
      if (text !== '') ledger.append({ kind: 'lost', lesson, attempt, ...use });
      ledger.append({ kind: 'unanswered', lesson, attempt, reason: error.message });
      return { state: 'unanswered', failure: error };
    } finally {
      live.end(lesson, attempt);
      release();
    }
  };
}

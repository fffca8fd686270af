import { estimatedTokens, type TokenUse } from './budget.ts';

/** One thing to ask a language model. */
export type TeacherRequest = {
  readonly system?: string;
  readonly prompt: string;
  /** 0 asks for the likeliest answer. */
  readonly temperature?: number;
  /** In (0, 1]. */
  readonly topP?: number;
  readonly maxTokens: number;
  /** Servers that know seeds give the same answer to the same seed; others ignore it. */
  readonly seed?: number;
  /**
   * The answer is to be a JSON object of these fields, in this order, as the prompt says too. A model that is run here
   * is kept to it token by token; a server is not, because not all know how.
   */
  readonly fields?: AnswerFields;
};

/** What the fields of an answer hold: a short text, or one of some numbers. */
export type AnswerFields = Readonly<Record<string, 'text' | readonly number[]>>;

export type TeacherAnswer = {
  readonly text: string;
  /** `length`: it was cut off at `maxTokens`. */
  readonly finish: 'stop' | 'length';
  /** As the server counts them; null where it does not. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
};

/** The part of an `AbortSignal` that a teacher needs; `core` has no web types. */
export type StopSignal = {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

export type AskOptions = {
  readonly signal?: StopSignal;
  /** Hears each piece of the answer as it comes. An answer that has to be asked for again starts from its beginning. */
  readonly onText?: (piece: string) => void;
  /** Hears of each attempt that came to nothing and will be made again. */
  readonly onRetry?: (retry: LostAttempt) => void;
};

/** An attempt that came to nothing. */
export type LostAttempt = {
  /** As for a person: `429 slow down`. */
  readonly reason: string;
  /** Until the next attempt, milliseconds. */
  readonly waitMs: number;
  /** What had come of the answer; a server may charge for it. */
  readonly text: string;
};

/**
 * A language model that writes and grades. `ask` may be called many times at once. It rejects with a `Failure`:
 * `teacher-unreachable`, `teacher-refused` (key or request), `teacher-busy` (after its retries), `teacher-timeout`,
 * `teacher-cut`, `teacher-malformed`, `teacher-too-long` (what it is asked leaves no room for an answer).
 */
export interface Teacher {
  /** What to record as the source of an answer: the model's name and where it was asked. */
  readonly name: string;
  /** `continuation`: it follows no instructions and only goes on with a text. Absent: `chat`. */
  readonly form?: 'chat' | 'continuation';
  /** How many it answers side by side; more have to wait. Absent: as many as are asked. */
  readonly places?: number;
  ask(request: TeacherRequest, options?: AskOptions): Promise<TeacherAnswer>;
  /** Frees what it holds; absent where that is nothing. */
  close?(): Promise<void>;
}

/** What came of asking for JSON, and what it took, all attempts together. */
export type JsonAnswer<Value> = TokenUse &
  (
    | { readonly state: 'read'; readonly value: Value }
    | { readonly state: 'unusable'; /** With the last answer's beginning. */ readonly reason: string }
  );

/**
 * Asks for an answer in JSON and gives what `parse` makes of it. An answer that is none is asked for again with
 * another seed, `attempts` times in all. Tokens that nobody counted are estimated.
 *
 * @throws Failure what `Teacher.ask` rejects with.
 */
export async function askForJson<Value>(
  teacher: Teacher,
  request: TeacherRequest,
  parse: (value: unknown) => Value,
  { attempts = 3, ...options }: AskOptions & { readonly attempts?: number } = {},
): Promise<JsonAnswer<Value>> {
  let last = '';
  let [promptTokens, completionTokens] = [0, 0];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seed = request.seed === undefined ? {} : { seed: request.seed + attempt * 7919 };
    const answer = await teacher.ask({ ...request, ...seed }, options);
    promptTokens += answer.promptTokens ?? estimatedTokens(`${request.system ?? ''}${request.prompt}`);
    completionTokens += answer.completionTokens ?? estimatedTokens(answer.text);
    try {
      const value = parse(JSON.parse(jsonIn(answer.text)) as unknown);
      return { state: 'read', value, promptTokens, completionTokens };
    } catch {
      last = answer.text;
    }
  }
  const reason = `no usable JSON in ${String(attempts)} attempts; the last answer began ${JSON.stringify(last.slice(0, 120))}`;
  return { state: 'unusable', reason, promptTokens, completionTokens };
}

/** The JSON object in an answer that may wrap it in prose or a fence; the whole answer where there is none. */
export function jsonIn(text: string): string {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  return start >= 0 && end > start ? text.slice(start, end + 1) : text;
}

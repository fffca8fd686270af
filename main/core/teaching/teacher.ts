import { Failure } from '../failure.ts';

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
};

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
 * `teacher-cut`, `teacher-malformed`.
 */
export interface Teacher {
  /** What to record as the source of an answer: the model's name and where it was asked. */
  readonly name: string;
  /** `continuation`: it follows no instructions and only goes on with a text. Absent: `chat`. */
  readonly form?: 'chat' | 'continuation';
  ask(request: TeacherRequest, options?: AskOptions): Promise<TeacherAnswer>;
  /** Frees what it holds; absent where that is nothing. */
  close?(): Promise<void>;
}

/**
 * Asks for an answer in JSON and gives what `parse` makes of it. An answer that is none is asked for again with
 * another seed, `attempts` times in all.
 *
 * @throws Failure `teacher-malformed` with the last answer's beginning.
 */
export async function askForJson<Value>(
  teacher: Teacher,
  request: TeacherRequest,
  parse: (value: unknown) => Value,
  { attempts = 3, ...options }: AskOptions & { readonly attempts?: number } = {},
): Promise<Value> {
  let last = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seed = request.seed === undefined ? {} : { seed: request.seed + attempt * 7919 };
    const { text } = await teacher.ask({ ...request, ...seed }, options);
    try {
      return parse(JSON.parse(jsonOf(text)) as unknown);
    } catch {
      last = text;
    }
  }
  throw new Failure(
    'teacher-malformed',
    `${teacher.name} gave no usable JSON in ${String(attempts)} attempts; its last answer began: ${JSON.stringify(last.slice(0, 120))}.`,
  );
}

/** The JSON object in an answer that may wrap it in prose or a fence. */
function jsonOf(text: string): string {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  return start >= 0 && end > start ? text.slice(start, end + 1) : text;
}

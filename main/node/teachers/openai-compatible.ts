import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { Failure } from '../../core/failure.ts';
import type { StopSignal, Teacher, TeacherAnswer, TeacherRequest } from '../../core/teaching/teacher.ts';
import { backOff } from './back-off.ts';

/** A server that speaks OpenAI's chat completions: OpenAI itself, llama.cpp, vLLM, Ollama and many more. */
export type Endpoint = {
  /** Up to and with `/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Null for a server that asks for none. It stays in memory and is never written down. */
  readonly key: string | null;
  /** The answer's first piece, and each further one, must come within this time; milliseconds. */
  readonly silenceMs?: number;
  /** How often a request is made again that was refused for now, cut or lost. */
  readonly retries?: number;
  /** Waits between attempts; tests need not. */
  readonly wait?: (ms: number, signal?: StopSignal) => Promise<void>;
};

const SILENCE_MS = 120_000;
const RETRIES = 5;

/** A teacher behind an OpenAI-compatible endpoint. Answers are streamed, so that a silent server is noticed. */
export function openAiCompatible(endpoint: Endpoint): Teacher {
  const { baseUrl, model, key, silenceMs = SILENCE_MS, retries = RETRIES } = endpoint;
  const client = new OpenAI({
    baseURL: baseUrl,
    // The client insists on a key; servers that need none take any.
    apiKey: key ?? 'none',
    organization: null,
    project: null,
    // Retries are made here, because the client does not repeat an answer that broke off.
    maxRetries: 0,
    timeout: silenceMs,
    // What goes wrong is told once, by the failure; the client would print pieces of answers.
    logLevel: 'off',
  });
  const place = safePlace(baseUrl);
  const name = `${model} at ${place}`;

  const askOnce = async (
    request: TeacherRequest,
    signal: StopSignal | undefined,
    onText: (piece: string) => void,
  ): Promise<TeacherAnswer> => {
    const silence = silenceWatch(silenceMs, signal);
    try {
      const stream = await client.chat.completions.create(
        {
          model,
          messages: messagesOf(request),
          max_tokens: request.maxTokens,
          stream: true,
          stream_options: { include_usage: true },
          ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
          ...(request.topP === undefined ? {} : { top_p: request.topP }),
          ...(request.seed === undefined ? {} : { seed: request.seed }),
        },
        { signal: silence.signal },
      );
      return await readAnswer(stream, silence.heard, onText);
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason as Error;
      throw silence.fell ? new Broken('timeout', `nothing came for ${silenceMs / 1000} s`) : broken(error);
    } finally {
      silence.end();
    }
  };

  return {
    name,
    async ask(request, options = {}) {
      for (let attempt = 0; ; attempt++) {
        if (options.signal?.aborted === true) throw options.signal.reason as Error;
        let text = '';
        try {
          return await askOnce(request, options.signal, (piece) => {
            text += piece;
            options.onText?.(piece);
          });
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          if (!error.passing || attempt >= retries) throw error.failure(name, attempt + 1);
          const waitMs = backOff(attempt, error.retryAfterMs);
          options.onRetry?.({ reason: error.message, waitMs, text });
          await (endpoint.wait ?? sleep)(waitMs, options.signal);
        }
      }
    },
  };
}

function messagesOf({ system, prompt }: TeacherRequest): ChatCompletionMessageParam[] {
  const asked: ChatCompletionMessageParam = { role: 'user', content: prompt };
  return system === undefined ? [asked] : [{ role: 'system', content: system }, asked];
}

async function readAnswer(
  stream: AsyncIterable<ChatCompletionChunk>,
  heard: () => void,
  onText: (piece: string) => void,
): Promise<TeacherAnswer> {
  let text = '';
  let finish: string | null = null;
  let usage: ChatCompletionChunk['usage'] = null;
  for await (const chunk of stream) {
    heard();
    // Servers differ in what they leave out, and the stream is outside input.
    const choice = (chunk.choices as ChatCompletionChunk['choices'] | undefined)?.[0];
    const piece = choice?.delta?.content;
    if (typeof piece === 'string' && piece !== '') {
      text += piece;
      onText(piece);
    }
    finish = choice?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  if (finish === null) throw new Broken('cut', 'the answer broke off');
  return {
    text,
    finish: finish === 'length' ? 'length' : 'stop',
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
  };
}

type Kind = 'busy' | 'cut' | 'malformed' | 'refused' | 'timeout' | 'unreachable';

/** An attempt that came to nothing. */
class Broken extends Error {
  readonly kind: Kind;
  /** Whether another attempt may do better. */
  readonly passing: boolean;
  readonly retryAfterMs: number | null;

  constructor(kind: Kind, why: string, retryAfterMs: number | null = null) {
    super(why);
    this.kind = kind;
    this.passing = kind !== 'refused';
    this.retryAfterMs = retryAfterMs;
  }

  failure(name: string, attempts: number): Failure {
    const after = attempts > 1 ? ` after ${String(attempts)} attempts` : '';
    return new Failure(
      `teacher-${this.kind}`,
      `${name} gave no answer${after}: ${this.message}; ${ADVICE[this.kind]}.`,
    );
  }
}

const ADVICE: Readonly<Record<Kind, string>> = {
  busy: 'try again later, or with another teacher',
  cut: 'look at the server, or ask for shorter answers',
  malformed: 'check that the address is one of an OpenAI-compatible server',
  refused: 'check the key, the model and the address',
  timeout: 'look at the server, or allow it more time',
  unreachable: 'check the address and that the server runs',
};

function broken(error: unknown): Broken {
  if (error instanceof Broken) return error;
  if (error instanceof OpenAI.APIConnectionTimeoutError)
    return new Broken('timeout', 'it did not answer in time');
  if (error instanceof OpenAI.APIConnectionError) return new Broken('unreachable', reasonOf(error));
  if (error instanceof OpenAI.APIError) {
    const status = error.status as number | undefined;
    // An error that a server sends in the middle of a stream has no status.
    if (status === undefined) return new Broken('busy', firstLine(error.message));
    if (status === 408 || status === 409 || status === 429 || status >= 500) {
      return new Broken('busy', firstLine(error.message), retryAfter(error.headers as Headers | undefined));
    }
    return new Broken('refused', firstLine(error.message));
  }
  if (error instanceof SyntaxError) return new Broken('malformed', 'it sent something that is no JSON');
  // What the connection says when it is cut in the middle of an answer.
  if (error instanceof Error) return new Broken('cut', reasonOf(error));
  return new Broken('cut', String(error));
}

const firstLine = (text: string): string => text.split('\n')[0]!.slice(0, 300).replace(/\.$/, '');

function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  const deeper = cause.cause instanceof Error ? cause.cause : cause;
  return firstLine(deeper.message);
}

function retryAfter(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** Aborts when nothing was heard for so long, or when the caller aborts. */
function silenceWatch(ms: number, outer: StopSignal | undefined) {
  const silence = new AbortController();
  const watch = { fell: false };
  const fall = (): void => {
    watch.fell = true;
    silence.abort();
  };
  const stop = (): void => {
    silence.abort();
  };
  outer?.addEventListener('abort', stop);
  let timer = setTimeout(fall, ms);
  return {
    signal: silence.signal,
    get fell() {
      return watch.fell;
    },
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(fall, ms);
    },
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}

function sleep(ms: number, signal?: StopSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop);
  });
}

/** The address without what may be a secret: user, password and query. */
function safePlace(baseUrl: string): string {
  try {
    return new URL(baseUrl).host;
  } catch (cause) {
    throw new Failure(
      'usage',
      `${baseUrl} is no address of a server; give one like http://127.0.0.1:8080/v1.`,
      { cause },
    );
  }
}

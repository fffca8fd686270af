import type { CallInput, LabClient } from '../../../preload/contract/contract.ts';
import type {
  FinishReason,
  PlaygroundProgress,
  PlaygroundVerdict,
  StreamedToken,
} from '../../../preload/contract/playground.ts';
import { toLabError, type LabError } from '../../bridge/lab-error.ts';

const EXAMPLE = `def count_vowels(text: str) -> int:
    """Return how many letters of text are vowels (a, e, i, o, u).

    >>> count_vowels('hornbook')
    3
    """
`;

export type SamplingDraft = {
  temperature: string;
  topP: string;
  topK: string;
  maxTokens: string;
  seed: string;
  stopAtFunctionEnd: boolean;
};

/** What is typed stays while one looks at other pages, so it lives as long as the window. */
class PlaygroundDraft {
  prompt = $state(EXAMPLE);
  asserts = $state("assert count_vowels('hornbook') == 3\nassert count_vowels('') == 0\n");
  models = $state<[string, string]>(['', '']);
  sampling = $state<SamplingDraft>({
    temperature: '0',
    topP: '0.95',
    topK: '0',
    maxTokens: '128',
    seed: '1',
    stopAtFunctionEnd: true,
  });
}
export const draft = new PlaygroundDraft();

type Settings = Omit<CallInput<'playground.start'>, 'model' | 'prompt'>;
export type SamplingCheck =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly field: keyof SamplingDraft; readonly message: string };

/** The form's words as the contract's input, with the contract's limits. */
export function checkSampling(typed: SamplingDraft): SamplingCheck {
  const number = (text: string): number => (text.trim() === '' ? NaN : Number(text));
  const refuse = (field: keyof SamplingDraft, message: string) => ({ ok: false, field, message }) as const;
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const temperature = number(typed.temperature);
  if (!(temperature >= 0 && temperature <= 4)) {
    return refuse('temperature', `The temperature must be from 0 to 4; got “${typed.temperature}”.`);
  }
  const topP = number(typed.topP);
  if (!(topP > 0 && topP <= 1)) {
    return refuse('topP', `top-p must be above 0 and at most 1; got “${typed.topP}”.`);
  }
  const topK = number(typed.topK);
  if (!whole(topK, 0, 100_000)) {
    return refuse('topK', `top-k must be a whole number, 0 for all tokens; got “${typed.topK}”.`);
  }
  const maxTokens = number(typed.maxTokens);
  if (!whole(maxTokens, 1, 4_096)) {
    return refuse('maxTokens', `Tokens must be a whole number from 1 to 4096; got “${typed.maxTokens}”.`);
  }
  const seed = number(typed.seed);
  if (!whole(seed, 0, 2 ** 31 - 1)) {
    return refuse('seed', `The seed must be a whole number from 0 to 2147483647; got “${typed.seed}”.`);
  }
  const { stopAtFunctionEnd } = typed;
  return { ok: true, settings: { temperature, topP, topK, maxTokens, seed, stopAtFunctionEnd } };
}

export type Judging =
  | { readonly state: 'none' }
  | { readonly state: 'running' }
  | {
      readonly state: 'judged';
      readonly verdict: PlaygroundVerdict;
      /** Whether there was anything that it could fail but its own errors. */
      readonly asserted: boolean;
    }
  | { readonly state: 'failed'; readonly error: LabError };

/** One model's answer as it is written, token by token, and what became of it when it was run. */
export class Writing {
  readonly model: string;
  readonly prompt: string;
  tokens = $state.raw<readonly StreamedToken[]>([]);
  progress = $state.raw<PlaygroundProgress>({ state: 'loading' });
  judging = $state.raw<Judging>({ state: 'none' });
  readonly text = $derived(this.tokens.map(({ text }) => text).join(''));
  readonly isOpen = $derived(this.progress.state === 'loading' || this.progress.state === 'writing');
  readonly #client: LabClient;
  #id: string | null = null;
  #stopped = false;

  constructor(client: LabClient, model: string, prompt: string) {
    this.#client = client;
    this.model = model;
    this.prompt = prompt;
  }

  /** Asks for tokens until the last is here; each answer comes as soon as there is one. */
  async write(settings: Settings): Promise<void> {
    try {
      const { id } = await this.#client.call('playground.start', {
        model: this.model,
        prompt: this.prompt,
        ...settings,
      });
      this.#id = id;
      if (this.#stopped) await this.#client.call('playground.stop', { id });
      while (this.isOpen) {
        const { tokens, progress } = await this.#client.call('playground.read', {
          id,
          after: this.tokens.length,
        });
        if (tokens.length > 0) this.tokens = [...this.tokens, ...tokens];
        this.progress = progress;
      }
    } catch (cause) {
      const { code, message } = toLabError(cause);
      this.progress = { state: 'failed', code, message };
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#id === null) return;
    try {
      await this.#client.call('playground.stop', { id: this.#id });
    } catch {
      // It ended meanwhile; its last answer says how.
    }
  }

  async judge(asserts: string): Promise<void> {
    this.judging = { state: 'running' };
    try {
      const program = this.prompt + this.text;
      const verdict = await this.#client.call('playground.judge', { program, asserts });
      this.judging = { state: 'judged', verdict, asserted: asserts.trim() !== '' };
    } catch (cause) {
      this.judging = { state: 'failed', error: toLabError(cause) };
    }
  }
}

const ENDS: Readonly<Record<FinishReason, string>> = {
  stop: 'ended where the function ends',
  'end-of-text': 'the model ended the text',
  length: 'reached the most tokens asked for',
  context: "filled the model's context",
};

/** Where a writing stands, in words. */
export function progressWords(progress: PlaygroundProgress, tokens: number): string {
  switch (progress.state) {
    case 'loading':
      return 'Loading the model…';
    case 'writing':
      return `${tokens} tokens`;
    case 'stopped':
      return `Stopped after ${tokens} tokens`;
    case 'failed':
      return progress.message;
    case 'done': {
      const speed = progress.seconds > 0 ? `, ${Math.round(tokens / progress.seconds)} tokens/s` : '';
      const cut =
        progress.promptTokensCut > 0
          ? `; the first ${progress.promptTokensCut} tokens of the prompt did not fit its context`
          : '';
      return `${tokens} tokens${speed}; ${ENDS[progress.reason]}${cut}`;
    }
  }
}

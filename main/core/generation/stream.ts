import { generationSteps, type CodeModel, type Generation, type GenerationSettings } from './generate.ts';
import { Failure } from '../failure.ts';
import { StopWatch, type TextCodec } from './stopping.ts';

/** A token that might have come, as a person reads it. */
export type StreamedAlternative = {
  readonly token: number;
  /** The token by itself; bytes that are no whole character show as U+FFFD. */
  readonly text: string;
  readonly logProbability: number;
};

/** One chosen token. The texts of a stream, joined, are its completion. */
export type StreamedToken = {
  readonly token: number;
  /**
   * What can be shown now. Bytes of an unfinished character, and characters that may yet turn out to begin a stop
   * string, wait for the token that settles them, so this may be empty, or hold more than this token.
   */
  readonly text: string;
  /** Nats, in the model's own distribution. */
  readonly logProbability: number;
  /** The likeliest tokens in this place, likeliest first; the chosen one is among them if it is likely enough. */
  readonly alternatives: readonly StreamedAlternative[];
};

/**
 * Completes one prompt token by token; returns the whole Generation. A stream that ends with `<|endoftext|>` gives
 * that token too, last, with its alternatives and with whatever text was still waiting. Ending the iteration early
 * frees what it held. Throws a Failure `stopped` when the settings' signal is aborted.
 *
 * @example
 * for await (const { text } of streamGeneration(model, 'def add(', settings)) show(text);
 */
export async function* streamGeneration(
  generator: CodeModel,
  prompt: string,
  settings: GenerationSettings & { readonly seed?: number },
): AsyncGenerator<StreamedToken, Generation, undefined> {
  const { codec } = generator;
  const { seed, stop = [] } = settings;
  const request = { id: '', prompt, ...(seed === undefined ? {} : { seed }) };
  const text = new StreamedText(codec, stop);
  // The text of a token is only known when it is known whether it was the last.
  let waiting: Omit<StreamedToken, 'text'> | undefined;
  for await (const step of generationSteps(generator, [request], { ...settings, slots: 1 })) {
    if (step.kind === 'finished') {
      if (waiting !== undefined) yield { ...waiting, text: text.rest(step.generation.completion) };
      return step.generation;
    }
    const { token, logProbability, alternatives } = step.choice;
    const now = {
      token,
      logProbability,
      alternatives: alternatives.map((other) => ({ ...other, text: codec.decode([other.token]) })),
    };
    if (step.last) waiting = now;
    else yield { ...now, text: text.push(token) };
  }
  throw new Failure('stopped', 'Generation was stopped before the completion was finished.');
}

/** Turns tokens into text as far as nothing that follows can change it. */
class StreamedText {
  private readonly codec: TextCodec;
  private readonly watch: StopWatch;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private held = '';
  private given = 0;

  constructor(codec: TextCodec, stop: readonly string[]) {
    this.codec = codec;
    this.watch = new StopWatch(codec, stop);
  }

  push(token: number): string {
    this.held += this.decoder.decode(this.codec.tokenBytes(token), { stream: true });
    const settled = this.held.slice(0, this.held.length - this.watch.undecided(this.held));
    this.held = this.held.slice(settled.length);
    this.given += settled.length;
    return settled;
  }

  /** What of the finished completion has not been given yet. */
  rest(completion: string): string {
    return completion.slice(this.given);
  }
}

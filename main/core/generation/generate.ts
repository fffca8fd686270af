import { Failure } from '../failure.ts';
import { paddedTime, type LanguageModel } from './language-model.ts';
import { Sampler, type Alternative, type Choice, type Sampling } from './sampling.ts';
import { slotCount, Slots } from './slots.ts';
import { StopWatch, type TextCodec } from './stopping.ts';

export type GenerationRequest = {
  readonly id: string;
  readonly prompt: string;
  /** Decides this sequence's draws, and nothing else does; 0 without it. */
  readonly seed?: number;
};

export type GenerationSettings = {
  readonly sampling: Sampling;
  readonly maxNewTokens: number;
  /** Texts that end a completion; they are not part of it. */
  readonly stop?: readonly string[];
  /** Puts `<|endoftext|>` before the prompt, as stands before every document in training. */
  readonly startDocument?: boolean;
  /** How many of the likeliest tokens to name beside each chosen one; 0 without it. */
  readonly alternatives?: number;
  /** Sequences decoded together at most; without it as many as suit the model. */
  readonly slots?: number;
  /** Looked at between steps; what is finished has been given out. */
  readonly signal?: { readonly aborted: boolean };
};

export type FinishReason = 'stop' | 'end-of-text' | 'length' | 'context';

export type Generation = {
  readonly id: string;
  /** Text of the chosen tokens, up to the first stop string. */
  readonly completion: string;
  /** Every chosen token, those of a stop string too; without `<|endoftext|>`. */
  readonly tokens: readonly number[];
  /** Of each of `tokens`, nats, in the model's own distribution. */
  readonly logProbabilities: readonly number[];
  /** For each of `tokens`, the likeliest tokens in its place; present where the settings ask for them. */
  readonly alternatives?: readonly (readonly Alternative[])[];
  readonly finishReason: FinishReason;
  readonly promptTokens: number;
  /** Tokens at the start of the prompt that did not fit and were left out. */
  readonly promptTokensCut: number;
};

/** Tokens that a prompt may be padded by so that it is read together with a longer one. */
const MOST_PADDING = 32;

/** What generation needs: a model with its tokenizer. */
export type CodeModel = { readonly model: LanguageModel; readonly codec: TextCodec };

/** One request on its way. */
type Sequence = {
  readonly request: GenerationRequest;
  readonly prompt: readonly number[];
  readonly cut: number;
  readonly tokens: number[];
  readonly logProbabilities: number[];
  readonly alternatives: (readonly Alternative[])[];
};

/** What happens while prompts are completed. Every chosen token, then, after a sequence's last, its completion. */
export type GenerationStep =
  | {
      readonly kind: 'token';
      readonly id: string;
      readonly choice: Choice;
      /** Whether this token ends its sequence. */
      readonly last: boolean;
    }
  | { readonly kind: 'finished'; readonly generation: Generation };

/**
 * Completes prompts, many at a time, and gives each completion as soon as it is finished, so not in the order of the
 * requests. Slots that become free take the next prompts. A sequence's tokens depend on the model, the settings, its
 * prompt and its seed, never on the requests beside it.
 *
 * The context is never exceeded: a sequence that fills it ends with reason `context`. A prompt that leaves no room for
 * a single token loses its beginning: its last tokens are kept, so that `maxNewTokens`, or half the context if that
 * is less, have room.
 */
export async function* generateBatch(
  generator: CodeModel,
  requests: readonly GenerationRequest[],
  settings: GenerationSettings,
): AsyncGenerator<Generation, void, undefined> {
  for await (const step of generationSteps(generator, requests, settings))
    if (step.kind === 'finished') yield step.generation;
}

/** The same, token by token. */
export async function* generationSteps(
  { model, codec }: CodeModel,
  requests: readonly GenerationRequest[],
  settings: GenerationSettings,
): AsyncGenerator<GenerationStep, void, undefined> {
  const batch = new Batch(model, codec, settings);
  try {
    yield* batch.run(requests);
  } finally {
    batch.dispose();
  }
}

/** The one completion of one prompt. Throws a Failure when it is aborted. */
export async function generate(
  generator: CodeModel,
  prompt: string,
  settings: GenerationSettings & { readonly seed?: number },
): Promise<Generation> {
  const request = { id: '', prompt, ...(settings.seed === undefined ? {} : { seed: settings.seed }) };
  for await (const generation of generateBatch(generator, [request], settings)) return generation;
  throw new Failure('stopped', 'Generation was stopped before the completion was finished.');
}

class Batch {
  private readonly model: LanguageModel;
  private readonly codec: TextCodec;
  private readonly settings: GenerationSettings;
  private readonly sampler: Sampler;
  private readonly watch: StopWatch;
  private readonly slots: Slots;
  private readonly occupants: (Sequence | null)[];
  private readonly nextToken: Int32Array;
  private active = 0;

  constructor(model: LanguageModel, codec: TextCodec, settings: GenerationSettings) {
    this.model = model;
    this.codec = codec;
    this.settings = settings;
    this.sampler = new Sampler(settings.sampling, this.choices);
    this.watch = new StopWatch(codec, settings.stop ?? []);
    this.slots = new Slots(model, Math.min(slotCount(model.config), settings.slots ?? Infinity));
    this.occupants = new Array<Sequence | null>(this.slots.count).fill(null);
    this.nextToken = new Int32Array(this.slots.count).fill(-1);
  }

  async *run(requests: readonly GenerationRequest[]): AsyncGenerator<GenerationStep, void, undefined> {
    const waiting = requests.map((request) => this.sequenceOf(request));
    // Prompts of about one length are read and decoded together, and none is padded much; the sort is stable.
    waiting.sort((a, b) => a.prompt.length - b.prompt.length);
    while (waiting.length > 0 || this.active > 0) {
      if (this.settings.signal?.aborted) return;
      while (this.shouldPlace(waiting.length)) yield* this.place(waiting);
      if (this.active === 0) continue;
      const logits = await this.slots.step(this.nextToken);
      for (let slot = 0; slot < this.slots.count; slot++) {
        const sequence = this.occupants[slot];
        if (sequence) yield* this.append(sequence, slot, logits, slot);
      }
    }
  }

  dispose(): void {
    this.slots.dispose();
  }

  /** Tokens that may be chosen: a head padded beyond the tokenizer's vocabulary has rows that mean nothing. */
  private get choices(): number {
    return Math.min(this.model.config.vocabulary, this.codec.vocabularySize);
  }

  /** A prefill is worth its cost when it is full, takes all that wait, or nothing else is to be done. */
  private shouldPlace(waiting: number): boolean {
    const free = this.slots.count - this.active;
    return (
      waiting > 0 && free > 0 && (free >= Math.min(this.slots.prefillRows, waiting) || this.active === 0)
    );
  }

  private sequenceOf(request: GenerationRequest): Sequence {
    const { context } = this.model.config;
    const encoded = Array.from(this.codec.encode(request.prompt));
    const starts = (this.settings.startDocument ?? true) || encoded.length === 0;
    const prompt = starts ? [this.codec.endOfText, ...encoded] : encoded;
    const kept =
      prompt.length < context ? prompt.length : context - Math.min(this.settings.maxNewTokens, context >> 1);
    const cut = prompt.length - Math.max(1, kept);
    return { request, prompt: prompt.slice(cut), cut, tokens: [], logProbabilities: [], alternatives: [] };
  }

  /** Reads the next prompts, those that are about as long as the first, into free slots; chooses their first tokens. */
  private async *place(waiting: Sequence[]): AsyncGenerator<GenerationStep, void, undefined> {
    const { context } = this.model.config;
    const time = ({ prompt }: Sequence): number => paddedTime(prompt.length, context);
    const room = Math.min(this.slots.prefillRows, this.slots.count - this.active, waiting.length);
    const most = time(waiting[0]!) + MOST_PADDING;
    let taken = 1;
    while (taken < room && time(waiting[taken]!) <= most) taken++;
    const free = this.occupants.flatMap((occupant, slot) => (occupant === null ? [slot] : []));
    const placed = waiting.splice(0, taken).map((sequence, index) => ({ sequence, slot: free[index]! }));
    for (const { sequence, slot } of placed) this.occupants[slot] = sequence;
    this.active += placed.length;
    const logits = await this.slots.place(
      placed.map(({ sequence, slot }) => ({ slot, tokens: sequence.prompt })),
    );
    for (const [row, { sequence, slot }] of placed.entries()) yield* this.append(sequence, slot, logits, row);
  }

  /** Chooses the next token of a sequence from row `row` of logits [·, V]; ends the sequence where it must end. */
  private *append(
    sequence: Sequence,
    slot: number,
    logits: Float32Array,
    row: number,
  ): Generator<GenerationStep, void, undefined> {
    const { vocabulary } = this.model.config;
    const scores = logits.subarray(row * vocabulary, row * vocabulary + this.choices);
    const { seed = 0 } = sequence.request;
    const { alternatives = 0 } = this.settings;
    const choice = this.sampler.choose(scores, seed, sequence.tokens.length, alternatives);
    const { token } = choice;
    const ended = token === this.codec.endOfText;
    if (!ended) {
      sequence.tokens.push(token);
      sequence.logProbabilities.push(choice.logProbability);
      sequence.alternatives.push(choice.alternatives);
      this.nextToken[slot] = token;
    }
    const reason = ended ? 'end-of-text' : this.reasonToStop(sequence);
    yield { kind: 'token', id: sequence.request.id, choice, last: reason !== null };
    if (reason === null) return;
    this.occupants[slot] = null;
    this.nextToken[slot] = -1;
    this.active--;
    yield { kind: 'finished', generation: this.finished(sequence, reason) };
  }

  private reasonToStop({ prompt, tokens }: Sequence): FinishReason | null {
    if (this.watch.reached(tokens)) return 'stop';
    if (tokens.length >= this.settings.maxNewTokens) return 'length';
    return prompt.length + tokens.length >= this.model.config.context ? 'context' : null;
  }

  private finished(sequence: Sequence, finishReason: FinishReason): Generation {
    const { request, prompt, cut, tokens, logProbabilities, alternatives } = sequence;
    const completion = this.watch.cut(this.codec.decode(tokens));
    return {
      id: request.id,
      completion,
      tokens,
      logProbabilities,
      ...(this.settings.alternatives === undefined ? {} : { alternatives }),
      finishReason,
      promptTokens: prompt.length,
      promptTokensCut: cut,
    };
  }
}

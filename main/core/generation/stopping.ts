/** What generation needs of a tokenizer. */
export interface TextCodec {
  /** Token ids of a prompt. */
  encode(text: string): ArrayLike<number>;
  decode(tokens: readonly number[]): string;
  /** The bytes that a token stands for; they may be part of a character. */
  tokenBytes(token: number): Uint8Array;
  /** Id of `<|endoftext|>`. */
  readonly endOfText: number;
  readonly vocabularySize: number;
}

/**
 * Watches one sequence for the first stop string. A stop string that a new token completes lies within the last
 * tokens, as every token has at least one byte, so only a tail is decoded at each step.
 */
export class StopWatch {
  private readonly codec: TextCodec;
  private readonly stops: readonly string[];
  /** Tokens that are sure to hold any stop string whose end is in the last token. */
  private readonly tail: number;

  constructor(codec: TextCodec, stops: readonly string[]) {
    this.codec = codec;
    this.stops = stops.filter((stop) => stop !== '');
    const bytes = this.stops.map((stop) => new TextEncoder().encode(stop).length);
    this.tail = Math.max(0, ...bytes);
  }

  /** Whether the last of `tokens` completed a stop string. */
  reached(tokens: readonly number[]): boolean {
    if (this.stops.length === 0) return false;
    const text = this.codec.decode(tokens.slice(-this.tail));
    return this.stops.some((stop) => text.includes(stop));
  }

  /** Characters at the end of `text` that may be the beginning of a stop string. */
  undecided(text: string): number {
    let most = 0;
    for (const stop of this.stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > most; length--) {
        if (text.endsWith(stop.slice(0, length))) most = length;
      }
    }
    return most;
  }

  /** The text before the earliest stop string; all of it where there is none. */
  cut(text: string): string {
    let end = text.length;
    for (const stop of this.stops) {
      const at = text.indexOf(stop);
      if (at >= 0 && at < end) end = at;
    }
    return text.slice(0, end);
  }
}

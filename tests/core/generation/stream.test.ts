import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  generate,
  type Generation,
  type GenerationSettings,
} from '../../../main/core/generation/generate.ts';
import type { LanguageModel } from '../../../main/core/generation/language-model.ts';
import type { TextCodec } from '../../../main/core/generation/stopping.ts';
import { streamGeneration, type StreamedToken } from '../../../main/core/generation/stream.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { letters, tinyConfig, tinyModel } from './tiny-model.ts';

let engine: OnnxRuntimeEngine;
let model: LanguageModel;
beforeAll(() => {
  engine = new OnnxRuntimeEngine({ threads: 2 });
  model = tinyModel(engine);
});
afterAll(() => engine.close());

/** Tokens that are mostly parts of characters: every way of being cut occurs within a few dozen of them. */
const pieces = Array.from({ length: tinyConfig.vocabulary }, (_, token) => {
  const parts = [[0xc3], [0xa9], [0xf0, 0x9f], [0x8d], [0x82], [0x61], [0x0a], [0xe2, 0x82, 0xac]];
  return Uint8Array.from(token === 0 ? [...'<|endoftext|>'].map((c) => c.charCodeAt(0)) : parts[token % 8]!);
});
const bytes: TextCodec = {
  encode: (text) => [...new TextEncoder().encode(text)].map((byte) => 1 + (byte % 39)),
  decode: (tokens) =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      Uint8Array.from(tokens.flatMap((token) => [...pieces[token]!])),
    ),
  tokenBytes: (token) => pieces[token]!,
  endOfText: 0,
  vocabularySize: pieces.length,
};

async function streamed(
  codec: TextCodec,
  prompt: string,
  settings: GenerationSettings & { seed?: number },
): Promise<{ tokens: StreamedToken[]; generation: Generation }> {
  const tokens: StreamedToken[] = [];
  const stream = streamGeneration({ model, codec }, prompt, settings);
  for (;;) {
    const { done, value } = await stream.next();
    if (done === true) return { tokens, generation: value };
    tokens.push(value);
  }
}

const warm: GenerationSettings = { sampling: { kind: 'sample', temperature: 1.5 }, maxNewTokens: 24 };

describe('a stream', () => {
  it('gives texts that join to the completion, whatever characters and stop strings are cut', async () => {
    const reasons = new Set<string>();
    for (const stop of [[], ['aa', '\n'], ['é\na', '€€']]) {
      for (let seed = 0; seed < 12; seed++) {
        const settings = { ...warm, stop, seed };
        const { tokens, generation } = await streamed(bytes, 'abc', settings);
        expect(tokens.map(({ text }) => text).join('')).toBe(generation.completion);
        reasons.add(generation.finishReason);
      }
    }
    expect([...reasons].sort()).toEqual(['end-of-text', 'length', 'stop']);
  });

  it('never shows part of a character that a later token finishes', async () => {
    const { tokens } = await streamed(bytes, 'abc', { ...warm, seed: 3 });
    const whole = bytes.decode(tokens.map(({ token }) => token));
    let shown = '';
    for (const { text } of tokens.slice(0, -1)) {
      shown += text;
      expect(whole.startsWith(shown)).toBe(true);
    }
    expect(tokens.some(({ text }) => text === '')).toBe(true);
  });

  it('is what generating at once gives, with the probabilities', async () => {
    const settings = { ...warm, seed: 5 };
    const whole = await generate({ model, codec: letters }, 'hello', settings);
    const { tokens, generation } = await streamed(letters, 'hello', settings);
    expect(generation.tokens).toEqual(whole.tokens);
    const chosen = tokens.filter(({ token }) => token !== letters.endOfText);
    expect(chosen.map(({ token }) => token)).toEqual(whole.tokens);
    chosen.forEach(({ logProbability }, at) =>
      expect(logProbability).toBeCloseTo(whole.logProbabilities[at]!, 4),
    );
  });

  it('names the likeliest tokens beside the chosen one', async () => {
    const greedy: GenerationSettings = { sampling: { kind: 'greedy' }, maxNewTokens: 6, alternatives: 5 };
    const { tokens, generation } = await streamed(letters, 'hello', greedy);
    for (const { token, logProbability, alternatives } of tokens) {
      expect(alternatives).toHaveLength(5);
      expect(alternatives[0]).toEqual({ token, logProbability, text: letters.decode([token]) });
      const falling = alternatives.map((other) => other.logProbability);
      expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    }
    expect(generation.alternatives?.map((of) => of.length)).toEqual(generation.tokens.map(() => 5));
  });

  it('ends with the end of text, where that was chosen', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const settings = {
        ...warm,
        sampling: { kind: 'sample', temperature: 3 },
        maxNewTokens: 50,
        seed,
      } as const;
      const { tokens, generation } = await streamed(letters, 'hello', settings);
      const ended = generation.finishReason === 'end-of-text';
      expect(tokens.at(-1)!.token === letters.endOfText).toBe(ended);
      expect(tokens.length).toBe(generation.tokens.length + Number(ended));
    }
  });

  it('may be left early, and says so when it is stopped', async () => {
    const stream = streamGeneration({ model, codec: letters }, 'abc', warm);
    await stream.next();
    await stream.return(undefined as never);
    const stopped = streamGeneration({ model, codec: letters }, 'abc', {
      ...warm,
      signal: { aborted: true },
    });
    await expect(stopped.next()).rejects.toThrow('Generation was stopped before');
  });
});

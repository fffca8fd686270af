import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  generate,
  generateBatch,
  type Generation,
  type GenerationRequest,
  type GenerationSettings,
} from '../../../main/core/generation/generate.ts';
import { paddedTime, type LanguageModel } from '../../../main/core/generation/language-model.ts';
import { columnsFor } from '../../../main/core/generation/slots.ts';
import type { Engine } from '../../../main/core/training/engine.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { letters, tinyConfig, tinyModel } from './tiny-model.ts';

let engine: OnnxRuntimeEngine;
let model: LanguageModel;
beforeAll(() => {
  engine = new OnnxRuntimeEngine({ threads: 2 });
  model = tinyModel(engine);
});
afterAll(() => engine.close());

const greedy: GenerationSettings = { sampling: { kind: 'greedy' }, maxNewTokens: 20 };
const sampled: GenerationSettings = {
  sampling: { kind: 'sample', temperature: 0.9, topP: 0.95 },
  maxNewTokens: 30,
};

async function all(
  requests: readonly GenerationRequest[],
  settings: GenerationSettings,
): Promise<Generation[]> {
  const found = new Map<string, Generation>();
  for await (const generation of generateBatch({ model, codec: letters }, requests, settings)) {
    expect(found.has(generation.id)).toBe(false);
    found.set(generation.id, generation);
  }
  return requests.map(({ id }) => found.get(id)!);
}

/** What the cache must equal: the whole sequence through the forward program for every token. */
async function greedyWithoutCache(
  prompt: string,
  count: number,
  whole = model,
): Promise<{ tokens: number[]; logProbabilities: number[] }> {
  const sequence = [letters.endOfText, ...Array.from(letters.encode(prompt))];
  const tokens: number[] = [];
  const logProbabilities: number[] = [];
  while (tokens.length < count && sequence.length < whole.config.context) {
    const logits = await whole.logits(sequence);
    const last = logits.subarray(logits.length - tinyConfig.vocabulary);
    const token = last.indexOf(Math.max(...last));
    if (token === letters.endOfText) break;
    logProbabilities.push(last[token]! - Math.log(last.reduce((sum, x) => sum + Math.exp(x), 0)));
    tokens.push(token);
    sequence.push(token);
  }
  return { tokens, logProbabilities };
}

/** Prompts of every length from 1 to 45, so that both prefill shapes and every place in a round occur. */
const prompts: GenerationRequest[] = Array.from({ length: 45 }, (_, index) => ({
  id: String(index),
  prompt: Array.from({ length: index + 1 }, (__, at) => 'abcdefghij'[(index * 7 + at * at) % 10]).join(''),
  seed: index,
}));

describe('decoding with a cache', () => {
  it('chooses what the whole forward pass chooses, with the same probabilities', async () => {
    for (const prompt of ['a', 'hello world', 'a prompt that is rather longer than that']) {
      const expected = await greedyWithoutCache(prompt, 20);
      const { tokens, logProbabilities } = await generate({ model, codec: letters }, prompt, greedy);
      expect(tokens).toEqual(expected.tokens);
      expect(tokens.length).toBeGreaterThan(8);
      logProbabilities.forEach((value, at) => expect(value).toBeCloseTo(expected.logProbabilities[at]!, 4));
    }
  });
});

describe('a cache that grows while it is used', () => {
  it('keeps what every slot has seen', async () => {
    const long = tinyModel(engine, 3, { ...tinyConfig, context: 192 });
    const requests = [3, 40, 70, 120].map((length, index) => ({
      id: String(index),
      prompt: 'abcdefghij'.repeat(12).slice(index, index + length),
    }));
    const settings: GenerationSettings = { ...greedy, maxNewTokens: 60, slots: 3 };
    for await (const { id, tokens } of generateBatch({ model: long, codec: letters }, requests, settings)) {
      const { prompt } = requests[Number(id)]!;
      expect(tokens).toEqual((await greedyWithoutCache(prompt, 60, long)).tokens);
    }
    await long.dispose();
  });

  it('gives the same without reaching into tensors, as engines whose tensors lie elsewhere must', async () => {
    const distant: Engine = {
      name: engine.name,
      description: engine.description,
      compile: (program) => engine.compile(program),
      put: (data, shape, dtype) => engine.put(data, shape, dtype),
      read: (tensor) => engine.read(tensor),
      free: (tensors) => {
        engine.free(tensors);
      },
      close: () => Promise.resolve(),
    };
    const config = { ...tinyConfig, context: 192 };
    const [near, far] = [tinyModel(engine, 3, config), tinyModel(distant, 3, config)];
    const requests = [3, 70, 20, 120, 40].map((length, index) => ({
      id: String(index),
      prompt: 'abcdefghij'.repeat(12).slice(index, index + length),
    }));
    const settings: GenerationSettings = { ...greedy, maxNewTokens: 40, slots: 2 };
    const completed = async (whole: LanguageModel): Promise<Generation[]> => {
      const found: Generation[] = [];
      for await (const one of generateBatch({ model: whole, codec: letters }, requests, settings))
        found.push(one);
      return found.toSorted((a, b) => a.id.localeCompare(b.id));
    };
    expect(await completed(far)).toEqual(await completed(near));
    await near.dispose();
    await far.dispose();
  });

  it('takes no column more than the context', () => {
    expect([1, 64, 65, 512].map((tokens) => columnsFor(tokens, 56, 512))).toEqual([64, 64, 128, 512]);
    expect([1, 257, 300].map((tokens) => columnsFor(tokens, 1, 300))).toEqual([192, 300, 300]);
    expect(columnsFor(2000, 8, 2048)).toBe(2048);
  });
});

describe('memory', () => {
  it('is given back: after any number of generations only the weights are held', async () => {
    let held = 0;
    const counted: Engine = {
      name: engine.name,
      description: engine.description,
      compile: async (program) => {
        const executable = await engine.compile(program);
        return {
          run: async (inputs, options) => {
            const results = await executable.run(inputs, options);
            held += results.length - (options?.consume?.length ?? 0);
            return results;
          },
          dispose: () => executable.dispose(),
        };
      },
      put: (data, shape, dtype) => {
        held += 1;
        return engine.put(data, shape, dtype);
      },
      read: (tensor) => engine.read(tensor),
      copyRuns: (...runs) => {
        engine.copyRuns(...runs);
      },
      free: (tensors, options) => {
        held -= tensors.length;
        engine.free(tensors, options);
      },
      close: () => Promise.resolve(),
    };
    const small = tinyModel(counted, 3, { ...tinyConfig, context: 128 });
    const weights = held;
    const many = Array.from({ length: 400 }, (_, index) => ({
      id: String(index),
      prompt: 'abcdefghij'.repeat(11).slice(0, 1 + ((index * 37) % 100)),
      seed: index,
    }));
    let finished = 0;
    for await (const _ of generateBatch({ model: small, codec: letters }, many, {
      ...sampled,
      maxNewTokens: 6,
    }))
      finished += 1;
    expect([finished, held]).toEqual([400, weights]);
    for await (const _ of generateBatch({ model: small, codec: letters }, many, sampled)) break;
    expect(held).toBe(weights);
    await small.dispose();
    expect(held).toBe(0);
  });
});

describe('a sequence in a batch', () => {
  it.each([
    ['greedily', greedy],
    ['by sampling', sampled],
  ])('gives the same tokens and the same probabilities to the last bit as alone, %s', async (_, settings) => {
    const shapes = new Set(prompts.map(({ prompt }) => paddedTime(prompt.length + 1, tinyConfig.context)));
    expect(shapes.size).toBe(2);
    const together = await all(prompts, settings);
    for (const index of [0, 9, 17, 30, 31, 44]) {
      const [alone] = await all([prompts[index]!], settings);
      expect(together[index]).toEqual(alone);
    }
    const reversed = await all([...prompts].reverse().slice(0, 38), settings);
    expect(reversed.reverse()).toEqual(together.slice(7));
  });

  it.each([
    ['greedily', greedy],
    ['by sampling', sampled],
  ])('does not depend on its neighbours nor on how many slots there are, %s', async (_, settings) => {
    const alone = new Map<string, Generation>();
    for (const request of prompts)
      alone.set(request.id, (await all([request], { ...settings, slots: 1 }))[0]!);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(prompts, { minLength: 2 }),
        fc.constantFrom(2, 3, 8, 19, 56),
        async (requests, slots) => {
          for (const generation of await all(requests, { ...settings, slots })) {
            const expected = alone.get(generation.id)!;
            expect(generation.tokens).toEqual(expected.tokens);
            generation.logProbabilities.forEach((value, at) =>
              expect(Math.abs(value - expected.logProbabilities[at]!)).toBeLessThan(1e-4),
            );
          }
        },
      ),
      { numRuns: 8, seed: 7 },
    );
  });

  it('draws by its own seed', async () => {
    const requests = ['x', 'y', 'z'].map((id, index) => ({
      id,
      prompt: 'same',
      seed: index === 2 ? 0 : index,
    }));
    const [x, y, z] = await all(requests, sampled);
    expect(x!.tokens).toEqual(z!.tokens);
    expect(x!.tokens).not.toEqual(y!.tokens);
  });
});

describe('the end of a completion', () => {
  it('comes before a stop string, which may span tokens', async () => {
    const free = await generate({ model, codec: letters }, 'hello world', greedy);
    const stop = free.completion.slice(4, 7);
    const first = free.completion.indexOf(stop);
    const stopped = await generate({ model, codec: letters }, 'hello world', {
      ...greedy,
      stop: ['never', stop],
    });
    expect(stopped).toMatchObject({ finishReason: 'stop', completion: free.completion.slice(0, first) });
    expect(stopped.tokens).toEqual(free.tokens.slice(0, first + 3));
  });

  it('comes after the last token allowed', async () => {
    const { tokens, finishReason } = await generate({ model, codec: letters }, 'hello world', {
      ...greedy,
      maxNewTokens: 9,
    });
    expect([tokens.length, finishReason]).toEqual([9, 'length']);
  });

  it('comes at the end of text, which is no part of it', async () => {
    const generations = await all(prompts, {
      ...sampled,
      sampling: { kind: 'sample', temperature: 3 },
      maxNewTokens: 60,
    });
    const ended = generations.filter(({ finishReason }) => finishReason === 'end-of-text');
    expect(ended.length).toBeGreaterThan(5);
    for (const { tokens, logProbabilities } of generations) {
      expect(tokens).not.toContain(letters.endOfText);
      expect(logProbabilities.length).toBe(tokens.length);
    }
  });

  it('comes where the context is full', async () => {
    const settings = { ...sampled, maxNewTokens: 1000 };
    const filled = (await all(prompts, settings)).filter(({ finishReason }) => finishReason === 'context');
    expect(filled.length).toBeGreaterThan(0);
    for (const { promptTokens, tokens } of filled)
      expect(promptTokens + tokens.length).toBe(tinyConfig.context);
  });
});

describe('a prompt', () => {
  it('that fills the context keeps its end, with room for what is asked', async () => {
    const long = 'abcdefghijklmnopqrstuvwxyz'.repeat(4);
    const cut = await generate({ model, codec: letters }, long, greedy);
    expect([cut.promptTokens, cut.promptTokensCut]).toEqual([44, 61]);
    const kept = await generate({ model, codec: letters }, long.slice(-44), {
      ...greedy,
      startDocument: false,
    });
    expect(cut.tokens).toEqual(kept.tokens);
    const halved = await generate({ model, codec: letters }, long, { ...greedy, maxNewTokens: 500 });
    expect(halved.promptTokens).toBe(32);
  });

  it('may be empty', async () => {
    const empty = await generate({ model, codec: letters }, '', { ...greedy, startDocument: false });
    expect(empty.promptTokens).toBe(1);
  });

  it('starts a document unless it is told not to', async () => {
    const started = await generate({ model, codec: letters }, 'abc', greedy);
    const bare = await generate({ model, codec: letters }, 'abc', { ...greedy, startDocument: false });
    expect([started.promptTokens, bare.promptTokens]).toEqual([4, 3]);
    expect(started.logProbabilities[0]).not.toBe(bare.logProbabilities[0]);
  });
});

describe('a batch that is aborted', () => {
  it('gives out what is finished and frees what it held', async () => {
    const signal = { aborted: false };
    const found: Generation[] = [];
    for await (const generation of generateBatch({ model, codec: letters }, prompts, { ...greedy, signal })) {
      found.push(generation);
      signal.aborted = true;
    }
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(prompts.length);
  });

  it('says so where one completion was asked for', async () => {
    const aborted = generate({ model, codec: letters }, 'abc', { ...greedy, signal: { aborted: true } });
    await expect(aborted).rejects.toThrow('Generation was stopped before the completion was finished.');
  });

  it('asks nothing of the model for no requests', async () => {
    expect(await all([], greedy)).toEqual([]);
  });
});

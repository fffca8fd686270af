import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../main/core/generation/generate.ts';
import type { TextCodec } from '../../../main/core/generation/stopping.ts';
import { loadWeights, type LoadedWeights } from '../../../main/node/generation/load-model.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';

/** Saved by transformers itself: see make_fixture.py beside it. */
const folder = join(import.meta.dirname, '../../golden/phi');
type Golden = { prompts: number[][]; logits: number[][][]; greedy: number[] };

let engine: OnnxRuntimeEngine;
let loaded: LoadedWeights;
let golden: Golden;
beforeAll(async () => {
  engine = new OnnxRuntimeEngine({ threads: 1 });
  loaded = await loadWeights(folder, engine);
  golden = JSON.parse(await readFile(join(folder, 'logits.json'), 'utf8')) as Golden;
});
afterAll(() => engine.close());

describe('a phi checkpoint written by transformers', () => {
  it('opens with its sizes', () => {
    expect(loaded.checkpoint.config).toMatchObject({
      vocabulary: 61,
      width: 32,
      layers: 2,
      heads: 2,
      feedForward: 64,
      context: 48,
    });
    expect(loaded.checkpoint.config.rotaryFraction).toBe(0.5);
    expect(loaded.checkpoint.tokenizerPath).toBeNull();
  });

  it('gives the logits that transformers gives, to 1e-4', async () => {
    for (const [index, prompt] of golden.prompts.entries()) {
      const logits = await loaded.model.logits(prompt);
      const expected = golden.logits[index]!.flat();
      expect(logits.length).toBe(expected.length);
      const worst = Math.max(...expected.map((value, at) => Math.abs(value - logits[at]!)));
      expect(worst).toBeLessThan(1e-4);
    }
  });

  it('continues a prompt greedily as transformers does', async () => {
    const numbers: TextCodec = {
      encode: (text) => text.split(' ').map(Number),
      decode: (tokens) => tokens.join(' '),
      tokenBytes: (token) => new TextEncoder().encode(String(token)),
      endOfText: -1,
      vocabularySize: 61,
    };
    const settings = { sampling: { kind: 'greedy' }, maxNewTokens: 16, startDocument: false } as const;
    const { tokens } = await generate(
      { model: loaded.model, codec: numbers },
      golden.prompts[1]!.join(' '),
      settings,
    );
    expect(tokens).toEqual(golden.greedy);
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { solutionBitsPerByte, solutionLoss } from '../../../main/core/evaluation/solution-loss.ts';
import { generate } from '../../../main/core/generation/generate.ts';
import type { LanguageModel } from '../../../main/core/generation/language-model.ts';
import { seededRandom } from '../../../main/core/training/random.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { letters, tinyConfig, tinyModel } from '../generation/tiny-model.ts';

let engine: OnnxRuntimeEngine;
let model: LanguageModel;
beforeAll(() => {
  engine = new OnnxRuntimeEngine({ threads: 2 });
  model = tinyModel(engine);
});
afterAll(() => engine.close());

const bits = (prompt: string, canonicalSolution: string): Promise<number> =>
  solutionBitsPerByte({ model, codec: letters }, { prompt, canonicalSolution });

it('is what the model itself says of the tokens it chose', async () => {
  const settings = { sampling: { kind: 'greedy' }, maxNewTokens: 20 } as const;
  const { completion, logProbabilities, tokens } = await generate(
    { model, codec: letters },
    'ab cab',
    settings,
  );
  expect(tokens.length).toBeGreaterThan(5);
  const expected = -logProbabilities.reduce((sum, x) => sum + x, 0) / Math.LN2;
  const bytes = new TextEncoder().encode(completion).length;
  expect(await bits('ab cab', completion)).toBeCloseTo(expected / bytes, 4);
});

it('does not count the prompt', async () => {
  const whole = await bits('', 'abcabc');
  const [first, second] = [await bits('', 'abc'), await bits('abc', 'abc')];
  expect(whole).toBeCloseTo((first + second) / 2, 4);
  expect(await bits('abc', '')).toBe(0);
});

it('keeps the end of a text that is longer than the context', async () => {
  const long = 'abcd'.repeat(tinyConfig.context);
  expect(await bits('', long)).toBeGreaterThan(0);
  // The prompt's last tokens are all that fits before the solution, and all that differs does not fit.
  expect(await bits(`d${long}`, 'cab')).toBeCloseTo(await bits(`a${long}`, 'cab'), 6);
});

it('gives an interval that is tighter for a paired difference than for what it is the difference of', () => {
  const random = seededRandom(3);
  const raw = Array.from({ length: 100 }, () => 2 + random.normal());
  const better = raw.map((value) => value - 0.1 + 0.01 * random.normal());
  const uniform = (): number => random.uniform();
  expect(solutionLoss(raw, uniform)).not.toHaveProperty('versusRaw');
  const { bitsPerByte, ci95, versusRaw } = solutionLoss(better, uniform, raw);
  expect(ci95[0]).toBeLessThan(bitsPerByte);
  expect(ci95[1]).toBeGreaterThan(bitsPerByte);
  expect(versusRaw!.bitsPerByte).toBeCloseTo(-0.1, 2);
  expect(versusRaw!.ci95[1]).toBeLessThan(0);
  expect(versusRaw!.ci95[1] - versusRaw!.ci95[0]).toBeLessThan((ci95[1] - ci95[0]) / 10);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedTexts, normaliseRows, rowDistance } from '../../../main/core/corpus/embedding.ts';
import type { LanguageModel } from '../../../main/core/generation/language-model.ts';
import { parameterSpecs } from '../../../main/core/model/parameters.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { letters, tinyConfig, tinyModel } from '../generation/tiny-model.ts';

const codec = { encodeDocument: (text: string) => letters.encode(text), endOfText: letters.endOfText };
const { width, context, vocabulary } = tinyConfig;

let engine: OnnxRuntimeEngine;
let model: LanguageModel;
beforeAll(() => {
  engine = new OnnxRuntimeEngine({ threads: 2 });
  model = tinyModel(engine);
});
afterAll(() => engine.close());

const embed = (texts: readonly string[], windows?: number) =>
  embedTexts({ model, codec }, texts, windows === undefined ? {} : { windows });

function expectRow(vectors: Float32Array, row: number, wanted: ArrayLike<number>): void {
  for (let axis = 0; axis < width; axis++) {
    expect(Math.abs(vectors[row * width + axis]! - wanted[axis]!)).toBeLessThan(2e-5);
  }
}

/** The head is linear, so that of the mean hidden state must be the mean of the logits. */
async function headOf(vector: Float32Array): Promise<Float64Array> {
  const at = (name: string) => parameterSpecs(tinyConfig).findIndex((spec) => spec.name === name);
  const weight = (await engine.read(model.parameters[at('lm_head.weight')]!)) as Float32Array;
  const bias = (await engine.read(model.parameters[at('lm_head.bias')]!)) as Float32Array;
  return Float64Array.from({ length: vocabulary }, (_, token) => {
    let sum = bias[token]!;
    for (let axis = 0; axis < width; axis++) sum += weight[token * width + axis]! * vector[axis]!;
    return sum;
  });
}

async function meanLogits(text: string): Promise<Float64Array> {
  const tokens = [codec.endOfText, ...Array.from(letters.encode(text))];
  const logits = await model.logits(tokens);
  const first = tokens.length > 1 ? 1 : 0;
  return Float64Array.from({ length: vocabulary }, (_, token) => {
    let sum = 0;
    for (let at = first; at < tokens.length; at++) sum += logits[at * vocabulary + token]!;
    return sum / (tokens.length - first);
  });
}

describe('embeddings', () => {
  it.each(['hello world', 'a', '', 'x'.repeat(context - 1)])(
    'are the mean of the last hidden state over the text (%#)',
    async (text) => {
      const [found, wanted] = [await headOf(await embed([text])), await meanLogits(text)];
      for (let token = 0; token < vocabulary; token++) {
        expect(Math.abs(found[token]! - wanted[token]!)).toBeLessThan(1e-4);
      }
    },
  );

  it('do not depend on the padding or on the texts beside', async () => {
    const texts = ['one', 'for x in y', 'a much longer text than the others here', 'one', 'b'.repeat(33)];
    const together = await embed(texts);
    for (const [row, text] of texts.entries()) expectRow(together, row, await embed([text]));
    const shuffled = await embed([...texts].reverse());
    texts.forEach((_, row) => {
      const other = texts.length - 1 - row;
      expectRow(together, row, shuffled.subarray(other * width, (other + 1) * width));
    });
  });

  it('of a text that fills several contexts weigh its tokens the same', async () => {
    const room = context - 1;
    const first = 'abcdefg'.repeat(9).slice(0, room);
    const second = 'hij '.repeat(5);
    const parts = await embed([first, second]);
    const whole = await embed([first + second]);
    const expected = Float64Array.from(
      { length: width },
      (_, axis) => (parts[axis]! * room + parts[width + axis]! * second.length) / (room + second.length),
    );
    expectRow(whole, 0, expected);
  });

  it('of a text that is longer than its windows take them from beginning to end', async () => {
    const room = context - 1;
    const [head, middle, tail] = ['a'.repeat(room), 'm'.repeat(40), 'z'.repeat(room)];
    const [two, parts] = [await embed([head + middle + tail], 2), await embed([head, tail])];
    const expected = Float64Array.from(
      { length: width },
      (_, axis) => (parts[axis]! + parts[width + axis]!) / 2,
    );
    expectRow(two, 0, expected);
    expectRow(await embed([head + middle + tail], 1), 0, parts.subarray(0, width));
  });

  it('stop where they are told to', async () => {
    const reason = new Error('enough');
    await expect(embedTexts({ model, codec }, ['a'], { signal: { aborted: true, reason } })).rejects.toBe(
      reason,
    );
    await expect(embed(['a'], 0)).rejects.toThrow('choose 1 or more');
  });

  it('are compared by the distance of their directions', () => {
    const rows = normaliseRows(Float32Array.of(3, 4, 0, 0, 0, -2), 2);
    expect(Array.from(rows)).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0, 0, -1]);
    expect(rowDistance(rows, 0, rows, 1, 2)).toBeCloseTo(1, 6);
    expect(rowDistance(rows, 0, rows, 0, 2)).toBe(0);
  });
});

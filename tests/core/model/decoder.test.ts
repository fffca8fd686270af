import { describe, expect, test } from 'vitest';
import { attention, causalMask } from '../../../main/core/model/attention.ts';
import type { ModelConfig } from '../../../main/core/model/config.ts';
import { causalAttend, decoder, logits, sequentialPositions } from '../../../main/core/model/decoder.ts';
import { declareParameters, initialParameters, parameterSpecs } from '../../../main/core/model/parameters.ts';
import { rotaryTables } from '../../../main/core/model/rotary.ts';
import { Builder, type Value } from '../../../main/core/program/builder.ts';
import { interpret } from '../../../main/core/program/interpret.ts';
import { seededRandom, type Random } from '../../../main/core/training/random.ts';
import { tinyConfig } from './phi.ts';

const config: ModelConfig = { ...tinyConfig, initialDeviation: 0.4 };
const V = config.vocabulary;

/** Parameters large enough, and biases uneven enough, that every part of the model shows in the logits. */
function roughParameters(random: Random): Float32Array[] {
  const specs = parameterSpecs(config);
  return initialParameters(config, random).map((data, index) =>
    specs[index]!.shape.length === 1 ? data.map((x) => x + 0.3 * random.normal()) : data,
  );
}

function runDecoder(tokens: number[], batch: number, positions?: number[]): number[] {
  const time = tokens.length / batch;
  const b = new Builder('forward');
  const parameters = declareParameters(b, config);
  const input = b.input('tokens', 'i32', [batch, time]);
  const places = positions
    ? b.tensor(Int32Array.from(positions), [batch, time], 'i32')
    : sequentialPositions(b, batch, time);
  const hidden = decoder(b, config, parameters, {
    tokens: input,
    positions: places,
    attend: causalAttend(b, time),
  });
  const program = b.build({ logits: logits(b, parameters, hidden) });
  const inputs = [...roughParameters(seededRandom(3)), Int32Array.from(tokens)];
  return [...interpret(program, inputs, 'double')[0]!];
}

/** Equal but for the rounding of the rotary tables, which are f32 constants even where all else is double. */
function closeTo(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(got[at]).toBeCloseTo(value, 6);
}

describe('the decoder', () => {
  test('never looks ahead: a later token changes no earlier logits, and does change its own', () => {
    const before = runDecoder([1, 2, 3, 4, 5], 1);
    const after = runDecoder([1, 2, 3, 9, 5], 1);
    closeTo(after.slice(0, 3 * V), before.slice(0, 3 * V));
    expect(after.slice(3 * V, 4 * V)).not.toEqual(before.slice(3 * V, 4 * V));
    expect(after.slice(4 * V)).not.toEqual(before.slice(4 * V));
  });

  test('treats the rows of a batch alone', () => {
    const [first, second] = [runDecoder([1, 2, 3], 1), runDecoder([7, 8, 9], 1)];
    closeTo(runDecoder([1, 2, 3, 7, 8, 9], 2), [...first, ...second]);
  });

  test('knows places only relative to each other: shifting all positions changes nothing, spreading them does', () => {
    const near = runDecoder([1, 2, 3, 4], 1);
    closeTo(runDecoder([1, 2, 3, 4], 1, [3, 4, 5, 6]), near);
    expect(Math.abs(runDecoder([1, 2, 3, 4], 1, [0, 2, 4, 6])[3 * V]! - near[3 * V]!)).toBeGreaterThan(1e-4);
  });

  test('gives the same logits token by token from a key/value cache as in one pass', () => {
    const tokens = [4, 1, 9, 2];
    const whole = runDecoder(tokens, 1);
    closeTo(decodeStepwise(tokens), whole);
  });
});

/** Runs the decoder one token at a time with caches [1, H, t, h] that grow by concatenation: the plainest cache. */
function decodeStepwise(tokens: readonly number[]): number[] {
  const headWidth = config.width / config.heads;
  const collected: number[] = [];
  let caches: { key: Float64Array; value: Float64Array }[] = [];
  for (const [time, token] of tokens.entries()) {
    const b = new Builder('decode');
    const parameters = declareParameters(b, config);
    const grown: Record<string, Value> = {};
    const cached = Array.from({ length: time === 0 ? 0 : config.layers }, (_, layer) => ({
      key: b.input(`key${String(layer)}`, 'f32', [1, config.heads, time, headWidth]),
      value: b.input(`value${String(layer)}`, 'f32', [1, config.heads, time, headWidth]),
    }));
    const hidden = decoder(b, config, parameters, {
      tokens: b.tensor(Int32Array.of(token), [1, 1], 'i32'),
      positions: b.tensor(Int32Array.of(time), [1, 1], 'i32'),
      attend: ({ query, key, value }, layer) => {
        const past = cached[layer];
        const keys = past ? b.concat([past.key, key], 2) : key;
        const values = past ? b.concat([past.value, value], 2) : value;
        grown[`key${String(layer)}`] = keys;
        grown[`value${String(layer)}`] = values;
        return attention(b, { query, key: keys, value: values }, b.constant(0));
      },
    });
    const program = b.build({ logits: logits(b, parameters, hidden), ...grown });
    const feeds = caches.flatMap(({ key, value }) => [key, value]);
    const results = interpret(
      program,
      [...roughParameters(seededRandom(3)), ...feeds],
      'double',
    ) as Float64Array[];
    collected.push(...results[0]!);
    caches = Array.from({ length: config.layers }, (_, layer) => ({
      key: results[1 + 2 * layer]!,
      value: results[2 + 2 * layer]!,
    }));
  }
  return collected;
}

test('attention over two positions, by hand', () => {
  const b = new Builder('attention');
  const head = (data: number[]): Value => b.tensor(Float32Array.from(data), [1, 1, 2, 1], 'f32');
  const heads = { query: head([1, 2]), key: head([0, Math.log(3)]), value: head([10, 20]) };
  const [first, second] = interpret(b.build({ y: attention(b, heads, causalMask(b, 2)) }), [], 'double')[0]!;
  // Position 0 sees only itself. Position 1 weighs e⁰ : e^(2·ln 3) = 1 : 9, so 10·0.1 + 20·0.9.
  expect(first).toBeCloseTo(10, 6);
  expect(second).toBeCloseTo(19, 5);
});

test('rotary tables: position 1 turns the first pair by one radian, the next by θ^(−2/r)', () => {
  const b = new Builder('tables');
  const { cos, sin } = rotaryTables(b, { ...config, width: 16, heads: 2 });
  const [c, s] = interpret(b.build({ cos, sin }), []);
  expect(cos.shape).toEqual([8, 2]);
  expect([...c!.slice(0, 4)].map((x) => x.toFixed(5))).toEqual(['1.00000', '1.00000', '0.54030', '0.99995']);
  expect([...s!.slice(0, 4)].map((x) => x.toFixed(5))).toEqual(['0.00000', '0.00000', '0.84147', '0.01000']);
});

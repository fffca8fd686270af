import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sampler, type Sampling } from '../../../main/core/generation/sampling.ts';
import { StopWatch } from '../../../main/core/generation/stopping.ts';

const logits = Float32Array.of(1, 3, 2, 3, -1);
const draws = (sampling: Sampling, row: Float32Array, count: number, seed = 5): number[] => {
  const sampler = new Sampler(sampling, row.length);
  return Array.from({ length: count }, (_, index) => sampler.choose(row, seed, index).token);
};

describe('choosing a token', () => {
  it('greedily takes the first of the greatest logits, with its probability', () => {
    const total = [...logits].reduce((sum, x) => sum + Math.exp(x), 0);
    const choice = new Sampler({ kind: 'greedy' }, 5).choose(logits, 0, 0);
    expect(choice.token).toBe(1);
    expect(choice.logProbability).toBeCloseTo(3 - Math.log(total), 10);
  });

  it('reports the model’s own probability whatever the cut-offs', () => {
    const total = [...logits].reduce((sum, x) => sum + Math.exp(x), 0);
    const choice = new Sampler({ kind: 'sample', temperature: 0.1, topK: 1 }, 5).choose(logits, 0, 0);
    expect(choice.logProbability).toBeCloseTo(3 - Math.log(total), 10);
  });

  it('draws each token as often as the tempered softmax says', () => {
    const temperature = 1.7;
    const weights = [...logits].map((x) => Math.exp(x / temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const counts = new Array<number>(5).fill(0);
    const n = 40_000;
    for (const token of draws({ kind: 'sample', temperature }, logits, n)) counts[token]! += 1;
    const chiSquared = counts.reduce((sum, count, token) => {
      const expected = (n * weights[token]!) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquared).toBeLessThan(23.5); // 99.99 % quantile, 4 degrees of freedom
  });

  it('keeps to the k likeliest tokens, and to the nucleus', () => {
    expect(new Set(draws({ kind: 'sample', temperature: 5, topK: 3 }, logits, 500))).toEqual(
      new Set([1, 2, 3]),
    );
    const even = Float32Array.from([0.4, 0.3, 0.2, 0.1].map(Math.log));
    expect(new Set(draws({ kind: 'sample', temperature: 1, topP: 0.65 }, even, 500))).toEqual(
      new Set([0, 1]),
    );
    expect(new Set(draws({ kind: 'sample', temperature: 1, topP: 0.75 }, even, 500))).toEqual(
      new Set([0, 1, 2]),
    );
    expect(new Set(draws({ kind: 'sample', temperature: 1, topP: 1e-9 }, even, 50))).toEqual(new Set([0]));
  });

  it('has a nucleus equal to the one that full sorting gives', () => {
    fc.assert(
      fc.property(
        // Sixteenths, so that no two weights differ by less than rounding.
        fc.array(
          fc.integer({ min: -128, max: 128 }).map((sixteenths) => sixteenths / 16),
          { minLength: 2, maxLength: 40 },
        ),
        fc.double({ min: 0.05, max: 0.98, noNaN: true }),
        (values, topP) => {
          const row = Float32Array.from(values);
          const weights = [...row].map((x) => Math.exp(x));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const order = weights.map((_, token) => token).sort((a, b) => weights[b]! - weights[a]! || a - b);
          let sum = 0;
          const needed = order.filter((token) => {
            const before = sum;
            sum += weights[token]!;
            return before < topP * total * (1 + 1e-9);
          });
          for (const token of draws({ kind: 'sample', temperature: 1, topP }, row, 60))
            expect(needed).toContain(token);
        },
      ),
    );
  });

  it('repeats itself for a seed and differs between seeds', () => {
    const flat = new Float32Array(1000);
    const sampling: Sampling = { kind: 'sample', temperature: 1 };
    expect(draws(sampling, flat, 20, 1)).toEqual(draws(sampling, flat, 20, 1));
    expect(draws(sampling, flat, 20, 1)).not.toEqual(draws(sampling, flat, 20, 2));
  });

  it.each<[Sampling, RegExp]>([
    [{ kind: 'sample', temperature: 0 }, /temperature of 0/],
    [{ kind: 'sample', temperature: 1, topP: 1.2 }, /top-p is 1.2/],
    [{ kind: 'sample', temperature: 1, topK: -1 }, /top-k is -1/],
  ])('refuses %o', (sampling, message) => {
    expect(() => new Sampler(sampling, 3)).toThrow(message);
  });

  it('refuses logits that are not numbers', () => {
    expect(() => new Sampler({ kind: 'greedy' }, 2).choose(Float32Array.of(Number.NaN, 1), 0, 0)).toThrow(
      /not a finite number/,
    );
  });
});

describe('stop strings', () => {
  /** One token per byte, so that stops and characters are cut in every way. */
  const codec = {
    encode: (text: string) => new TextEncoder().encode(text),
    decode: (tokens: readonly number[]) => new TextDecoder().decode(Uint8Array.from(tokens)),
    tokenBytes: (token: number) => Uint8Array.of(token),
    endOfText: 0,
    vocabularySize: 256,
  };

  it('are seen at the token that completes them and cut from the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é'), maxLength: 30 }), (text) => {
        const stops = ['\na', 'ébé'];
        const watch = new StopWatch(codec, stops);
        const bytes = [...codec.encode(text)];
        let stoppedAt = bytes.findIndex((_, index) => watch.reached(bytes.slice(0, index + 1)));
        if (stoppedAt < 0) stoppedAt = bytes.length;
        const seen = codec.decode(bytes.slice(0, stoppedAt + 1));
        const first = Math.min(
          ...stops.map((stop) => text.indexOf(stop)).map((at) => (at < 0 ? text.length : at)),
        );
        expect(watch.cut(seen)).toBe(text.slice(0, first));
      }),
    );
  });

  it('never stop where there are none', () => {
    expect(new StopWatch(codec, ['']).reached([10])).toBe(false);
    expect(new StopWatch(codec, []).cut('abc')).toBe('abc');
  });
});

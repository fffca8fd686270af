import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { MixturePlan, MixtureSource } from '../../../main/core/corpus/mixing.ts';
import { planMixture, seenOfMixture } from '../../../main/core/corpus/mixing.ts';

const source = fc.record({
  name: fc.constant('source'),
  weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
  lengths: fc
    .array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 })
    .map((lengths) => Uint32Array.from(lengths)),
});
const mixture = fc.record({
  sources: fc.array(source, { minLength: 1, maxLength: 4 }),
  budget: fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: null }),
  maxEpochs: fc.constantFrom(0.5, 1, 2, 3.7),
  seed: fc.nat(),
});

const itemsOf = (plan: MixturePlan): [number, number, number][] =>
  [...plan.source].map((from, at) => [from, plan.document[at]!, plan.epoch[at]!]);

describe('a mixture', () => {
  it('gives every source its share within half a document', () => {
    fc.assert(
      fc.property(mixture, ({ sources, ...options }) => {
        const plan = planMixture(sources, options);
        const weights = sources.reduce((sum, { weight }) => sum + weight, 0);
        // The size that was aimed at: the budget, or what the passes over the scarcest source allow.
        const size = Math.min(
          options.budget ?? Infinity,
          ...sources.map(
            ({ weight, lengths }) =>
              (options.maxEpochs * lengths.reduce((a, b) => a + b, 0) * weights) / weight,
          ),
        );
        for (const [at, { weight, lengths }] of sources.entries()) {
          const off = Math.abs(plan.shares[at]!.takenTokens - (size * weight) / weights);
          expect(off).toBeLessThanOrEqual(Math.max(...lengths) / 2 + 1e-6 * size);
        }
        expect((plan.limitedBy === null) === (size === options.budget)).toBe(true);
      }),
    );
  });

  it('takes no document a second time before it has taken all once, and says how many passes that makes', () => {
    fc.assert(
      fc.property(mixture, ({ sources, ...options }) => {
        const plan = planMixture(sources, options);
        for (const [at, share] of plan.shares.entries()) {
          const own = itemsOf(plan).filter(([from]) => from === at);
          expect(new Set(own.map(([, document, epoch]) => `${document} ${epoch}`)).size).toBe(own.length);
          for (let epoch = 0; epoch + 1 < share.epochs - 1e-9; epoch++) {
            const pass = own.filter((item) => item[2] === epoch);
            expect(pass.length).toBe(share.documents);
          }
          const tokens = own.reduce((sum, [, document]) => sum + sources[at]!.lengths[document]!, 0);
          expect([tokens, own.length]).toEqual([share.takenTokens, share.takenDocuments]);
          expect(share.epochs).toBeCloseTo(tokens / share.tokens, 10);
        }
        expect(plan.tokens).toBe(plan.shares.reduce((sum, { takenTokens }) => sum + takenTokens, 0));
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const sources: MixtureSource[] = ['a', 'b'].map((name) => ({
      name,
      weight: 1,
      lengths: Uint32Array.from({ length: 200 }, (_, at) => 10 + (at % 7)),
    }));
    const options = { budget: 2_000, maxEpochs: 1, seed: 5 };
    const [one, same, other] = [5, 5, 6].map((seed) => planMixture(sources, { ...options, seed }));
    expect(same).toEqual(one);
    expect(itemsOf(other!)).not.toEqual(itemsOf(one!));
    // In another order, and of other documents.
    expect(new Set(other!.document)).not.toEqual(new Set(one!.document));
  });
});

const ten = (name: string, weight: number): MixtureSource => ({
  name,
  weight,
  lengths: new Uint32Array(10).fill(10),
});

test('without a budget the scarcest source is taken whole, once', () => {
  const plan = planMixture([ten('a', 1), ten('b', 3)], { budget: null, maxEpochs: 1, seed: 1 });
  expect(plan.limitedBy).toBe('b');
  expect(plan.shares.map(({ takenTokens, epochs }) => [takenTokens, epochs])).toEqual([
    [30, 0.3],
    [100, 1],
  ]);
});

test('a budget that would repeat a source too often is made smaller, and the shares stay', () => {
  const plan = planMixture([ten('a', 1), ten('b', 1)], { budget: 1_000, maxEpochs: 2, seed: 1 });
  expect([plan.tokens, plan.limitedBy]).toEqual([400, 'a']);
  expect(plan.shares.map(({ epochs }) => epochs)).toEqual([2, 2]);
});

test('what a training sees of each source goes by the shares', () => {
  const plan = planMixture([ten('a', 1), ten('b', 3)], { budget: 40, maxEpochs: 1, seed: 1 });
  expect(seenOfMixture(plan.shares, 400, plan.tokens)).toEqual([
    { name: 'a', tokens: 100, epochs: 1 },
    { name: 'b', tokens: 300, epochs: 3 },
  ]);
});

test.each([
  [
    { name: 'none', weight: 1, lengths: new Uint32Array(0) },
    1,
    'The dataset none is empty; leave it out of the mixture.',
  ],
  [ten('a', 0), 1, 'The weight of a is 0; it must be above 0.'],
  [ten('a', 1), 0, 'The budget is 0 tokens; it must be at least 1.'],
])('what cannot be mixed is refused', (bad, budget, message) => {
  expect(() => planMixture([bad], { budget, maxEpochs: 1, seed: 1 })).toThrow(message);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinationAt, combinationCount, shuffledOrder } from '../../../main/core/teaching/combinations.ts';

describe('combinations without replacement', () => {
  it('gives every number of a range once, in an order that the seed decides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (size, seed) => {
        const order = shuffledOrder(size, seed);
        const numbers = Array.from({ length: size }, (_, position) => order(position));
        expect(numbers.toSorted((one, other) => one - other)).toEqual(numbers.map((_, index) => index));
        const again = shuffledOrder(size, seed);
        expect(numbers.every((number, position) => again(position) === number)).toBe(true);
      }),
      { numRuns: 40 },
    );
    const first = (seed: number): number[] => [0, 1, 2, 3].map(shuffledOrder(1000, seed));
    expect(first(1)).not.toEqual(first(2));
  });

  it('stays within a range far larger than a list could be', () => {
    const order = shuffledOrder(879_500 * 6 * 10 * 40, 7);
    const numbers = Array.from({ length: 5000 }, (_, position) => order(position));
    expect(new Set(numbers).size).toBe(5000);
    expect(Math.max(...numbers)).toBeLessThan(879_500 * 2400);
    expect(() => order(-1)).toThrow(/Position -1/);
  });

  it('names each combination of the lists once', () => {
    const axes = [
      { slot: 'topic', values: ['loops', 'lists', 'sets'] },
      { slot: 'audience', values: ['bakers', 'poets'] },
    ];
    expect(combinationCount(axes)).toBe(6);
    const all = Array.from({ length: 6 }, (_, index) => JSON.stringify(combinationAt(axes, index)));
    expect(new Set(all).size).toBe(6);
    expect(combinationAt(axes, 3)).toEqual({ topic: 'lists', audience: 'poets' });
  });
});

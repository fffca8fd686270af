import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FirstWithKey } from '../../../main/core/corpus/first-with-key.ts';

test('the first with a key is what a map remembers, and no key is nobody’s first', () => {
  const someKey = fc.oneof(fc.constant(NaN), fc.nat(8), fc.maxSafeInteger().map(Math.abs));
  fc.assert(
    fc.property(fc.array(someKey, { maxLength: 60 }), (given) => {
      const firsts = new FirstWithKey(Float64Array.from(given));
      for (let round = 0; round < 2; round++) {
        const known = new Map<number, number>();
        given.forEach((key, text) => {
          const expected = Number.isNaN(key) ? text : (known.get(key) ?? text);
          if (!Number.isNaN(key)) known.set(key, expected);
          expect(firsts.firstOf(text)).toBe(expected);
        });
        firsts.clear();
      }
    }),
  );
});

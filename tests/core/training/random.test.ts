import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFromState, seededRandom } from '../../../main/core/training/random.ts';

test('the state carries everything: a sequence restored from it goes on as it would have', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(50), (seed, skipped) => {
      const random = seededRandom(seed);
      for (let draw = 0; draw < skipped; draw++) random.normal();
      const restored = randomFromState(random.state());
      for (let draw = 0; draw < 20; draw++) expect(restored.normal()).toBe(random.normal());
      expect(restored.state()).toEqual(random.state());
    }),
  );
});

test('below(n) stays in 0..n-1 and reaches both ends', () => {
  const random = seededRandom(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.below(5)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
});

test('uniform and normal numbers have the moments of their distributions', () => {
  const random = seededRandom(2);
  const count = 20_000;
  const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const uniforms = Array.from({ length: count }, () => random.uniform());
  expect(mean(uniforms)).toBeCloseTo(0.5, 1);
  expect(uniforms.every((x) => x >= 0 && x < 1)).toBe(true);
  const normals = Array.from({ length: count }, () => random.normal());
  expect(Math.abs(mean(normals))).toBeLessThan(0.03);
  expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(0.04);
  expect(Math.abs(mean(normals.map((x) => x ** 4)) - 3)).toBeLessThan(0.3);
});

test('the all-zero state is refused', () => {
  expect(() => randomFromState([0, 0, 0, 0])).toThrow('not a state');
});

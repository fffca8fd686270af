import { describe, expect, test } from 'vitest';
import { conceptCatalogue } from '../../../main/core/teaching/concepts.ts';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { pairsOf, isHeldOut } from '../../../main/core/teaching/held-out.ts';
import { parameterNames } from '../../../main/core/teaching/inputs.ts';
import type { Exercise } from '../../../main/core/teaching/lesson.ts';

const parameter = String.raw`[a-z]+(: [a-z]+(\[[a-z, [\]]+\])?)?`;
const form = new RegExp(
  String.raw`^def [a-z_]+\(${parameter}(, ${parameter})?\)( -> [^\n]+)?:\n {4}"""[A-Z][^\n]+\.(\n {4}>>> [^\n]+\n {4}[^\n]+\n {4})?"""\n$`,
);
const many = [...generateExercises({ seed: 1, count: 50_000 })];

/** The pairs of concepts of an exercise, whatever its generator says about itself. */
function pairs(exercise: Exercise): (readonly [string, string])[] {
  const place = new Map(conceptCatalogue.map((concept) => [concept.id, concept.place] as const));
  const at = (wanted: string): string | undefined => exercise.concepts.find((id) => place.get(id) === wanted);
  const reduction = at('reduction');
  if (reduction === undefined) return [];
  return pairsOf({ filter: at('filter'), mapping: at('mapping'), reduction, finish: at('finish') });
}

describe('exercises', () => {
  test('50,000 are distinct in text', () => {
    expect(new Set(many.map((one) => one.prompt + one.solution)).size).toBe(50_000);
  });

  test('the same seed gives the same exercises, and fewer of them are the first of more', () => {
    expect([...generateExercises({ seed: 1, count: 300 })]).toEqual(many.slice(0, 300));
    expect([...generateExercises({ seed: 2, count: 3 })]).not.toEqual(many.slice(0, 3));
  });

  test('the curriculum has 80 concepts or more over 8 topics or more, each of them exercised', () => {
    expect(conceptCatalogue.length).toBeGreaterThanOrEqual(80);
    expect(new Set(conceptCatalogue.map((concept) => concept.topic)).size).toBeGreaterThanOrEqual(8);
    const uses = new Map<string, number>();
    for (const one of many) for (const id of one.concepts) uses.set(id, (uses.get(id) ?? 0) + 1);
    const rare = conceptCatalogue.filter((concept) => (uses.get(concept.id) ?? 0) < 10).map((concept) => concept.id);
    expect(rare).toEqual([]);
    expect([...uses.keys()].filter((id) => !conceptCatalogue.some((concept) => concept.id === id))).toEqual([]);
  });

  test('none contains a held-out pair', () => {
    const leaks = many.filter((one) => pairs(one).some(([first, second]) => isHeldOut(first, second)));
    expect(leaks.map((one) => one.prompt)).toEqual([]);
    expect(many.filter((one) => pairs(one).length > 0).length).toBeGreaterThan(30_000);
  });

  test('prompts have the form of HumanEval and bodies are indented and end', () => {
    for (const one of many) {
      expect(one.prompt).toMatch(form);
      expect(one.prompt.startsWith(`def ${one.entryPoint}(`)).toBe(true);
      expect(one.solution.split('\n').slice(0, -1).every((line) => line.startsWith('    '))).toBe(true);
      expect(one.solution.endsWith('\n')).toBe(true);
    }
  });

  test('every exercise has three asserts or more that do not all expect the same', () => {
    for (const one of many) {
      const asserts = one.test.split('\n').filter((line) => line.startsWith('    assert '));
      expect(asserts.length).toBeGreaterThanOrEqual(3);
      const expected = asserts.map((line) => (line.includes('abs(candidate') ? line : line.split(' == ').at(-1)));
      expect(new Set(expected).size).toBeGreaterThan(1);
    }
  });

  test('no parameter has the name of something its own body defines or calls', () => {
    const words = new Set(Object.values(parameterNames).flat());
    const reserved = ['result', 'run', 'key', 'row', 'mean', 'total', 'i', 'j', 'x', 'w', 'c', 'a', 'b', 'd', 'v', 'low', 'high', 'mid', 'rest'];
    const builtins = ['sum', 'max', 'min', 'len', 'set', 'list', 'dict', 'map', 'range', 'str', 'int', 'abs', 'sorted', 'any', 'all', 'zip', 'tuple', 'ord', 'chr', 'bin'];
    expect([...reserved, ...builtins].filter((name) => words.has(name))).toEqual([]);
  });
}); // prettier-ignore

import { describe, expect, test } from 'vitest';
import { conceptCatalogue } from '../../../main/core/teaching/concepts.ts';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { pairsOf, isHeldOut } from '../../../main/core/teaching/held-out.ts';
import { parameterWords } from '../../../main/core/teaching/parameters.ts';
import type { Exercise } from '../../../main/core/teaching/lesson.ts';

const form =
  /^(from typing import [A-Z][A-Za-z, ]+\n\n\n)?def [a-z_0-9]+\([^\n]*\)( -> [^\n]+)?:\n {4}("{3}|'{3})[^]+?\3\n$/;
const many = [...generateExercises({ seed: 1, count: 50_000 })];

const place = new Map(conceptCatalogue.map((concept) => [concept.id, concept.place] as const));

/** The pairs of concepts of an exercise, whatever its generator says about itself. */
function pairs(exercise: Exercise): (readonly [string, string])[] {
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

  test('the curriculum has 250 concepts or more over 15 topics or more, each of them exercised', () => {
    expect(conceptCatalogue.length).toBeGreaterThanOrEqual(250);
    expect(new Set(conceptCatalogue.map((concept) => concept.id)).size).toBe(conceptCatalogue.length);
    const topics = new Map<string, number>();
    for (const { topic } of conceptCatalogue) topics.set(topic, (topics.get(topic) ?? 0) + 1);
    expect(topics.size).toBeGreaterThanOrEqual(15);
    // A topic of a few concepts would be a heading, not a topic.
    expect([...topics].filter(([, count]) => count < 6)).toEqual([]);
    const uses = new Map<string, number>();
    for (const one of many) for (const id of one.concepts) uses.set(id, (uses.get(id) ?? 0) + 1);
    const rare = conceptCatalogue.filter((concept) => (uses.get(concept.id) ?? 0) < 5).map((concept) => concept.id);
    expect(rare).toEqual([]);
    expect([...uses.keys()].filter((id) => !conceptCatalogue.some((concept) => concept.id === id))).toEqual([]);
  });

  test('none contains a held-out pair', () => {
    const leaks = many.filter((one) => pairs(one).some(([first, second]) => isHeldOut(first, second)));
    expect(leaks.map((one) => one.prompt)).toEqual([]);
    expect(many.filter((one) => pairs(one).length > 0).length).toBeGreaterThan(20_000);
  });

  test('prompts have the form of HumanEval and bodies are indented and end', () => {
    for (const { prompt, solution, entryPoint } of many) {
      expect(prompt).toMatch(form);
      expect(prompt).toContain(`def ${entryPoint}(`);
      expect(solution.split('\n').slice(0, -1).every((line) => line === '' || line.startsWith('    '))).toBe(true);
      expect(solution.endsWith('\n')).toBe(true);
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

  test('no parameter has the name of a builtin that bodies call', () => {
    const builtins = ['sum', 'max', 'min', 'len', 'set', 'list', 'dict', 'map', 'range', 'str', 'int', 'abs', 'sorted', 'any', 'all', 'zip', 'tuple', 'ord', 'chr', 'bin', 'hash', 'filter', 'round', 'iter', 'next'];
    const names = Object.values(parameterWords).flatMap((words) => words.names);
    expect(names.filter((name) => builtins.includes(name))).toEqual([]);
  });
}); // prettier-ignore

import { describe, expect, test } from 'vitest';
import { heldOutProblems, problemsByDifficulty } from '../../../main/core/teaching/benchmark.ts';
import { conceptCatalogue } from '../../../main/core/teaching/concepts.ts';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { isHeldOut, pairsOf } from '../../../main/core/teaching/held-out.ts';
import { generateTextbooks } from '../../../main/core/teaching/textbooks.ts';

const problems = heldOutProblems({ seed: 1 });
const exercises = [...generateExercises({ seed: 1, count: 15_000 })];
const sections = [...generateTextbooks({ seed: 1, count: 5_000 })];
const place = new Map(conceptCatalogue.map((concept) => [concept.id, concept.place] as const));

/** A body with the parameters of its function renamed in order, so that names do not hide a copy. */
function normalised(prompt: string, body: string): string {
  const names = /\(([^)]*)\)/
    .exec(prompt)![1]!
    .split(',')
    .map((one) => one.split(':')[0]!.trim());
  return names.reduce(
    (text, name, index) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), `p${String(index)}`),
    body,
  );
}

const docstring = (prompt: string): string => /("{3}|'{3})([^]*?)\1/.exec(prompt)![2]!;

function grams(text: string, length: number): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(length - 1).map((_, start) => words.slice(start, start + length).join(' '));
}

describe('the held-out benchmark', () => {
  test('has as many problems of each difficulty as it says, 150 or more, all distinct', () => {
    expect(problems.length).toBeGreaterThanOrEqual(150);
    for (const [grade, count] of Object.entries(problemsByDifficulty)) {
      expect(problems.filter((one) => one.difficulty === Number(grade)).length).toBe(count);
    }
    expect(new Set(problems.map((one) => one.taskId)).size).toBe(problems.length);
    expect(new Set(problems.map((one) => docstring(one.prompt))).size).toBe(problems.length);
    expect(new Set(problems.map((one) => normalised(one.prompt, one.canonicalSolution))).size).toBe(problems.length);
    expect(problems.map((one) => one.taskId)).toEqual(problems.map((_, index) => `Hornbook/${String(index)}`));
  });

  test('is the same for the same seed', () => {
    expect(heldOutProblems({ seed: 1 })).toEqual(problems);
    expect(heldOutProblems({ seed: 2 })).not.toEqual(problems);
  });

  test('every problem holds a pair that training never holds', () => {
    for (const { topics } of problems) {
      const at = (wanted: string): string | undefined => topics!.find((id) => place.get(id) === wanted);
      const pairs = pairsOf({ filter: at('filter'), mapping: at('mapping'), reduction: at('reduction')!, finish: at('finish') });
      expect(pairs.some(([first, second]) => isHeldOut(first, second))).toBe(true);
    }
  });

  test('every concept of the benchmark is taught with other partners', () => {
    const uses = new Map<string, number>();
    for (const one of exercises) for (const id of one.concepts) uses.set(id, (uses.get(id) ?? 0) + 1);
    const unknown = problems.flatMap(({ topics }) => topics!).filter((id) => (uses.get(id) ?? 0) < 20);
    expect(unknown).toEqual([]);
  });

  test('no body is that of an exercise or stands in a textbook, names of parameters aside', () => {
    const seen = new Set(exercises.map((one) => normalised(one.prompt, one.solution)));
    const functions = sections.flatMap((one) => one.blocks.flatMap((block) => block.code.split(/^(?=def )/m).filter((part) => part.startsWith('def '))));
    expect(functions.length).toBeGreaterThan(sections.length);
    for (const code of functions) {
      const [signature, ...lines] = code.split('\n');
      const body = lines.filter((line) => line.startsWith(' ') && !line.includes('"""'));
      seen.add(normalised(signature!, `${body.join('\n')}\n`));
    }
    expect(problems.filter((one) => seen.has(normalised(one.prompt, one.canonicalSolution))).map((one) => one.prompt)).toEqual([]);
  });

  test('no docstring shares 13 words in a row with an exercise or a textbook section', () => {
    const seen = new Set([...exercises.map((one) => docstring(one.prompt)), ...sections.map((one) => one.text)].flatMap((text) => grams(text, 13)));
    expect(problems.filter((one) => grams(docstring(one.prompt), 13).some((gram) => seen.has(gram))).map((one) => one.prompt)).toEqual([]);
  });

  test('every problem has five asserts or more', () => {
    for (const { test: check } of problems) expect(check.match(/^ {4}assert /gm)!.length).toBeGreaterThanOrEqual(5);
  });
}); // prettier-ignore

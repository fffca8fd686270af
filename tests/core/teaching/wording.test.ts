import { describe, expect, test } from 'vitest';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { otherVerb, thirdPerson } from '../../../main/core/teaching/register.ts';
import { createRandom } from '../../../main/core/teaching/random.ts';

const exercises = [...generateExercises({ seed: 11, count: 10_000 })];
const docstring = (prompt: string): string => /("{3}|'{3})([^]*?)\1/.exec(prompt)![2]!;
/** A parameter of the name a: 'a and b' is no mistake. */
const namedLikeAnArticle = /def \w+\((?:[^)]*, )?a[,:)]/;
/** The sentences, without examples, sections and quoted values. */
const prose = exercises
  .filter(({ prompt }) => !namedLikeAnArticle.test(prompt))
  .map(({ prompt, entryPoint }) =>
    docstring(prompt)
      .split('\n')
      .filter(
        (line) =>
          !/>>>|^\s*[[{'\d-]|^\s*\((?!an? )|^\s*(True|False|None)$/.test(line) &&
          !line.includes(`${entryPoint}(`),
      )
      .join(' ')
      .replace(/'[^']*'/g, "'…'")
      .replace(/`[^`]*`/g, '`…`')
      .replace(/\s+/g, ' ')
      .trim(),
  );

const mistakes: readonly (readonly [string, RegExp])[] = [
  ['a word twice in a row', /\b([a-z]+) \1\b(?! \()/],
  ['"a" before a vowel', /\ba [aei][a-z]/],
  ['"an" before a consonant', /\ban [bcdfgjklmnpqrstvwxyz][a-z]/],
  ['a space before a mark', /[a-z] [.,;](?: |$)/],
  ['marks in a row', /,\.|\.,|,,|\?\./],
  ['a placeholder', /\$\d|@[A-Za-z]\b|[‹›]|EXPRESSION|VARIABLE|\bundefined\b|\bNaN\b|\[object/],
];

describe('what exercises say', () => {
  test.each(mistakes)('never has %s', (_, mistake) => {
    // 'length length' may meet where one line of a section ends and the next begins.
    const wrong = prose.filter((text) => mistake.test(text.replace(/(Args|Parameters|Input|:param).*/, '')));
    expect(wrong).toEqual([]);
  });

  test('the checks see the mistakes they are for', () => {
    const samples = ['the the sum', 'a integer', 'an list', 'the sum .', 'the sum,.', 'the sum of $1'];
    expect(mistakes.map(([, mistake], index) => mistake.test(samples[index]!))).toEqual(samples.map(() => true));
  });

  test('begins in more than four hundred ways, none of them half of all', () => {
    const openings = new Map<string, number>();
    for (const text of prose) {
      const opening = text.split(' ').slice(0, 2).join(' ');
      openings.set(opening, (openings.get(opening) ?? 0) + 1);
    }
    expect(openings.size).toBeGreaterThan(400);
    expect(Math.max(...openings.values()) / prose.length).toBeLessThan(0.45);
  });

  test('uses many different runs of three words, names and bodies', () => {
    const runs = new Set<string>();
    for (const text of prose) {
      const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
      for (let at = 0; at + 3 <= words.length; at += 1) runs.add(words.slice(at, at + 3).join(' '));
    }
    expect(runs.size).toBeGreaterThan(13_000);
    expect(new Set(exercises.map(({ entryPoint }) => entryPoint)).size).toBeGreaterThan(2_000);
    expect(new Set(exercises.map(({ solution }) => solution)).size).toBeGreaterThan(8_500);
  });

  test('comes with examples, sections, types and without any of these', () => {
    const share = (has: (prompt: string) => boolean): number => exercises.filter(({ prompt }) => has(prompt)).length / exercises.length;
    expect(share((prompt) => prompt.includes('>>>'))).toBeGreaterThan(0.05);
    expect(share((prompt) => /Args:|:param|Parameters\n|Input:/.test(prompt))).toBeGreaterThan(0.01);
    expect(share((prompt) => prompt.includes('from typing import'))).toBeGreaterThan(0.02);
    expect(share((prompt) => /^ {4}"""[^\n]*"""\n$/m.test(prompt))).toBeGreaterThan(0.3);
    // Bodies are loops as well as expressions.
    const several = exercises.filter(({ solution }) => solution.split('\n').length > 4).length / exercises.length;
    expect(several).toBeGreaterThan(0.15);
    expect(several).toBeLessThan(0.6);
  });
}); // prettier-ignore

describe('orders', () => {
  test.each([
    ['Return the sum', 'Returns the sum'],
    ['Check if it is so', 'Checks if it is so'],
    ['Multiply a by b', 'Multiplies a by b'],
    ['Upper-case the words and return the list', 'Upper-cases the words and returns the list'],
    ['Search the list', 'Searches the list'],
  ])('%s in the third person is: %s', (order, expected) => {
    expect(thirdPerson(order)).toBe(expected);
  });

  test('keep their meaning under another verb', () => {
    const random = createRandom(4);
    const seen = new Set(Array.from({ length: 80 }, () => otherVerb('Return whether any number is even', random)));
    expect(seen.size).toBeGreaterThan(8);
    for (const order of seen) {
      expect(order).toMatch(/ (whether|whether or not|if) any number is even(,? (and|otherwise|else|False) ?.*)?$/i);
    }
    expect(otherVerb('Multiply a by b', random)).toBe('Multiply a by b');
  });
}); // prettier-ignore

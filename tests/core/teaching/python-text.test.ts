import { describe, expect, test } from 'vitest';
import { py } from '../../../main/core/teaching/classics/classic.ts';
import { negated } from '../../../main/core/teaching/negation.ts';
import { signatureLine } from '../../../main/core/teaching/python.ts';
import { inOtherHands, namesIn, singular } from '../../../main/core/teaching/python-text.ts';
import { createRandom } from '../../../main/core/teaching/random.ts';

describe('names in Python source', () => {
  test('are those of code and of the holes of f-strings, not text, attributes or keywords of arguments', () => {
    const source = `total = max(words, key=len).size + f'{x:02d} low {y}' + 'result'`;
    expect([...namesIn(source)].sort()).toEqual(['len', 'max', 'total', 'words', 'x', 'y']);
  });

  test('change together and never meet a parameter, a function or each other', () => {
    const body = `    result = []\n    for x in values:\n        result.append(f'{x} result')\n    return result`;
    for (let seed = 0; seed < 200; seed += 1) {
      const written = inOtherHands(body, ['values', 'answer', 'item'], createRandom(seed), 'values');
      const [, list, variable] = /^ {4}(\w+) = \[\]\n {4}for (\w+) in values:/.exec(written)!;
      expect(['values', 'answer', 'item']).not.toContain(list);
      expect(['values', 'answer', 'item', list]).not.toContain(variable);
      expect(written.replaceAll('"', "'")).toBe(
        `    ${list!} = []\n    for ${variable!} in values:\n        ${list!}.append(f'{${variable!}} result')\n    return ${list!}`,
      );
    }
  });

  test('a plural gives its singular where it is a regular one', () => {
    expect(['test_scores', 'entries', 'boxes', 'series', 'data', 'lists'].map(singular)).toEqual([
      'score',
      'entry',
      'box',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('Python written for an exercise', () => {
  test.each([
    ['x % 2 == 0', 'x % 2 != 0'],
    ['x > 3', 'x <= 3'],
    ['-10 < x < 10', 'not -10 < x < 10'],
    ["'a' in w", "'a' not in w"],
    ["'a' not in w", "'a' in w"],
    ['w.isdigit()', 'not w.isdigit()'],
  ])('the opposite of %s is %s', (condition, opposite) => {
    expect(negated(condition)).toBe(opposite);
  });

  test('a signature imports the types it names', () => {
    const parameters = [{ name: 'values', kind: 'ints' }] as const;
    expect(signatureLine('f', parameters, 'int', 'none')).toBe('def f(values):');
    expect(signatureLine('f', parameters, 'dict[str, int]', 'builtin')).toBe('def f(values: list[int]) -> dict[str, int]:');
    expect(signatureLine('f', parameters, 'tuple[int, int] | None', 'typing')).toBe(
      'from typing import List, Optional, Tuple\n\n\ndef f(values: List[int]) -> Optional[Tuple[int, int]]:',
    );
    expect(signatureLine('f', [], 'int', 'typing')).toBe('def f() -> int:');
  });

  test('a body keeps its blank lines and loses its margin', () => {
    expect(py`
      class A:
          x = 1

          y = '\n'`).toEqual(['class A:', '    x = 1', '', String.raw`    y = '\n'`]);
  });
}); // prettier-ignore

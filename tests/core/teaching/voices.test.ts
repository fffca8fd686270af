import { describe, expect, test } from 'vitest';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { parameterWords, type ParameterKind } from '../../../main/core/teaching/parameters.ts';
import { peoplesName } from '../../../main/core/teaching/people-names.ts';
import { createRandom } from '../../../main/core/teaching/random.ts';
import { steps } from '../../../main/core/teaching/steps/catalogue.ts';
import { drawSmallFunction } from '../../../main/core/teaching/steps/draw.ts';

const exercises = [...generateExercises({ seed: 12, count: 8_000 })];
const docstring = (prompt: string): string => /("{3}|'{3})([^]*?)\1/.exec(prompt)![2]!;
const parametersOf = (prompt: string): string[] =>
  /def \w+\(([^\n]*)\)(?: ->|:)/.exec(prompt)![1]!.split(/, (?![^[]*\])/).map((one) => one.split(':')[0]!); // prettier-ignore
const share = (has: (prompt: string) => boolean): number =>
  exercises.filter(({ prompt }) => has(prompt)).length / exercises.length;

describe('how exercises are presented', () => {
  test.each([
    ['doctests', />>> /, 0.06],
    ['two doctests or more', />>> [^]*>>> /, 0.008],
    ['arrows', /\) (->|=>|==>|➞|-->) /, 0.1],
    ['equations', /\w\([^\n]*\) == /, 0.006],
    ['assertions', / assert \w+\(/, 0.0015],
    ['words for "returns"', /\) (returns|should return|gives|must be) /, 0.004],
    ['lists of examples', /\n {4}[*-] \w+\(/, 0.0015],
    ['indented examples', /\n {8}\w+\(/, 0.001],
    ['sections on arguments', /Args:|:param|Parameters\n|Input:/, 0.007],
    ['types of `typing`', /^from typing import/, 0.015],
    ['builtin types with what they hold', /: list\[(int|str)\]/, 0.04],
    ['types without what they hold', /: list[,)]/, 0.006],
    ['a docstring that begins below its quotes', /"{3}\n {4}\S/, 0.03],
    ['a docstring that begins with a space', /"{3} \S/, 0.018],
    ['a sentence without its full stop', /[a-z]"{3}\n$|[a-z]\n\n? {4}(>>>|"{3})/, 0.012],
  ])('%s come in their share', (_, form, least) => {
    expect(share((prompt) => form.test(prompt))).toBeGreaterThan(least);
    expect(share((prompt) => !form.test(prompt))).toBeGreaterThan(0.5);
  });

  test('parameters have four hundred names and more: letters, compounds, words that tell nothing', () => {
    const names = exercises.flatMap(({ prompt }) => parametersOf(prompt));
    expect(new Set(names).size).toBeGreaterThan(400);
    const part = (form: RegExp): number => names.filter((name) => form.test(name)).length / names.length;
    expect(part(/^[A-Za-z]$/)).toBeGreaterThan(0.035);
    expect(part(/_/)).toBeGreaterThan(0.017);
    expect(part(/[a-z][A-Z]|\d$/)).toBeGreaterThan(0.005);
  });

  test('a docstring that never says its parameter is no exception', () => {
    const silent = share((prompt) =>
      parametersOf(prompt).some((name) => !new RegExp(`\\b${name}\\b`).test(docstring(prompt))),
    );
    expect(silent).toBeGreaterThan(0.02);
    expect(silent).toBeLessThan(0.5);
  });

  test('no parameter takes the name of what a body calls or loops over', () => {
    const random = createRandom(3);
    for (const kind of Object.keys(parameterWords) as ParameterKind[]) {
      for (let draw = 0; draw < 400; draw += 1) {
        const name = peoplesName(kind, random, 'numbers');
        expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
        expect(['numbers', 'K', 'P', 'E', 'X', 'Y', 'x', 'w', 'c', 'i', 'result', 'total', 'key', 'sum', 'str', 'list', 'max', 'in']).not.toContain(name);
      }
    }
  }); // prettier-ignore
});

describe('small functions', () => {
  const random = createRandom(8);
  const drawn = Array.from({ length: 4_000 }, () => drawSmallFunction(random)).filter((one) => one !== undefined);

  test('use every step there is, two at least in each and none twice', () => {
    expect(drawn.length).toBeGreaterThan(1_000);
    const used = new Map<string, number>();
    for (const { steps: taken } of drawn) {
      expect(taken.length).toBeGreaterThanOrEqual(2);
      expect(new Set(taken).size).toBe(taken.length);
      for (const { id } of taken) used.set(id, (used.get(id) ?? 0) + 1);
    }
    expect(steps.filter(({ id }) => (used.get(id) ?? 0) < 3).map(({ id }) => id)).toEqual([]);
  });

  test('never are what a benchmark begins with: one operator or one call', () => {
    const single = /^return (\w+ [-+*/%]+ \w+|(len|abs|max|min)\(\w+(, \w+)?\)|\w+\.\w+\(\w*\)|\w+ (==|>|<|in) \w+|\w+\[[-:\w]+\])$/;
    expect(drawn.filter(({ lines }) => lines.length === 1 && single.test(lines[0]!)).map(({ lines }) => lines[0])).toEqual([]);
    expect('return first + second').toMatch(single);
    expect('return len(text)').toMatch(single);
  });

  test('parentheses stand where Python would bind otherwise, and nowhere else', () => {
    const bodies = drawn.map(({ lines }) => lines.join('\n'));
    expect(bodies.some((body) => /\(\w+ [-+] \w+\) [*%]|\(\w+ [-+] \w+\)\[/.test(body))).toBe(true);
    expect(bodies.filter((body) => /return \([^()]*\)$/m.test(body))).toEqual([]);
  });
}); // prettier-ignore

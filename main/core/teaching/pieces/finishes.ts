import type { Finish, Guard } from '../piece.ts';
import { modulo, type Value } from '../value.ts';

const addends = { kind: 'small', literals: [2, 3, 4, 5, 6, 7, 8, 9] } as const;
const number = (value: Value): number => value as number;
const text = (value: Value): string => value as string;

/** A last touch on the result of a composition. */
export const finishes: readonly Finish[] = [
  {
    id: 'twice', topic: 'numbers', accepts: ['int'], result: 'int', tag: 'twice',
    lesson: 'A call is a value like any other and can be multiplied.',
    phrase: (r) => `twice ${r}`, code: (v) => `2 * ${v}`, apply: (v) => 2 * number(v),
  },
  {
    id: 'absolute result', topic: 'numbers', accepts: ['int'], result: 'int', tag: 'abs',
    lesson: 'abs around a call makes its result positive.',
    phrase: (r) => `the absolute value of ${r}`, code: (v) => `abs(${v})`, apply: (v) => Math.abs(number(v)),
  },
  {
    id: 'result as text', topic: 'strings', accepts: ['int'], result: 'str', tag: 'text',
    lesson: 'str around a call turns its result into text.',
    phrase: (r) => `${r} as a string`, code: (v) => `str(${v})`, apply: (v) => String(number(v)),
  },
  {
    id: 'plus', topic: 'numbers', accepts: ['int'], result: 'int', tag: 'plus', constant: addends,
    lesson: 'A constant can be added to the result of a call.',
    phrase: (r, k) => `${k} plus ${r}`, code: (v, k) => `${k} + ${v}`, apply: (v, k) => number(v) + number(k),
  },
  {
    id: 'result exceeds', topic: 'conditions', accepts: ['int'], result: 'bool', tag: 'exceeds', constant: addends,
    lesson: 'Comparing a result with a limit gives True or False.',
    phrase: (r, k) => `whether ${r} exceeds ${k}`, code: (v, k) => `${v} > ${k}`, apply: (v, k) => number(v) > number(k),
  },
  {
    id: 'result is even', topic: 'conditions', accepts: ['int'], result: 'bool', tag: 'is_even',
    lesson: 'A remainder of zero after dividing by two says that a result is even.',
    phrase: (r) => `whether ${r} is even`, code: (v) => `${v} % 2 == 0`, apply: (v) => modulo(number(v), 2) === 0,
  },
  {
    id: 'last digit of result', topic: 'number theory', accepts: ['int'], result: 'int', tag: 'last_digit',
    lesson: 'The remainder of a result by ten is its last digit.',
    phrase: (r) => `the last digit of ${r}`, code: (v) => `abs(${v}) % 10`, apply: (v) => Math.abs(number(v)) % 10,
  },
  {
    id: 'upper-case result', topic: 'text processing', accepts: ['str'], result: 'str', tag: 'upper',
    lesson: 'A method can be called on the result of a call.',
    phrase: (r) => `${r} in upper case`, code: (v) => `${v}.upper()`, apply: (v) => text(v).toUpperCase(),
  },
  {
    id: 'length of result', topic: 'strings', accepts: ['str'], result: 'int', tag: 'length',
    lesson: 'len around a call gives the length of its result.',
    phrase: (r) => `the length of ${r}`, code: (v) => `len(${v})`, apply: (v) => text(v).length,
  },
  {
    id: 'reversed result', topic: 'strings', accepts: ['str'], result: 'str', tag: 'backwards',
    lesson: 'A slice can be taken of the result of a call.',
    phrase: (r) => `${r} backwards`, code: (v) => `${v}[::-1]`, apply: (v) => [...text(v)].reverse().join(''),
  },
]; // prettier-ignore

const numeric = (type: string): boolean => type === 'int' || type === 'float';
const refuse = (
  id: string,
  words: string,
  python: string,
  value: Value,
  accepts: (type: string) => boolean,
): Guard => ({
  id,
  topic: 'conditions',
  lesson: `An empty list counts as false, so \`if not values\` can return ${python} before anything goes wrong.`,
  sentence: (parameter) => `Return ${words} if ${parameter} is empty.`,
  accepts,
  lines: (parameter) => [`if not ${parameter}:`, `    return ${python}`],
  value,
});

/** First lines that answer for an empty argument. */
export const guards: readonly Guard[] = [
  refuse('zero when empty', '0', '0', 0, numeric),
  refuse('minus one when empty', '-1', '-1', -1, numeric),
  refuse('None when empty', 'None', 'None', null, (type) => numeric(type) || type === 'str'),
];

import type { Source } from '../piece.ts';
import { distinct, isList, type DictValue, type Value } from '../value.ts';

const list = (value: Value): readonly Value[] => {
  if (!isList(value)) throw new TypeError('A list was expected.');
  return value;
};
const entries = (value: Value): DictValue['entries'] => (value as DictValue).entries;
const words = (value: Value): string[] => (value as string).split(/\s+/).filter((word) => word !== '');
const counts = { kind: 'small', literals: [2, 3, 4, 5] } as const;

/** Where a composition takes its elements from. */
export const sources: readonly Source[] = [
  {
    id: 'list of numbers', topic: 'lists', element: 'int', parameter: 'ints', weight: 22.4, ordered: true,
    lesson: 'A list holds values in order, and a for clause visits them one by one.',
    noun: 'numbers', places: ['in P'], tag: 'numbers',
    iterable: (p) => p, items: list,
  },
  {
    id: 'list of words', topic: 'lists', element: 'word', parameter: 'words', weight: 13.8, ordered: true,
    lesson: 'A list of words is visited word by word.',
    noun: 'words', places: ['in P'], tag: 'words',
    iterable: (p) => p, items: list,
  },
  {
    id: 'words of a text', topic: 'text processing', element: 'word', parameter: 'text', weight: 6.5, ordered: true,
    lesson: 'The split method cuts a text at its spaces and gives a list of words.',
    noun: 'words', places: ['of P'], tag: 'words',
    iterable: (p) => `${p}.split()`, items: words,
  },
  {
    id: 'characters of a text', topic: 'strings', element: 'char', parameter: 'text', weight: 8.8, ordered: true,
    lesson: 'A string is a sequence of characters, so a for clause can visit them one by one.',
    noun: 'characters', places: ['in P'], tag: 'chars',
    iterable: (p) => p, items: (text) => [...(text as string)],
  },
  {
    id: 'lines of a text', topic: 'text processing', element: 'word', parameter: 'lines', weight: 1.3, ordered: true,
    lesson: 'The splitlines method cuts a text at its line ends.',
    noun: 'lines', places: ['of P'], tag: 'lines',
    iterable: (p) => `${p}.splitlines()`, items: (text) => (text as string).split('\n'),
  },
  {
    id: 'digits of a number', topic: 'numbers', element: 'int', parameter: 'number', weight: 2.5, ordered: true,
    lesson: 'Turning a number into a string lets us visit its digits, and int turns each digit back into a number.',
    noun: 'digits', places: ['of P'], tag: 'digits', idle: ['negative', 'absolute value', 'single digit', 'last digit', 'digit count', 'ends in digit'],
    iterable: (p) => `map(int, str(${p}))`, items: (n) => [...String(n)].map(Number),
  },
  {
    id: 'numbers up to n', topic: 'loops and accumulation', element: 'int', parameter: 'count', weight: 2.5, ordered: true,
    lesson: 'range(1, n + 1) counts from 1 to n; the end of a range is never included.',
    noun: 'numbers', places: ['from 1 to P'], tag: 'range', idle: ['negative', 'positive', 'nonzero', 'absolute value'],
    iterable: (p) => `range(1, ${p} + 1)`, items: (n) => Array.from({ length: n as number }, (_, i) => i + 1),
  },
  {
    id: 'values of a dictionary', topic: 'dictionaries', element: 'int', parameter: 'table', weight: 3.4, ordered: true,
    lesson: 'A dictionary maps keys to values, and its values method gives the values alone.',
    noun: 'values', places: ['of P'], tag: 'values',
    iterable: (p) => `${p}.values()`, items: (table) => entries(table).map(([, value]) => value),
  },
  {
    id: 'keys of a dictionary', topic: 'dictionaries', element: 'word', parameter: 'table', weight: 2.5, ordered: true,
    lesson: 'Visiting a dictionary visits its keys.',
    noun: 'keys', places: ['of P'], tag: 'keys',
    iterable: (p) => p, items: (table) => entries(table).map(([key]) => key),
  },
  {
    id: 'numbers of a grid', topic: 'lists', element: 'int', parameter: 'grid', weight: 2.5, ordered: true,
    lesson: 'A grid is a list of rows; sum(grid, []) lays the rows end to end in one list.',
    noun: 'numbers', places: ['in the rows of P'], tag: 'grid',
    iterable: (p) => `sum(${p}, [])`, items: (grid) => list(grid).flatMap(list),
  },
  {
    id: 'distinct numbers', topic: 'sets', element: 'int', parameter: 'ints', weight: 1.7, ordered: false,
    lesson: 'A set holds each value once, so set(values) drops the duplicates.',
    prefix: 'distinct ', noun: 'numbers', places: ['in P'], tag: 'distinct',
    iterable: (p) => `set(${p})`, items: (numbers) => distinct(list(numbers)),
  },
  {
    id: 'distinct words', topic: 'sets', element: 'word', parameter: 'words', weight: 1.3, ordered: false,
    lesson: 'A set holds each word once, however often it comes.',
    prefix: 'distinct ', noun: 'words', places: ['in P'], tag: 'distinct',
    iterable: (p) => `set(${p})`, items: (numbers) => distinct(list(numbers)),
  },
  {
    id: 'first numbers', topic: 'lists', element: 'int', parameter: 'ints', weight: 1.7, ordered: true, constant: counts,
    lesson: 'The slice values[:k] takes the first k items of a list.',
    noun: 'numbers', places: ['among the first K in P'], tag: 'first',
    iterable: (p, k) => `${p}[:${k.code}]`, items: (numbers, k) => list(numbers).slice(0, k as number),
  },
  {
    id: 'last numbers', topic: 'lists', element: 'int', parameter: 'ints', weight: 1.7, ordered: true, constant: counts,
    lesson: 'A negative index counts from the end, so values[-k:] takes the last k items.',
    noun: 'numbers', places: ['among the last K in P'], tag: 'last',
    iterable: (p, k) => `${p}[-${k.code}:]`, items: (numbers, k) => list(numbers).slice(-(k as number)),
  },
  {
    id: 'numbers after the first', topic: 'lists', element: 'int', parameter: 'ints', weight: 1, ordered: true,
    lesson: 'The slice values[1:] leaves out the first item.',
    noun: 'numbers', places: ['after the first in P'], tag: 'rest',
    iterable: (p) => `${p}[1:]`, items: (numbers) => list(numbers).slice(1),
  },
  {
    id: 'every second number', topic: 'lists', element: 'int', parameter: 'ints', weight: 1, ordered: true,
    lesson: 'A slice may have a step: values[::2] takes every second item, beginning with the first.',
    noun: 'numbers', places: ['at even positions of P'], tag: 'second',
    iterable: (p) => `${p}[::2]`, items: (numbers) => list(numbers).filter((_, index) => index % 2 === 0),
  },
  {
    id: 'first words', topic: 'lists', element: 'word', parameter: 'words', weight: 1, ordered: true, constant: counts,
    lesson: 'Slices work on lists of words as they do on lists of numbers.',
    noun: 'words', places: ['among the first K in P'], tag: 'first',
    iterable: (p, k) => `${p}[:${k.code}]`, items: (items, k) => list(items).slice(0, k as number),
  },
]; // prettier-ignore

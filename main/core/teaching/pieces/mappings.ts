import type { Mapping } from '../piece.ts';
import { floorDivide, modulo } from '../value.ts';

const addends = { kind: 'small', literals: [2, 3, 4, 5, 6, 7, 8, 9] } as const;
const factors = { kind: 'small', literals: [4, 5, 6, 7] } as const;
const number = (value: unknown): number => value as number;
const text = (value: unknown): string => value as string;
const capitalise = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
const backwards = (word: string): string => [...word].reverse().join('');

const ofNumbers: readonly Mapping[] = [
  {
    id: 'square', topic: 'numbers', weight: 7.2, from: 'int', to: 'int', plurals: ['squares'], verbs: ['square'], singular: 'its square', tag: 'squares',
    lesson: 'The square of a number is the number times itself.',
    code: (x) => `${x} * ${x}`, apply: (x) => number(x) ** 2,
  },
  {
    id: 'cube', topic: 'numbers', weight: 5.2, from: 'int', to: 'int', plurals: ['cubes'], verbs: ['cube'], singular: 'its cube', tag: 'cubes',
    lesson: 'The operator ** raises to a power, so x ** 3 is the cube of x.',
    code: (x) => `${x} ** 3`, apply: (x) => number(x) ** 3,
  },
  {
    id: 'double', topic: 'numbers', weight: 7.2, from: 'int', to: 'int', plurals: ['doubles'], verbs: ['double'], singular: 'its double', tag: 'doubles',
    lesson: 'Doubling multiplies by two.',
    code: (x) => `${x} * 2`, apply: (x) => number(x) * 2,
  },
  {
    id: 'triple', topic: 'numbers', weight: 3.5, from: 'int', to: 'int', plurals: ['triples'], verbs: ['triple'], singular: 'its triple', tag: 'triples',
    lesson: 'Tripling multiplies by three.',
    code: (x) => `${x} * 3`, apply: (x) => number(x) * 3,
  },
  {
    id: 'half', topic: 'numbers', weight: 3.5, from: 'int', to: 'int', plurals: ['halves'], verbs: ['halve'], singular: 'its half', tag: 'halves',
    lesson: 'The operator // divides and drops the fraction.',
    code: (x) => `${x} // 2`, apply: (x) => floorDivide(number(x), 2),
  },
  {
    id: 'negation', topic: 'numbers', weight: 1.4, from: 'int', to: 'int', plurals: ['negations'], verbs: ['negate'], singular: 'its negation', tag: 'negated',
    lesson: 'A minus sign in front of a value changes its sign.',
    code: (x) => `-${x}`, apply: (x) => 0 - number(x),
  },
  {
    id: 'absolute value', topic: 'numbers', weight: 3.5, from: 'int', to: 'int', plurals: ['absolute values'], verbs: ['take absolute values of'],
    singular: 'its absolute value', tag: 'absolute',
    lesson: 'abs gives the distance of a number from zero.',
    code: (x) => `abs(${x})`, apply: (x) => Math.abs(number(x)),
  },
  {
    id: 'last digit', topic: 'number theory', weight: 3.5, from: 'int', to: 'int', plurals: ['last digits'], verbs: ['take last digits of'],
    singular: 'its last digit', tag: 'last_digits',
    lesson: 'The remainder of dividing by ten is the last digit.',
    code: (x) => `abs(${x}) % 10`, apply: (x) => Math.abs(number(x)) % 10,
  },
  {
    id: 'digit count', topic: 'number theory', weight: 0.67, from: 'int', to: 'int', plurals: ['digit counts'], verbs: ['count the digits of'],
    singular: 'its digit count', tag: 'digit_counts',
    lesson: 'The length of a number written as a string is its number of digits.',
    code: (x) => `len(str(abs(${x})))`, apply: (x) => String(Math.abs(number(x))).length,
  },
  {
    id: 'remainder', topic: 'number theory', weight: 0.45, from: 'int', to: 'int', constant: factors, plurals: ['remainders by K'], verbs: [],
    singular: 'its remainder by K', tag: 'remainders',
    lesson: 'The operator % gives the remainder of a division.',
    code: (x, k) => `${x} % ${k}`, apply: (x, k) => modulo(number(x), number(k)),
  },
  {
    id: 'increase', topic: 'numbers', weight: 2.1, from: 'int', to: 'int', constant: addends, plurals: [], verbs: ['add K to', 'increase E by K'],
    singular: 'it plus K', tag: 'increased',
    lesson: 'Adding the same amount to each value shifts them all.',
    code: (x, k) => `${x} + ${k}`, apply: (x, k) => number(x) + number(k),
  },
  {
    id: 'decrease', topic: 'numbers', weight: 1.4, from: 'int', to: 'int', constant: addends, plurals: [], verbs: ['subtract K from', 'decrease E by K'],
    singular: 'it minus K', tag: 'decreased',
    lesson: 'Subtracting the same amount from each value shifts them all down.',
    code: (x, k) => `${x} - ${k}`, apply: (x, k) => number(x) - number(k),
  },
  {
    id: 'scale', topic: 'numbers', weight: 1, from: 'int', to: 'int', constant: factors, plurals: [], verbs: ['multiply E by K'],
    singular: 'it times K', tag: 'scaled',
    lesson: 'Multiplying each value by the same factor scales them.',
    code: (x, k) => `${x} * ${k}`, apply: (x, k) => number(x) * number(k),
  },
  {
    id: 'number as text', topic: 'strings', weight: 0.67, from: 'int', to: 'word', plurals: ['strings'], verbs: ['convert E to strings'],
    singular: 'its string', tag: 'strings',
    lesson: 'str turns a number into the text that shows it.',
    code: (x) => `str(${x})`, apply: (x) => String(number(x)),
  },
  {
    id: 'cap', topic: 'conditions', weight: 0.45, from: 'int', to: 'int', constant: addends, plurals: [], verbs: ['cap E at K'],
    singular: 'it capped at K', tag: 'capped',
    lesson: 'min(x, k) is x, but never more than k.',
    code: (x, k) => `min(${x}, ${k})`, apply: (x, k) => Math.min(number(x), number(k)),
  },
]; // prettier-ignore

const ofWords: readonly Mapping[] = [
  {
    id: 'length', topic: 'strings', weight: 7.2, from: 'word', to: 'int', plurals: ['lengths'], verbs: [], singular: 'its length', tag: 'lengths',
    lesson: 'len counts the characters of a string.',
    code: (w) => `len(${w})`, apply: (w) => text(w).length,
  },
  {
    id: 'upper case', topic: 'text processing', weight: 7.2, from: 'word', to: 'word', plurals: ['upper-case forms'], verbs: ['upper-case'],
    singular: 'its upper-case form', tag: 'upper',
    lesson: 'The upper method makes all letters capitals.',
    code: (w) => `${w}.upper()`, apply: (w) => text(w).toUpperCase(),
  },
  {
    id: 'lower case', topic: 'text processing', weight: 5.2, from: 'word', to: 'word', plurals: ['lower-case forms'], verbs: ['lower-case'],
    singular: 'its lower-case form', tag: 'lower',
    lesson: 'The lower method makes all letters small.',
    code: (w) => `${w}.lower()`, apply: (w) => text(w).toLowerCase(),
  },
  {
    id: 'capital form', topic: 'text processing', weight: 2.1, from: 'word', to: 'word', plurals: ['capitalised forms'], verbs: ['capitalise'],
    singular: 'its capitalised form', tag: 'capitalised',
    lesson: 'The capitalize method makes the first letter a capital and the others small.',
    code: (w) => `${w}.capitalize()`, apply: (w) => capitalise(text(w)),
  },
  {
    id: 'reverse', topic: 'strings', weight: 5.2, from: 'word', to: 'word', plurals: ['reverses'], verbs: ['reverse'], singular: 'its reverse', tag: 'reversed',
    lesson: 'A slice with step -1 runs backwards.',
    code: (w) => `${w}[::-1]`, apply: (w) => backwards(text(w)),
  },
  {
    id: 'first letter', topic: 'strings', weight: 5.2, from: 'word', to: 'word', plurals: ['first letters'], verbs: ['take first letters of'],
    singular: 'its first letter', tag: 'initials',
    lesson: 'Index 0 is the first character.',
    code: (w) => `${w}[0]`, apply: (w) => text(w).slice(0, 1),
  },
  {
    id: 'last letter', topic: 'strings', weight: 3.5, from: 'word', to: 'word', plurals: ['last letters'], verbs: ['take last letters of'],
    singular: 'its last letter', tag: 'last_letters',
    lesson: 'Index -1 is the last character.',
    code: (w) => `${w}[-1]`, apply: (w) => text(w).slice(-1),
  },
  {
    id: 'repeat', topic: 'strings', weight: 0.67, from: 'word', to: 'word', plurals: [], verbs: ['repeat E twice'], singular: 'it repeated twice', tag: 'repeated',
    lesson: 'A string times a number is the string repeated.',
    code: (w) => `${w} * 2`, apply: (w) => text(w).repeat(2),
  },
  {
    id: 'prefix', topic: 'strings', weight: 0.45, from: 'word', to: 'word', constant: { kind: 'small', literals: [2, 3, 4] }, plurals: ['prefixes of length K'], verbs: [],
    singular: 'its prefix of length K', tag: 'prefixes',
    lesson: 'The slice w[:k] is the first k characters.',
    code: (w, k) => `${w}[:${k}]`, apply: (w, k) => text(w).slice(0, number(k)),
  },
  {
    id: 'letter frequency', topic: 'text processing', weight: 0.45, from: 'word', to: 'int', constant: { kind: 'letter', literals: ['a', 'e', 'n', 't', 's'] },
    plurals: ['counts of K'], verbs: ['count K in'], singular: 'its count of K', tag: 'frequencies',
    lesson: 'The count method tells how often one string occurs in another.',
    code: (w, k) => `${w}.count(${k})`, apply: (w, k) => text(w).split(text(k)).length - 1,
  },
  {
    id: 'letter removal', topic: 'text processing', weight: 0.45, from: 'word', to: 'word', constant: { kind: 'letter', literals: ['a', 'e', 'n', 't', 's'] },
    plurals: [], verbs: ['remove K from'], singular: 'it without K', tag: 'stripped',
    lesson: "replace with an empty string removes every occurrence.",
    code: (w, k) => `${w}.replace(${k}, '')`, apply: (w, k) => text(w).replaceAll(text(k), ''),
  },
]; // prettier-ignore

const ofCharacters: readonly Mapping[] = [
  {
    id: 'upper character', topic: 'strings', weight: 5.2, from: 'char', to: 'char', plurals: ['upper-case forms'], verbs: ['upper-case'],
    singular: 'its upper-case form', tag: 'upper',
    lesson: 'The upper method works on a single character too.',
    code: (c) => `${c}.upper()`, apply: (c) => text(c).toUpperCase(),
  },
  {
    id: 'lower character', topic: 'strings', weight: 5.2, from: 'char', to: 'char', plurals: ['lower-case forms'], verbs: ['lower-case'],
    singular: 'its lower-case form', tag: 'lower',
    lesson: 'The lower method works on a single character too.',
    code: (c) => `${c}.lower()`, apply: (c) => text(c).toLowerCase(),
  },
  {
    id: 'doubled character', topic: 'strings', weight: 1.4, from: 'char', to: 'char', plurals: [], verbs: ['repeat E twice'], singular: 'it repeated twice', tag: 'doubled',
    lesson: 'Multiplying a character by two writes it twice.',
    code: (c) => `${c} * 2`, apply: (c) => text(c).repeat(2),
  },
  {
    id: 'character code', topic: 'strings', weight: 2.1, from: 'char', to: 'int', plurals: ['codes'], verbs: ['take codes of'], singular: 'its code', tag: 'codes',
    lesson: 'ord gives the number that stands for a character.',
    code: (c) => `ord(${c})`, apply: (c) => text(c).charCodeAt(0),
  },
]; // prettier-ignore

/** What a composition may turn each element into. */
export const mappings: readonly Mapping[] = [...ofNumbers, ...ofWords, ...ofCharacters];
